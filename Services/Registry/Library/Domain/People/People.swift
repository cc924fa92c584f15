// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Decides who belongs to an organisation.
enum PeopleDecider: Decider {
    static let aggregate = "people"
    /// 3: what Super Administrators did.
    static let shape = 3

    static func decide(
        _ command: PeopleCommand, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        switch command {
        case .grant(let asked): return try grant(asked, given: state, in: context)
        case .changeRoles(let asked): return try changeRoles(asked, given: state, in: context)
        case .remove(let asked): return try remove(asked, given: state, in: context)
        case .accountEnded(let account): return accountEnded(account, given: state)
        case .invite(let asked, let name): return try invite(asked, to: name, given: state, in: context)
        case .sendAgain(let asked, let support): return try sendAgain(asked, support, given: state, in: context)
        case .correct(let asked, let support): return try correct(asked, support, given: state, in: context)
        case .supportEnded: return try supportEnded(given: state, in: context)
        case .withdraw(let asked): return try withdraw(asked, given: state, in: context)
        case .answer(let asked): return try answer(asked, given: state, in: context)
        case .emailFailed(let email): return emailFailed(email, given: state, in: context)
        case .ask(let asked, let name): return try ask(asked, of: name, given: state, in: context)
        case .decide(let asked): return try decideJoining(asked, given: state, in: context)
        }
    }

    static func evolve(_ state: PeopleState?, with event: PeopleEvent) -> PeopleState {
        switch event {
        case .granted(let fact):
            var next = state ?? PeopleState(organisation: fact.organisation)
            let member = OrganisationMember(account: fact.account, roles: fact.roles)
            if let index = next.members.firstIndex(where: { $0.account == fact.account }) {
                next.members[index] = member
            } else {
                next.members.append(member)
            }
            next.requests.removeAll { $0.account == fact.account }
            return next
        case .ended(let fact):
            var next = state ?? PeopleState(organisation: fact.organisation)
            next.members.removeAll { $0.account == fact.account }
            return next
        case .joiningAsked, .joiningDecided: return evolveJoining(state, with: event)
        case .invited, .invitationSent, .invitationUndelivered, .invitationEnded:
            return evolveInvitations(state, with: event)
        }
    }

    static func consequences(of event: PeopleEvent, state: PeopleState, in context: Context) -> [Consequence] {
        switch event {
        case .invited(let fact): letter(about: fact.invitation, of: state)
        case .invitationSent(let fact):
            letter(about: fact.invitation, of: state) + supportNotice(of: fact, of: state, in: context)
        case .joiningDecided(let fact): [answer(fact, of: state, in: context)]
        case .joiningAsked(let fact): [notice(of: fact)]
        case .granted(let fact): notices(of: fact, of: state, in: context)
        case .ended(let fact): notices(of: fact, of: state, in: context)
        case .invitationUndelivered, .invitationEnded: []
        }
    }

    static func erased(_ state: PeopleState) -> PeopleState {
        var state = state
        // Nobody can follow what is for nobody any more.
        state.invitations.removeAll { $0.email == Eraser.mark }
        state.mailed.removeAll { $0.email == Eraser.mark }
        state.requests.removeAll { $0.address == Eraser.mark }
        return state
    }

    // MARK: Members

    private static func grant(
        _ asked: GrantMembership, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        guard context.actor.may(.followUp) else { throw .notFound }
        let member = OrganisationMember(account: asked.account, roles: asked.roles)
        if state?.members.contains(member) == true { return [] }
        let state = state ?? PeopleState(organisation: asked.organisation)
        return [membership(of: asked.account, asked.roles, in: state)]
    }

    private static func changeRoles(
        _ asked: ChangeMemberRoles, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        let state = try managed(state, in: context)
        guard let held = state.roles(of: asked.account) else { throw .notFound }
        let roles = try Self.roles(asked.roles)
        if roles == held { return [] }
        if !roles.contains(.administrator), state.isLastAdministrator(asked.account) {
            throw .lastAdministrator(field: "roles")
        }
        // Whoever looks after the people no more has asked nobody in.
        let withdrawn = roles.contains(.administrator) ? [] : invitationsEnd(of: asked.account, in: state)
        return withdrawn + [membership(of: asked.account, roles, in: state)]
    }

