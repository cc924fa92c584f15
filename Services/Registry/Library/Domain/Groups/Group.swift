// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Decides about Group contracts: who administers a group, and which organisations have its licences.
enum GroupDecider: Decider {
    static let aggregate = "group"
    /// 2: who is named waits to be confirmed; whether its contracting organisation supports others.
    static let shape = 2
    /// What a contract comes with. ISG-01
    static let allowance = 100
    /// How many organisations may be in a group without a licence, asked for or not.
    static let requestLimit = 1_000

    /// An organisation has one licence, or asks for one.
    static func licenceClaim(_ organisation: UUID) -> Claim { Claim("licence", Identifier.text(organisation)) }

    static func decide(
        _ command: GroupCommand, given state: GroupState?, in context: Context
    ) throws(GroupRefusal) -> [GroupEvent] {
        if case .record(let asked, let contractor) = command {
            return try record(asked, contractor, given: state, in: context)
        }
        guard let state else { throw .notFound }
        switch command {
        case .record: return []
        case .activate:
            guard context.actor.may(.keepGroups) else { throw .notFound }
            return state.isActive ? [] : [.activated(GroupActivated(group: state.group, allowance: allowance))]
        case .switchSupport(let isOn):
            guard context.actor.may(.keepGroups) else { throw .notFound }
            guard state.isActive || !isOn else { throw .groupInactive }
            return state.supports == isOn ? [] : [.supportSwitched(SupportSwitched(group: state.group, isOn: isOn))]
        case .change(let asked, let members): return try change(asked, members, of: state, in: context)
        case .replace(let asked, let members): return try replace(asked, members, of: state, in: context)
        case .confirm(let asked, let members): return try confirm(asked, members, of: state, in: context)
        case .leave(let account, let time): return leave(account, before: time, of: state)
        case .changeAllowance(let asked): return try changeAllowance(asked, of: state, in: context)
        case .request(let asked, let name, let members):
            return try request(asked, name, members, of: state, in: context)
        case .join(let asked): return try join(asked, of: state, in: context)
        case .decide(let asked, let members):
            try check(.decideLicences, state, members, context)
            return try decide(asked, of: state)
        case .withdraw(let asked, let members):
            try check(.decideLicences, state, members, context)
            return try withdraw(asked, of: state)
        }
    }

    /// ISG-04: the contract and its group are one.
    private static func record(
        _ asked: RecordGroupContract, _ contractor: GroupCommand.Contractor?, given state: GroupState?,
        in context: Context
    ) throws(GroupRefusal) -> [GroupEvent] {
        guard context.actor.may(.keepGroups) else { throw .forbidden }
        // The same form sent again. IMP-04
        guard state == nil else { return [] }
        let title = Typed.words(asked.title)
        if title.isEmpty { throw .titleMissing }
        guard title.fits(Lengths.name) else { throw .titleTooLong }
        guard let contractor else { throw .contractorUnknown }
        return [
            .recorded(
                GroupContractRecorded(
                    group: asked.group, title: title, contractor: contractor.id, contractorName: contractor.name))
        ]
    }

    /// - Parameter members: who belongs to the organisation that asks.
    private static func request(
        _ asked: RequestLicence, _ name: String?, _ members: [OrganisationMember], of state: GroupState,
        in context: Context
    ) throws(GroupRefusal) -> [GroupEvent] {
        let area = Area(keeper: "registry", organisation: asked.organisation, members: members)
        guard let name, context.actor.may(RegistryPermission.readOrganisation, in: area) else { throw .notFound }
        guard context.actor.may(RegistryPermission.requestLicence, in: area) else { throw .forbidden }
        if state.licence(of: asked.organisation)?.asked != nil { return [] }
        try open(asked.organisation, to: state, in: context)
        return [try request(of: asked.organisation, name, in: state, at: context.time)]
    }

