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
    /// How many may wait for an answer, and how many people may be asked in a day: strangers are written to.
    static let invitationLimit = 100
    static let letterTemplate = "invitation"

    static func invite(
        _ asked: InvitePerson, to name: String?, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        let state = try managed(state, in: context)
        guard let name else { throw .notFound }
        // The same form sent again. IMP-04
        if state.invitations.contains(where: { $0.invitation == asked.invitation }) { return [] }
        guard let email = EmailAddress(folding: asked.email) else { throw .emailMalformed }
        let roles = try roles(asked.roles)
        let live = state.invitations.filter { context.time < $0.expires }
        let old = state.invitations.first { $0.email == email.text }
        if let old, context.time < old.expires { throw .alreadyInvited }
        let day = context.time.addingTimeInterval(-86_400)
        guard live.count < invitationLimit, state.invited.filter({ $0 > day }).count < invitationLimit else {
            throw .invitationsFull
        }
        // What has expired stays to be sent again, until there is no room or another takes its place.
        let expired = state.invitations.filter { $0.expires <= context.time }
        let gone = state.invitations.count < invitationLimit ? expired.filter { $0 == old } : expired
        return gone.map { end($0.invitation, .withdrawn, of: state) } + [
            .invited(
                PersonInvited(
                    organisation: state.organisation, organisationName: name, invitation: asked.invitation,
                    email: email.text, roles: roles, message: context.id("invitation"), time: context.time,
                    expires: context.time.addingTimeInterval(invitationLife)))
        ]
    }

    static func sendAgain(
        _ asked: SendInvitationAgain, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        let state = try managed(state, in: context)
        let invited = try find(asked.invitation, of: state)
        if let until = invited.waits(at: context.time) { throw .tooOften(until: until) }
        return [send(invited, to: invited.email, of: state, in: context)]
    }

    /// C-28
    static func correct(
        _ asked: CorrectInvitation, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        let state = try managed(state, in: context)
        let invited = try find(asked.invitation, of: state)
        guard let email = EmailAddress(folding: asked.email) else { throw .emailMalformed }
        if email.text == invited.email { return [] }
        guard !state.invitations.contains(where: { $0.email == email.text && context.time < $0.expires }) else {
            throw .alreadyInvited
        }
        // Whoever sees at once that it was the wrong one need not wait; five a day it is all the same.
        if let until = invited.rests(at: context.time) { throw .tooOften(until: until) }
        return [send(invited, to: email.text, of: state, in: context)]
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
        guard let state, let account = context.actor.person else { throw .notFound }
        guard let invited = state.invitations.first(where: { $0.invitation == asked.invitation }) else {
            // The same form sent again, by whoever has joined by it. IMP-04
            if asked.accepted, state.roles(of: account) != nil { return [] }
            throw .notFound
        }
        guard invited.isFor(asked.address) else { throw .invitationForAnother }
        guard context.time < invited.expires else { throw .invitationExpired }
        guard asked.accepted else { return [end(invited.invitation, .declined, of: state)] }
        // Who belongs to it already becomes what they are asked to be, too.
        let held = state.roles(of: account) ?? []
        let roles = OrganisationRole.allCases.filter { held.contains($0) || invited.roles.contains($0) }
        let joined = roles == held ? [] : [membership(of: account, roles, in: state.organisation)]
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
            let day = fact.time.addingTimeInterval(-86_400)
            next.invited = next.invited.filter { $0 > day } + [fact.time]
            next.invitations.append(
                .init(
                    invitation: fact.invitation, email: fact.email, roles: fact.roles, message: fact.message,
                    sent: [fact.time], expires: fact.expires))
            return next
        case .invitationSent(let fact):
            return change(fact.invitation, of: fact.organisation, state) {
                $0.email = fact.email
                $0.message = fact.message
                $0.sent = ($0.sent + [fact.time]).suffix(PeopleState.Invited.kept)
                $0.expires = fact.expires
                $0.isUndelivered = false
            }
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
                        "roles": invited.roles.map(\.label).joined(separator: ", "),
                        "expires": UKTime.moment(invited.expires), "invitation": Identifier.text(id),
                    ], usefulUntil: invited.expires))
        ]
    }

    // MARK: Parts

    private static func find(_ id: UUID, of state: PeopleState) throws(PeopleRefusal) -> PeopleState.Invited {
        guard let found = state.invitations.first(where: { $0.invitation == id }) else { throw .notFound }
        return found
    }

    private static func send(
        _ invited: PeopleState.Invited, to email: String, of state: PeopleState, in context: Context
    ) -> PeopleEvent {
        .invitationSent(
            InvitationSent(
                organisation: state.organisation, invitation: invited.invitation, email: email,
                message: context.id("invitation"), time: context.time,
                expires: context.time.addingTimeInterval(invitationLife)))
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
