// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

// Administrators ask somebody in by e-mail, who joins with the very address that was invited. The link of the e-mail opens
// nothing by itself: whoever follows it signs in, and their account has shown that the address is theirs. ISG-58, ISG-67

extension PeopleDecider {
    /// How long an invitation can be answered, in seconds.
    static let invitationLife: Double = 14 * 86_400
    /// How many may wait for an answer.
    static let invitationLimit = 100
    /// E-mails that an organisation sends in a day, and to one address.
    static let dayLimit = 100
    static let addressLimit = 5
    static let letterTemplate = "invitation"
    private static let day: Double = 86_400

    static func invite(
        _ asked: InvitePerson, to name: String?, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        guard let name else { throw .notFound }
        // One that a partner registered has nobody yet: Central Admin asks the first in.
        let state = try managed(state ?? PeopleState(organisation: asked.organisation), in: context)
        // The same form sent again. IMP-04
        if state.invitations.contains(where: { $0.invitation == asked.invitation }) { return [] }
        guard let email = EmailAddress(folding: asked.email) else { throw .emailMalformed }
        let roles = try roles(asked.roles)
        let (live, expired) = try others(than: asked.invitation, to: email.text, of: state, in: context)
        guard live.count < invitationLimit else { throw .invitationsFull }
        try mayWrite(to: email.text, of: state, at: context.time)
        // What has expired stays to be sent again, until there is no room.
        let gone = state.invitations.count < invitationLimit ? expired.filter { $0.email == email.text } : expired
        return gone.map { end($0.invitation, .withdrawn, of: state) } + [
            .invited(
                PersonInvited(
                    organisation: state.organisation, organisationName: name, invitation: asked.invitation,
                    email: email.text, roles: roles,
                    inviter: inviter(context.actor, to: state),
                    message: context.id("invitation"), time: context.time,
                    expires: context.time.addingTimeInterval(invitationLife)))
        ]
    }

    static func sendAgain(
        _ asked: SendInvitationAgain, _ support: GroupSupport?, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        let (state, supporter) = try supported(state, by: support, in: context)
        let invited = try find(asked.invitation, of: state)
        return try send(invited, to: invited.email, by: supporter, of: state, in: context)
    }

    /// C-28
    static func correct(
        _ asked: CorrectInvitation, _ support: GroupSupport?, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        let (state, supporter) = try supported(state, by: support, in: context)
        let invited = try find(asked.invitation, of: state)
        guard let email = EmailAddress(folding: asked.email) else { throw .emailMalformed }
        if email.text == invited.email { return [] }
        // Whoever helps from outside gives nobody the organisation, themselves least of all.
        guard supporter == nil || !invited.roles.contains(.administrator) else { throw .administratorsOnly }
        return try send(invited, to: email.text, by: supporter, of: state, in: context)
    }

    static func withdraw(
        _ asked: WithdrawInvitation, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        let state = try managed(state, in: context)
        guard state.invitations.contains(where: { $0.invitation == asked.invitation }) else { return [] }
        return [end(asked.invitation, .withdrawn, of: state)]
    }

    /// ISG-67: only the very address that was invited joins; ISG-68: nobody else does.
    static func answer(
        _ asked: AnswerInvitation, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        guard let account = context.actor.person else { throw .notFound }
        guard let state, let invited = state.invitations.first(where: { $0.invitation == asked.invitation }) else {
            // The same form sent again, by whoever has joined by it. IMP-04
            if asked.accepted, state?.roles(of: account) != nil { return [] }
            throw .gone
        }
        guard invited.isFor(asked.address) else { throw .invitationForAnother }
        guard context.time < invited.expires else { throw .invitationExpired }
        guard asked.accepted else { return [end(invited.invitation, .declined, of: state)] }
        // Nobody raises themselves, or comes back that way.
        guard invited.inviter != account else { throw .ownInvitation }
        // Who belongs to it already becomes what they are asked to be, too.
        let held = state.roles(of: account) ?? []
        let roles = OrganisationRole.assignable.filter { held.contains($0) || invited.roles.contains($0) }
        let joined = roles == held ? [] : [membership(of: account, roles, in: state)]
        return [end(invited.invitation, .accepted, of: state)] + joined
    }

    static func emailFailed(_ email: UUID, given state: PeopleState?, in context: Context) -> [PeopleEvent] {
        guard let state, let invited = state.invitations.first(where: { $0.message == email }),
            !invited.isUndelivered
        else { return [] }
        return [
            .invitationUndelivered(
                InvitationUndelivered(organisation: state.organisation, invitation: invited.invitation))
        ]
    }