    /// ISG-49, ISG-51, ISG-52: what was registered stands; whoever asked for a licence has asked.
    private static func join(
        _ asked: JoinGroup, of state: GroupState, in context: Context
    ) throws(GroupRefusal) -> [GroupEvent] {
        guard context.actor.may(.followUp) else { throw .notFound }
        let held = state.licence(of: asked.organisation)
        if held?.asked != nil || held != nil && !asked.wantsLicence { return [] }
        try open(asked.organisation, to: state, in: context)
        guard !asked.wantsLicence else {
            return [try request(of: asked.organisation, asked.organisationName, in: state, at: context.time)]
        }
        return [
            .linked(
                OrganisationLinked(
                    group: state.group, organisation: asked.organisation, organisationName: asked.organisationName,
                    time: context.time))
        ]
    }

    private static func open(
        _ organisation: UUID, to state: GroupState, in context: Context
    ) throws(GroupRefusal) {
        guard state.isActive else { throw .groupInactive }
        let holder = context.holder(of: licenceClaim(organisation))
        guard holder == nil || holder == state.group else { throw .licenceHeld }
        guard state.licences.count - state.used < requestLimit else { throw .requestsFull }
    }

    private static func request(
        of organisation: UUID, _ name: String, in state: GroupState, at time: Date
    ) throws(GroupRefusal) -> GroupEvent {
        .requested(
            LicenceRequested(
                group: state.group, organisation: organisation, organisationName: name, time: time,
                wasLinked: state.licence(of: organisation) == nil ? nil : true))
    }

    /// ISG-03: beyond the allowance nothing is granted, and the request stays.
    private static func decide(_ asked: DecideLicence, of state: GroupState) throws(GroupRefusal) -> [GroupEvent] {
        guard let licence = state.licence(of: asked.organisation), licence.asked != nil else { throw .gone }
        // The same form sent again. IMP-04
        if licence.isGranted {
            if asked.granted { return [] }
            throw .gone
        }
        guard asked.granted else {
            return [end(licence, of: state, because: try reason(asked.reason))]
        }
        guard state.used < state.allowance else { throw .allowanceUsed }
        return [grant(licence, of: state)]
    }

    /// ISG-09. A licence that moves is never in use twice, and never free for anybody else.
    private static func withdraw(_ asked: WithdrawLicence, of state: GroupState) throws(GroupRefusal) -> [GroupEvent] {
        guard let licence = state.licence(of: asked.organisation), licence.isGranted else { throw .gone }
        let ended = end(licence, of: state, because: try reason(asked.reason))
        guard let next = asked.movesTo else { return [ended] }
        guard let waiting = state.licence(of: next), !waiting.isGranted, waiting.asked != nil else { throw .notWaiting }
        return [ended, grant(waiting, of: state)]
    }

    private static func grant(_ licence: GroupState.Held, of state: GroupState) -> GroupEvent {
        .granted(LicenceGranted(group: state.group, organisation: licence.organisation))
    }

    private static func end(_ licence: GroupState.Held, of state: GroupState, because reason: String) -> GroupEvent {
        .ended(
            LicenceEnded(
                group: state.group, organisation: licence.organisation, wasGranted: licence.isGranted, reason: reason))
    }

    static func reason(_ typed: String) throws(GroupRefusal) -> String {
        let reason = Typed.text(typed)
        if reason.isEmpty { throw .reasonMissing }
        guard reason.fits(Lengths.note) else { throw .reasonTooLong }
        return reason
    }

    /// Whoever may not even see a group is not told that there is one.
    static func check(
        _ permission: RegistryPermission, _ state: GroupState, _ members: [OrganisationMember], _ context: Context
    ) throws(GroupRefusal) {
        let area = state.area(members: members)
        if context.actor.may(permission, in: area) { return }
        throw context.actor.may(RegistryPermission.readGroup, in: area) ? .forbidden : .notFound
    }

