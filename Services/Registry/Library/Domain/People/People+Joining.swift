// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

// Somebody finds that their organisation is here already, and asks its administrators to be let in. IMP-08

extension PeopleDecider {
    /// How many may wait for an answer, and for how long, in seconds.
    static let requestLimit = 50
    static let requestLife: Double = 30 * 86_400
    /// How long somebody who was told no waits until they ask again, in seconds.
    static let refusalLife: Double = 7 * 86_400

    static func ask(
        _ asked: AskToJoin, of name: String?, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        guard let name, let account = context.actor.person, context.actor.may(.askToJoin) else { throw .notFound }
        // The same form sent again. IMP-04
        if state?.requests.contains(where: { $0.request == asked.request }) == true { return [] }
        guard state?.roles(of: account) == nil else { throw .alreadyMember }
        let requests = state?.requests(at: context.time) ?? []
        guard !requests.contains(where: { $0.account == account }) else { throw .alreadyAsked }
        if let last = state?.refused.last(where: { $0.account == account })?.time.addingTimeInterval(refusalLife),
            last > context.time
        {
            throw .refusedLately(until: last)
        }
        guard requests.count < requestLimit else { throw .requestsFull }
        let note = Typed.text(asked.note)
        guard note.fits(Lengths.note) else { throw .noteTooLong }
        guard let address = EmailAddress(folding: asked.address) else { throw .notFound }
        return [
            .joiningAsked(
                JoiningAsked(
                    organisation: asked.organisation, organisationName: name, request: asked.request, account: account,
                    address: address.text, note: note, time: context.time))
        ]
    }

    static func decideJoining(
        _ asked: DecideJoining, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        let state = try managed(state, in: context)
        // Somebody else has answered, or the form came twice.
        guard let request = state.requests(at: context.time).first(where: { $0.request == asked.request }) else {
            throw .gone
        }
        let accepted = !asked.roles.isEmpty
        let reason = accepted ? "" : Typed.text(asked.reason)
        guard reason.fits(Lengths.note) else { throw .reasonTooLong }
        if !accepted, reason.isEmpty { throw .reasonMissing }
        let decided = PeopleEvent.joiningDecided(
            JoiningDecided(
                organisation: state.organisation, request: request.request, account: request.account,
                address: request.address, accepted: accepted, reason: reason, time: context.time))
        guard accepted else { return [decided] }
        return [decided, membership(of: request.account, try roles(asked.roles), in: state)]
    }

    /// Those who can answer are told.
    static func notice(of fact: JoiningAsked) -> Consequence {
        .send(
            NotifyAdministrators(
                of: fact.organisation,
                Notice(
                    notice: fact.request, subject: "Somebody asks to join \(fact.organisationName)",
                    path: "\(path(of: fact.organisation))/requests/\(Identifier.text(fact.request))",
                    queue: "joining/\(Identifier.text(fact.organisation))")))
    }

    /// What whoever asked is told.
    static func answer(_ fact: JoiningDecided, of state: PeopleState, in context: Context) -> Consequence {
        var values = ["organisationName": state.organisationName]
        if fact.accepted {
            values["organisation"] = Identifier.text(state.organisation)
        } else {
            values["reason"] = fact.reason
        }
        return .send(
            SendEmail(
                email: context.id("answer \(Identifier.text(fact.request))"),
                template: fact.accepted ? "join-accepted" : "join-declined", recipient: fact.address, recipientName: "",
                about: PeopleID.of(organisation: state.organisation), values: values))
    }

    static func evolveJoining(_ state: PeopleState?, with event: PeopleEvent) -> PeopleState {
        switch event {
        case .joiningAsked(let fact):
            var next = state ?? PeopleState(organisation: fact.organisation)
            next.organisationName = fact.organisationName
            next.requests = next.requests(at: fact.time).filter { $0.account != fact.account }
            next.requests.append(
                JoinRequest(
                    request: fact.request, account: fact.account, address: fact.address, note: fact.note,
                    asked: fact.time))
            return next
        case .joiningDecided(let fact):
            var next = state ?? PeopleState(organisation: fact.organisation)
            next.requests.removeAll { $0.request == fact.request }
            next.refused.removeAll { $0.time.addingTimeInterval(refusalLife) <= fact.time }
            if !fact.accepted { next.refused.append(.init(account: fact.account, time: fact.time)) }
            return next
        case .granted, .ended, .invited, .invitationSent, .invitationUndelivered, .invitationEnded:
            preconditionFailure("Nobody asks")
        }
    }
}
