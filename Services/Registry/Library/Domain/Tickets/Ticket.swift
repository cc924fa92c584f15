// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Decides about requests for help: who answers them, and when they are done with. ISG-14 to ISG-17
enum TicketDecider: Decider {
    static let aggregate = "ticket"
    /// In visible characters.
    static let longest = 2_000
    /// How long a resolved one can be reopened.
    static let reopeningDays = 28
    /// How many of one person may be open.
    static let openLimit = 20
    /// How much can be written in one.
    static let entryLimit = 200

    static func decide(
        _ command: TicketCommand, given state: TicketState?, in context: Context
    ) throws(TicketRefusal) -> [TicketEvent] {
        if case .raise(let asked, let parties) = command {
            return try raise(asked, parties, given: state, in: context)
        }
        guard let state else { throw .notFound }
        switch command {
        case .raise: return []
        case .answer(let asked, let parties): return try answer(asked, parties, of: state, in: context)
        case .escalate(let asked, let parties): return try escalate(asked, parties, of: state, in: context)
        case .resolve(let parties): return try resolve(parties, of: state, in: context)
        case .reopen(let asked, let parties): return try reopen(asked, parties, of: state, in: context)
        }
    }

    /// ISG-15
    private static func raise(
        _ asked: RaiseTicket, _ parties: TicketCommand.Parties, given state: TicketState?, in context: Context
    ) throws(TicketRefusal) -> [TicketEvent] {
        let area = Area(keeper: "registry", organisation: asked.organisation, members: parties.members)
        guard let name = parties.organisationName, let account = context.actor.person,
            context.actor.may(RegistryPermission.raiseTicket, in: area),
            // Whoever supports it asks for their own organisation.
            parties.members.contains(where: { $0.account == account })
        else { throw .notFound }
        if let state {
            // The same form sent again. IMP-04
            guard state.requester == account else { throw .notFound }
            return []
        }
        guard parties.open < openLimit else { throw .tooMany }
        let subject = Typed.words(asked.subject)
        if subject.isEmpty { throw .subjectMissing }
        guard subject.fits(Lengths.name) else { throw .subjectTooLong }
        let matter = Typed.text(asked.matter)
        if matter.isEmpty { throw .matterMissing }
        guard matter.fits(longest) else { throw .matterTooLong }
        return [
            .raised(
                TicketRaised(
                    ticket: asked.ticket, organisation: asked.organisation, organisationName: name,
                    group: parties.group, account: account, address: asked.address, subject: subject, matter: matter,
                    page: try page(asked.page), told: parties.superAdministrators.filter { $0 != account },
                    time: context.time))
        ]
    }

    /// ISG-16
    private static func answer(
        _ asked: AnswerTicket, _ parties: TicketCommand.Parties, of state: TicketState, in context: Context
    ) throws(TicketRefusal) -> [TicketEvent] {
        let (account, voice) = try check(.answerTicket, state, parties, context)
        guard state.resolved == nil else { throw .resolved }
        return [
            .answered(
                TicketAnswered(
                    ticket: state.ticket, account: account, voice: voice, address: asked.address,
                    text: try text(asked.text, in: state), told: voice == .requester ? told(parties, state) : [],
                    time: context.time))
        ]
    }

    /// ISG-17
    private static func escalate(
        _ asked: EscalateTicket, _ parties: TicketCommand.Parties, of state: TicketState, in context: Context
    ) throws(TicketRefusal) -> [TicketEvent] {
        let (account, _) = try check(.escalateTicket, state, parties, context)
        guard state.resolved == nil else { throw .resolved }
        guard !state.isCentral else { throw .alreadyEscalated }
        let reason = Typed.text(asked.reason)
        if reason.isEmpty { throw .reasonMissing }
        guard reason.fits(Lengths.note) else { throw .reasonTooLong }
        return [
            .escalated(
                TicketEscalated(
                    ticket: state.ticket, account: account, address: asked.address, reason: reason,
                    told: parties.superAdministrators, time: context.time))
        ]
    }

    private static func resolve(
        _ parties: TicketCommand.Parties, of state: TicketState, in context: Context
    ) throws(TicketRefusal) -> [TicketEvent] {
        let (account, voice) = try check(.answerTicket, state, parties, context)
        guard state.resolved == nil else { return [] }
        return [
            .resolved(
                TicketResolved(ticket: state.ticket, account: account, voice: voice, time: context.time))
        ]
    }

