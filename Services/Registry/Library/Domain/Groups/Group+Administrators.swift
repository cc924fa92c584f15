// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

// The contracting organisation names up to three of its people, and Central Admin confirms them: until then they count, and
// have no power. Whoever leaves the organisation is one no more, and coming back gives nothing back. ISG-06, ISG-07, C-16
extension GroupDecider {
    /// ISG-06
    static let administratorLimit = 3

    static func change(
        _ asked: ChangeSuperAdministrator, _ members: [OrganisationMember], of state: GroupState, in context: Context
    ) throws(GroupRefusal) -> [GroupEvent] {
        try check(asked.isNamed ? .nameSuperAdministrators : .standDownSuperAdministrators, state, members, context)
        // The same form sent again. IMP-04
        if (state.administrator(asked.account) != nil) == asked.isNamed { return [] }
        return asked.isNamed
            ? try naming(of: asked.account, members, of: state, in: context) : end(asked.account, of: state)
    }

    /// C-16: replacing one by another is one step.
    static func replace(
        _ asked: ReplaceSuperAdministrator, _ members: [OrganisationMember], of state: GroupState, in context: Context
    ) throws(GroupRefusal) -> [GroupEvent] {
        try check(.nameSuperAdministrators, state, members, context)
        let hasCome = state.administrator(asked.comes) != nil
        guard state.administrator(asked.leaves) != nil else {
            if hasCome { return [] }
            throw .gone
        }
        guard !hasCome else { throw .alreadyNamed }
        return end(asked.leaves, of: state)
            + (try naming(of: asked.comes, insteadOf: asked.leaves, field: "comes", members, of: state, in: context))
    }

    /// C-16
    static func confirm(
        _ asked: ConfirmSuperAdministrator, _ members: [OrganisationMember], of state: GroupState, in context: Context
    ) throws(GroupRefusal) -> [GroupEvent] {
        try check(.confirmSuperAdministrators, state, members, context)
        guard let named = state.administrator(asked.account), members.contains(where: { $0.account == asked.account })
        else { throw .gone }
        if named.isConfirmed { return [] }
        // Two people have looked at it.
        guard context.actor.account != asked.account else { throw .ownNaming }
        return [
            .administratorChanged(
                SuperAdministratorChanged(group: state.group, account: asked.account, isNamed: true))
        ]
    }

    /// Nobody asks for it: it follows from their having left.
    static func leave(_ account: UUID, before time: Date?, of state: GroupState) -> [GroupEvent] {
        guard let held = state.administrator(account) else { return [] }
        if let time, let named = held.named, named > time { return [] }
        return end(account, hasLeft: true, of: state)
    }

    private static func naming(
        of account: UUID, insteadOf leaver: UUID? = nil, field: String = "account", _ members: [OrganisationMember],
        of state: GroupState, in context: Context
    ) throws(GroupRefusal) -> [GroupEvent] {
        guard members.contains(where: { $0.account == account }) else { throw .notMember(field: field) }
        let others = state.administrators.map(\.account).filter { $0 != leaver }
        // Those who have left their organisation make room, where nobody has said so yet.
        let gone = others.filter { other in !members.contains { $0.account == other } }
        guard others.count - gone.count < administratorLimit else { throw .administratorsFull }
        return gone.flatMap { end($0, hasLeft: true, of: state) } + [
            .named(SuperAdministratorNamed(group: state.group, account: account, time: context.time))
        ]
    }

    private static func end(_ account: UUID, hasLeft: Bool = false, of state: GroupState) -> [GroupEvent] {
        guard let held = state.administrator(account) else { return [] }
        guard held.isConfirmed else {
            return [.namingEnded(NamingEnded(group: state.group, account: account, hasLeft: hasLeft))]
        }
        return [
            .administratorChanged(
                SuperAdministratorChanged(
                    group: state.group, account: account, isNamed: false, hasLeft: hasLeft ? true : nil))
        ]
    }

    static func evolveAdministrators(_ state: inout GroupState, with event: GroupEvent) {
        switch event {
        case .named(let fact): state.administrators.append(.init(account: fact.account, named: fact.time))
        case .namingEnded(let fact): state.administrators.removeAll { $0.account == fact.account }
        case .administratorChanged(let fact):
            guard fact.isNamed else {
                state.administrators.removeAll { $0.account == fact.account }
                return
            }
            if let index = state.administrators.firstIndex(where: { $0.account == fact.account }) {
                state.administrators[index].isConfirmed = true
            } else {
                state.administrators.append(.init(account: fact.account, isConfirmed: true))
            }
        case .recorded, .activated, .allowanceChanged, .supportSwitched, .linked, .requested, .granted, .ended: break
        }
    }

    /// Both are told, who goes and who comes, and those who administer the contracting organisation. Of whoever has left it,
    /// nobody is there to be told.
    static func administratorConsequences(
        of event: GroupEvent, state: GroupState, in context: Context
    ) -> [Consequence] {
        let title = state.title
        switch event {
        case .named(let fact):
            return [
                tell(
                    fact.account, "You are named as a Super Administrator of \(title). Central Admin confirms it next",
                    path: "/", in: context),
                .send(
                    NotifyTeam(
                        ReviewTeam.centralAdmin,
                        Notice(
                            notice: context.id("named \(Identifier.text(fact.account))"),
                            subject: "A Super Administrator of \(title) waits to be confirmed", path: path(of: state),
                            queue: "central-admin/confirmations"))),
                // Who has left meanwhile is not to stay: their leaving may have been decided at the same time.
                .send(EndSuperAdministration(organisation: state.contractor, account: fact.account)),
            ] + tellAdministrators(of: state, about: fact.account, in: context)
        case .namingEnded(let fact):
            return
                (fact.hasLeft
                ? []
                : [
                    tell(
                        fact.account, "You are not to be a Super Administrator of \(title) any more", path: "/",
                        in: context)
                ]) + tellAdministrators(of: state, about: fact.account, in: context)
        case .administratorChanged(let fact):
            let subject = "You are \(fact.isNamed ? "a" : "no longer a") Super Administrator of \(title)"
            return
                (fact.hasLeft == true
                ? [] : [tell(fact.account, subject, path: fact.isNamed ? path(of: state) : "/", in: context)])
                + tellAdministrators(of: state, about: fact.account, in: context)
        case .recorded, .activated, .allowanceChanged, .supportSwitched, .linked, .requested, .granted, .ended:
            return []
        }
    }

    private static func tell(
        _ account: UUID, _ subject: String, path: String, in context: Context
    ) -> Consequence {
        .send(
            NotifyAccount(
                account,
                Notice(
                    notice: context.id("changed \(Identifier.text(account))"), subject: subject, path: path,
                    always: true)))
    }

    private static func tellAdministrators(
        of state: GroupState, about account: UUID, in context: Context
    ) -> [Consequence] {
        [
            .send(
                NotifyAdministrators(
                    of: state.contractor,
                    Notice(
                        notice: context.id(
                            "administrators \(Identifier.text(state.group)) \(Identifier.text(account))"),
                        subject: "The Super Administrators of \(state.title) were changed", path: path(of: state),
                        always: true)))
        ]
    }
}