    /// An administrator ends another's membership; everybody may end their own. IMP-10, IMP-11
    private static func remove(
        _ asked: RemoveMember, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        guard let state else { throw .notFound }
        let isOwn = context.actor.person == asked.account
        // The same form sent again finds nobody, and that is what was wanted. IMP-04
        if isOwn, state.roles(of: asked.account) == nil { return [] }
        if !isOwn { _ = try managed(state, in: context) }
        guard state.roles(of: asked.account) != nil else { return [] }
        if state.isLastAdministrator(asked.account) { throw .lastAdministrator(field: nil) }
        return ending(of: asked.account, in: state)
    }

    /// Nobody is kept for being the last administrator whose account is there no more.
    private static func accountEnded(_ account: UUID, given state: PeopleState?) -> [PeopleEvent] {
        guard let state, state.roles(of: account) != nil else { return [] }
        return ending(of: account, in: state)
    }

    private static func ending(of account: UUID, in state: PeopleState) -> [PeopleEvent] {
        invitationsEnd(of: account, in: state)
            + [.ended(MembershipEnded(organisation: state.organisation, account: account))]
    }

    /// Whoever is removed, or becomes something else, learns of it, and those who administer an organisation learn who else
    /// does, whatever they have chosen: a stolen session takes no organisation in silence.
    private static func notices(
        of fact: MembershipEnded, of state: PeopleState, in context: Context
    ) -> [Consequence] {
        // What they looked after for it they look after no more. ISG-06
        let ending = Consequence.send(
            EndSuperAdministration(organisation: state.organisation, account: fact.account, left: context.time))
        guard let actor = context.actor.account, actor != fact.account else { return [ending] }
        return [
            ending,
            tell(fact.account, "You are no longer a member of \(state.name)", path: "/", of: state, in: context),
        ]
    }

    private static func notices(
        of fact: MembershipGranted, of state: PeopleState, in context: Context
    ) -> [Consequence] {
        guard let actor = context.actor.account else { return [] }
        let path = path(of: state.organisation)
        // Whoever has just joined has an answer of their own.
        let own =
            actor == fact.account || fact.isNew == true
            ? []
            : [
                tell(
                    fact.account, "Your role in \(state.name) is now: \(fact.roles.labels.lowercased())", path: path,
                    of: state, in: context)
            ]
        guard fact.roles.contains(.administrator) else { return own }
        return own + [
            .send(
                NotifyAdministrators(
                    of: state.organisation,
                    Notice(
                        notice: context.id("granted \(Identifier.text(fact.account))"),
                        subject: "Somebody was made an administrator of \(state.name)", path: path, always: true)))
        ]
    }

    private static func tell(
        _ account: UUID, _ subject: String, path: String, of state: PeopleState, in context: Context
    ) -> Consequence {
        .send(
            NotifyAccount(
                account,
                Notice(
                    notice: context.id("told \(Identifier.text(account))"), subject: subject, path: path, always: true))
        )
    }

    static func path(of organisation: UUID) -> String { "/organisations/\(Identifier.text(organisation))/people" }

    // MARK: What all have in common

    /// The people of an organisation whom the actor may look after.
    static func managed(_ state: PeopleState?, in context: Context) throws(PeopleRefusal) -> PeopleState {
        guard let state, context.actor.may(RegistryPermission.readOrganisation, in: state.area) else { throw .notFound }
        guard context.actor.may(RegistryPermission.managePeople, in: state.area) else { throw .forbidden }
        return state
    }

    /// Each once, in the order in which they are always named.
    static func roles(_ asked: [OrganisationRole]) throws(PeopleRefusal) -> [OrganisationRole] {
        let roles = OrganisationRole.assignable.filter(asked.contains)
        guard !roles.isEmpty else { throw .rolesMissing }
        return roles
    }

    static func membership(of account: UUID, _ roles: [OrganisationRole], in state: PeopleState) -> PeopleEvent {
        .granted(
            MembershipGranted(
                organisation: state.organisation, account: account, roles: roles,
                isNew: state.roles(of: account) == nil))
    }
}