    static func evolveInvitations(_ state: PeopleState?, with event: PeopleEvent) -> PeopleState {
        switch event {
        case .invited(let fact):
            var next = state ?? PeopleState(organisation: fact.organisation)
            next.organisationName = fact.organisationName
            next.invitations.append(
                .init(
                    invitation: fact.invitation, email: fact.email, roles: fact.roles, inviter: fact.inviter,
                    message: fact.message, sent: fact.time, expires: fact.expires))
            next.write(to: fact.email, at: fact.time)
            return next
        case .invitationSent(let fact):
            let before = state?.invitations.first { $0.invitation == fact.invitation }?.email
            var next = change(fact.invitation, of: fact.organisation, state) {
                $0.email = fact.email
                $0.message = fact.message
                $0.sent = fact.time
                $0.expires = fact.expires
                $0.isUndelivered = false
            }
            next.write(to: fact.email, at: fact.time)
            if let support = fact.support {
                next.supports.append(
                    SupportGiven(support: support, isCorrection: before != fact.email, time: fact.time))
                next.supports = next.supports.suffix(supportLimit)
            }
            return next
        case .invitationUndelivered(let fact):
            return change(fact.invitation, of: fact.organisation, state) { $0.isUndelivered = true }
        case .invitationEnded(let fact):
            var next = state ?? PeopleState(organisation: fact.organisation)
            next.invitations.removeAll { $0.invitation == fact.invitation }
            return next
        case .granted, .ended, .joiningAsked, .joiningDecided:
            preconditionFailure("It is no matter of invitations")
        }
    }

    /// The e-mail of an invitation, which goes out with every `invited` and `invitationSent`.
    static func letter(about id: UUID, of state: PeopleState) -> [Consequence] {
        guard let invited = state.invitations.first(where: { $0.invitation == id }) else { return [] }
        return [
            .send(
                SendEmail(
                    email: invited.message, template: letterTemplate, recipient: invited.email, recipientName: "",
                    about: PeopleID.of(organisation: state.organisation),
                    values: [
                        "organisationName": state.organisationName,
                        "roles": invited.roles.labels,
                        "expires": UKTime.moment(invited.expires), "invitation": Identifier.text(id),
                    ], usefulUntil: invited.expires))
        ]
    }

    // MARK: Parts

    private static func find(_ id: UUID, of state: PeopleState) throws(PeopleRefusal) -> PeopleState.Invited {
        guard let found = state.invitations.first(where: { $0.invitation == id }) else { throw .gone }
        return found
    }

    private static func send(
        _ invited: PeopleState.Invited, to email: String, by support: InvitationSupport?, of state: PeopleState,
        in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        let expired = try others(than: invited.invitation, to: email, of: state, in: context).expired
        try mayWrite(to: email, of: state, at: context.time)
        return expired.filter { $0.email == email }.map { end($0.invitation, .withdrawn, of: state) } + [
            .invitationSent(
                InvitationSent(
                    organisation: state.organisation, invitation: invited.invitation, email: email,
                    message: context.id("invitation"), time: context.time,
                    expires: context.time.addingTimeInterval(invitationLife), support: support))
        ]
    }

    /// An address has one invitation that can be answered.
    private static func others(
        than invitation: UUID, to email: String, of state: PeopleState, in context: Context
    ) throws(PeopleRefusal) -> (live: [PeopleState.Invited], expired: [PeopleState.Invited]) {
        let others = state.invitations.filter { $0.invitation != invitation }
        let live = others.filter { context.time < $0.expires }
        guard !live.contains(where: { $0.email == email }) else { throw .alreadyInvited }
        return (live, others.filter { $0.expires <= context.time })
    }

    /// IMP-02
    private static func mayWrite(
        to email: String, of state: PeopleState, at time: Date
    ) throws(PeopleRefusal) {
        let today = state.mailed.filter { $0.time > time.addingTimeInterval(-day) }
        let same = today.filter { $0.email == email }
        if let next = same.last?.time.addingTimeInterval(60), next > time { throw .sentJustNow(until: next) }
        if same.count >= addressLimit { throw .sentTooOften(until: same[0].time.addingTimeInterval(day)) }
        if today.count >= dayLimit { throw .sentTooMany(until: today[0].time.addingTimeInterval(day)) }
    }

    /// Whoever asks from within, or looks after the organisation from another; of Central Admin, nobody.
    private static func inviter(_ actor: Actor, to state: PeopleState) -> UUID? {
        actor.standings(in: state.area).contains(.member) ? actor.account : nil
    }

    /// Nobody looks after it from another organisation any more: whom they asked in, they asked in vain.
    static func supportEnded(given state: PeopleState?, in context: Context) throws(PeopleRefusal) -> [PeopleEvent] {
        guard context.actor.may(.followUp) else { throw .notFound }
        guard let state else { return [] }
        return state.invitations.filter { $0.inviter.map { state.roles(of: $0) == nil } ?? false }.map {
            end($0.invitation, .withdrawn, of: state)
        }
    }

    /// Those by somebody who may ask nobody in any more.
    static func invitationsEnd(of inviter: UUID, in state: PeopleState) -> [PeopleEvent] {
        state.invitations.filter { $0.inviter == inviter }.map { end($0.invitation, .withdrawn, of: state) }
    }

    private static func end(_ invitation: UUID, _ end: InvitationEnd, of state: PeopleState) -> PeopleEvent {
        .invitationEnded(InvitationEnded(organisation: state.organisation, invitation: invitation, end: end))
    }

    private static func change(
        _ invitation: UUID, of organisation: UUID, _ state: PeopleState?,
        _ change: (inout PeopleState.Invited) -> Void
    ) -> PeopleState {
        var next = state ?? PeopleState(organisation: organisation)
        if let index = next.invitations.firstIndex(where: { $0.invitation == invitation }) {
            change(&next.invitations[index])
        }
        return next
    }
}

extension PeopleState {
    fileprivate mutating func write(to email: String, at time: Date) {
        mailed = mailed.filter { $0.time > time.addingTimeInterval(-86_400) } + [Mailed(email: email, time: time)]
    }
}