    static func evolve(_ state: GroupState?, with event: GroupEvent) -> GroupState {
        if case .recorded(let fact) = event {
            return GroupState(
                group: fact.group, title: fact.title, contractor: fact.contractor, contractorName: fact.contractorName)
        }
        // `decide` gives no other event without a state.
        guard var state else { preconditionFailure("A group begins with its contract") }
        switch event {
        case .recorded: break
        case .activated(let fact): state.allowance = fact.allowance
        case .administratorChanged, .named, .namingEnded: evolveAdministrators(&state, with: event)
        case .allowanceChanged(let fact):
            state.allowance = fact.change.allowance
            state.allowanceChanges.append(fact.change)
        case .supportSwitched(let fact): state.supports = fact.isOn
        case .linked(let fact):
            state.licences.append(.init(organisation: fact.organisation, organisationName: fact.organisationName))
        case .requested(let fact):
            state.licences.removeAll { $0.organisation == fact.organisation }
            state.licences.append(
                .init(organisation: fact.organisation, organisationName: fact.organisationName, asked: fact.time))
        case .granted(let fact):
            if let index = state.licences.firstIndex(where: { $0.organisation == fact.organisation }) {
                state.licences[index].isGranted = true
            }
        case .ended(let fact): state.licences.removeAll { $0.organisation == fact.organisation }
        }
        return state
    }

    static func claims(of event: GroupEvent) -> [ClaimChange] {
        switch event {
        case .linked(let fact): [.take(licenceClaim(fact.organisation))]
        case .requested(let fact): fact.wasLinked == true ? [] : [.take(licenceClaim(fact.organisation))]
        case .ended(let fact): [.release(licenceClaim(fact.organisation))]
        case .recorded, .activated, .supportSwitched, .administratorChanged, .named, .namingEnded, .allowanceChanged,
            .granted:
            []
        }
    }

    static func consequences(of event: GroupEvent, state: GroupState, in context: Context) -> [Consequence] {
        switch event {
        case .requested(let fact):
            // ISG-51: it is put before those who decide.
            state.superAdministrators.map { account in
                .send(
                    NotifyAccount(
                        account,
                        Notice(
                            notice: context.id("requested \(Identifier.text(fact.organisation))"),
                            subject: "\(fact.organisationName) asks for a licence of \(state.title)",
                            path: "\(path(of: state))/licences/\(Identifier.text(fact.organisation))",
                            queue: "group/\(Identifier.text(state.group))")))
            }
        case .granted(let fact):
            [tell(fact.organisation, "Your organisation has a licence of \(state.title)", of: state, in: context)]
        case .ended(let fact):
            [
                tell(
                    fact.organisation,
                    fact.wasGranted
                        ? "The licence of \(state.title) was withdrawn from your organisation"
                        : "Your organisation gets no licence of \(state.title)", of: state, in: context)
            ]
        case .administratorChanged, .named, .namingEnded:
            administratorConsequences(of: event, state: state, in: context)
        case .allowanceChanged: allowanceConsequences(of: state, in: context)
        case .supportSwitched(let fact) where fact.isOn:
            [
                .send(
                    NotifyAdministrators(
                        of: state.contractor,
                        Notice(
                            notice: context.id("support"),
                            subject: "\(state.contractorName) can register other organisations and support them",
                            path: "/organisations/\(Identifier.text(state.contractor))/supported")))
            ]
        case .recorded, .activated, .supportSwitched, .linked: []
        }
    }

    private static func tell(
        _ organisation: UUID, _ subject: String, of state: GroupState, in context: Context
    ) -> Consequence {
        .send(
            NotifyAdministrators(
                of: organisation,
                Notice(
                    notice: context.id("told \(Identifier.text(organisation))"), subject: subject,
                    path: "/organisations/\(Identifier.text(organisation))/licence")))
    }

    static func path(of state: GroupState) -> String { "/groups/\(Identifier.text(state.group))" }
}