    private static func reopen(
        _ asked: ReopenTicket, _ parties: TicketCommand.Parties, of state: TicketState, in context: Context
    ) throws(TicketRefusal) -> [TicketEvent] {
        let (account, _) = try check(.reopenTicket, state, parties, context)
        // The same form sent again. IMP-04
        guard let resolved = state.resolved else { return [] }
        guard context.time <= reopening(of: resolved) else { throw .tooLate }
        return [
            .reopened(
                TicketReopened(
                    ticket: state.ticket, account: account, address: asked.address,
                    text: try text(asked.text, in: state), told: told(parties, state), time: context.time))
        ]
    }

    static func reopening(of resolved: Date) -> Date { resolved.addingTimeInterval(Double(reopeningDays) * 86_400) }

    static func evolve(_ state: TicketState?, with event: TicketEvent) -> TicketState {
        if case .raised(let fact) = event {
            return TicketState(
                ticket: fact.ticket, organisation: fact.organisation, organisationName: fact.organisationName,
                group: fact.group, isCentral: fact.told.isEmpty, requester: fact.account, subject: fact.subject,
                page: fact.page,
                entries: [
                    .init(
                        kind: .raised, account: fact.account, voice: .requester, text: fact.matter, time: fact.time)
                ], waiting: fact.time)
        }
        // `decide` gives no other event without a state.
        guard var state else { preconditionFailure("A ticket begins with its being raised") }
        func note(_ kind: TicketDetails.Entry.Kind, _ account: UUID, _ voice: TicketVoice, _ text: String, _ time: Date)
        {
            state.entries.append(.init(kind: kind, account: account, voice: voice, text: text, time: time))
        }
        switch event {
        case .raised: break
        case .answered(let fact):
            note(.answered, fact.account, fact.voice, fact.text, fact.time)
            switch fact.voice {
            case .requester:
                state.waiting = state.waiting ?? fact.time
                // Nobody of the group is left to read it.
                if fact.told.isEmpty { state.isCentral = true }
            // What is with Central Admin waits for them.
            case .superAdministrator: if !state.isCentral { state.waiting = nil }
            case .centralAdmin: state.waiting = nil
            }
        case .escalated(let fact):
            note(.escalated, fact.account, .superAdministrator, fact.reason, fact.time)
            state.isCentral = true
            state.waiting = state.waiting ?? fact.time
        case .resolved(let fact):
            note(.resolved, fact.account, fact.voice, "", fact.time)
            state.waiting = nil
            state.resolved = fact.time
        case .reopened(let fact):
            note(.reopened, fact.account, .requester, fact.text, fact.time)
            state.waiting = fact.time
            state.resolved = nil
            if fact.told.isEmpty { state.isCentral = true }
        }
        return state
    }

    // MARK: Parts

    /// Whoever may not see a ticket is told that there is none.
    private static func check(
        _ permission: RegistryPermission, _ state: TicketState, _ parties: TicketCommand.Parties, _ context: Context
    ) throws(TicketRefusal) -> (account: UUID, voice: TicketVoice) {
        let area = state.area(parties)
        guard let account = context.actor.person, context.actor.may(RegistryPermission.readTicket, in: area) else {
            throw .notFound
        }
        guard context.actor.may(permission, in: area) else { throw .forbidden }
        let standings = context.actor.standings(in: area)
        return (
            account,
            standings.contains(.holder)
                ? .requester : standings.contains(.superAdministrator) ? .superAdministrator : .centralAdmin
        )
    }

    /// Whom a requester's words are for.
    private static func told(_ parties: TicketCommand.Parties, _ state: TicketState) -> [UUID] {
        state.isCentral ? [] : parties.superAdministrators
    }

    private static func text(_ typed: String, in state: TicketState) throws(TicketRefusal) -> String {
        let text = Typed.text(typed)
        if text.isEmpty { throw .textMissing }
        guard text.fits(longest) else { throw .textTooLong }
        guard state.entries.count < entryLimit else { throw .full }
        return text
    }

    /// A page of ours.
    private static func page(_ typed: String?) throws(TicketRefusal) -> String? {
        guard let page = typed.map({ Typed.words($0) }), !page.isEmpty else { return nil }
        guard page.hasPrefix("/"), !page.hasPrefix("//"), page.utf8.count <= 200,
            page.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x5c })
        else { throw .pageMalformed }
        return page
    }
}
