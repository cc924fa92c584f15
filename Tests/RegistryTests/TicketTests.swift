// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Registry

/// One request for help, and what was asked of it last.
struct TicketGiven {
    static let ticket = Examples.id(80)
    static let requester = Examples.applicant
    static let colleague = Examples.id(81)
    static let members = [
        OrganisationMember(account: requester, roles: [.contact]),
        OrganisationMember(account: colleague, roles: [.administrator]),
    ]
    static let address = "jo@example.nhs.uk"
    static let parties = TicketCommand.Parties(
        organisationName: "Canal Walk Surgery", members: members, group: GroupGiven.group,
        superAdministrators: [GroupGiven.deputy, GroupGiven.chief])
    /// Of an organisation without a group.
    static let alone = TicketCommand.Parties(organisationName: "Canal Walk Surgery", members: members)

    static let asker = Actor.account(requester)
    static let answerer = GroupGiven.superAdministrator()
    static let central = GroupGiven.central

    var parties = parties
    var state: TicketState?
    var events: [TicketEvent] = []
    var consequences: [Consequence] = []

    init(_ parties: TicketCommand.Parties = parties) throws {
        self.parties = parties
        try when(Self.raise(parties))
    }

    static func raise(
        _ parties: TicketCommand.Parties = parties, subject: String = "A colleague cannot sign in",
        matter: String = "The link is for another address.", page: String? = "/account/sign-in"
    ) -> TicketCommand {
        .raise(
            RaiseTicket(
                ticket: ticket, organisation: PeopleGiven.organisation, subject: subject, matter: matter, page: page,
                address: address), parties)
    }

    var answer: TicketCommand {
        .answer(AnswerTicket(ticket: Self.ticket, text: "We have sent it again.", address: Self.address), parties)
    }

    func escalate(_ reason: String = "The postcode is wrong.") -> TicketCommand {
        .escalate(EscalateTicket(ticket: Self.ticket, reason: reason, address: Self.address), parties)
    }

    var reopen: TicketCommand {
        .reopen(ReopenTicket(ticket: Self.ticket, text: "It is still the matter.", address: Self.address), parties)
    }

    private func context(_ actor: Actor, _ seconds: Double) -> Context {
        Context(actor: actor, time: Examples.time.addingTimeInterval(seconds))
    }

    mutating func when(
        _ command: TicketCommand, as actor: Actor = asker, at seconds: Double = 0
    ) throws(TicketRefusal) {
        events = try TicketDecider.decide(command, given: state, in: context(actor, seconds))
        for event in events { state = TicketDecider.evolve(state, with: event) }
        guard let state else { return }
        consequences = events.flatMap {
            TicketDecider.consequences(of: $0, state: state, in: context(actor, seconds))
        }
    }

    func refusal(of command: TicketCommand, as actor: Actor = asker, at seconds: Double = 0) -> TicketRefusal? {
        do {
            _ = try TicketDecider.decide(command, given: state, in: context(actor, seconds))
            return nil
        } catch {
            return error
        }
    }

    func sent<I: Instruction>(_ type: I.Type) -> [I] {
        consequences.compactMap { if case .send(let message) = $0 { message as? I } else { nil } }
    }

    var told: Set<UUID> { Set(sent(NotifyAccount.self).map(\.account)) }
    var isCentralTold: Bool { sent(NotifyTeam.self).map(\.team) == [ReviewTeam.centralAdmin] }
}

@Suite("Requests for help")
struct TicketTests {
    @Test(
        "What a member asks goes to the Super Administrators of their own contract, and waits for them; ISG-15, ISG-16")
    func raised() throws {
        var given = try TicketGiven()
        #expect(given.told == [GroupGiven.deputy, GroupGiven.chief] && !given.isCentralTold)
        #expect(given.state?.standing == .waiting && given.state?.since == Examples.time)
        #expect(given.sent(NotifyAccount.self).allSatisfy { !$0.notice.subject.contains("colleague") })
        try given.when(TicketGiven.raise())
        #expect(given.events.isEmpty, "the same form again is the same request")
        #expect(given.refusal(of: TicketGiven.raise(), as: .account(TicketGiven.colleague)) == .notFound)
        try given.when(given.answer, as: TicketGiven.answerer, at: 60)
        #expect(given.state?.standing == .answered && given.told == [TicketGiven.requester])
        // What the requester adds waits again, from then on.
        try given.when(given.answer, at: 120)
        try given.when(given.answer, at: 180)
        #expect(given.state?.waiting == Examples.time.addingTimeInterval(120))
        #expect(given.told == [GroupGiven.deputy, GroupGiven.chief])
    }

    @Test("Where there is no group, or nobody looks after it, Central Admin answers; ISG-15")
    func central() throws {
        var nobody = TicketGiven.parties
        nobody.superAdministrators = []
        for parties in [TicketGiven.alone, nobody] {
            var given = try TicketGiven(parties)
            #expect(given.isCentralTold && given.told.isEmpty && given.state?.isCentral == true)
            #expect(given.refusal(of: given.answer, as: TicketGiven.answerer) == .notFound)
            try given.when(given.answer, as: TicketGiven.central)
            #expect(given.state?.standing == .answered && given.told == [TicketGiven.requester])
        }
    }

    @Test("Once nobody of the group is left, what the requester adds goes to Central Admin; ISG-15, ISG-17")
    func orphaned() throws {
        var given = try TicketGiven()
        given.parties.superAdministrators = []
        #expect(given.refusal(of: given.answer, as: TicketGiven.central) == .notFound)
        try given.when(given.answer, at: 60)
        #expect(given.isCentralTold && given.told.isEmpty && given.state?.isCentral == true)
        #expect(given.refusal(of: given.answer, as: TicketGiven.central) == nil)
        var again = try TicketGiven()
        try again.when(.resolve(again.parties), as: TicketGiven.answerer)
        again.parties.superAdministrators = []
        try again.when(again.reopen, at: 60)
        #expect(again.isCentralTold && again.state?.isCentral == true)
    }

    @Test("Nobody sees a request but whoever asked and those who answer it; ISG-14")
    func access() throws {
        let given = try TicketGiven()
        let others: [Actor] = [
            .account(TicketGiven.colleague), TicketGiven.central, .account(GroupGiven.deputy),
            GroupGiven.superAdministrator(of: Examples.id(99)), GroupGiven.superAdministrator(Examples.id(98)),
            .account(Examples.id(97), roles: [.reviewer(team: "national")]), .visitor,
        ]
        for actor in others {
            for command in [given.answer, given.escalate(), given.reopen, .resolve(given.parties)] {
                #expect(given.refusal(of: command, as: actor) == .notFound)
            }
        }
        #expect(given.refusal(of: given.escalate()) == .forbidden, "whoever asked does not hand it on")
        #expect(given.refusal(of: given.reopen, as: TicketGiven.answerer) == .forbidden)
        // Whoever has left the organisation has no more to do with it.
        var left = given
        left.parties.members.removeFirst()
        #expect(left.refusal(of: left.answer) == .notFound)
        var stranger = TicketGiven.parties
        stranger.members = []
        #expect(given.refusal(of: TicketGiven.raise(stranger)) == .notFound)
        stranger.organisationName = nil
        #expect(given.refusal(of: TicketGiven.raise(stranger)) == .notFound)
    }

    @Test("Handed to Central Admin for a reason, all three are told, and Central Admin answers from then on; ISG-17")
    func escalated() throws {
        var given = try TicketGiven()
        #expect(given.refusal(of: given.escalate(" "), as: TicketGiven.answerer) == .reasonMissing)
        #expect(given.refusal(of: given.answer, as: TicketGiven.central) == .notFound)
        try given.when(given.escalate(), as: TicketGiven.answerer, at: 60)
        #expect(given.told == [TicketGiven.requester, GroupGiven.deputy, GroupGiven.chief] && given.isCentralTold)
        #expect(given.state?.waiting == Examples.time, "they have waited since they asked")
        #expect(given.refusal(of: given.escalate(), as: TicketGiven.answerer) == .alreadyEscalated)
        try given.when(given.answer, as: TicketGiven.answerer, at: 90)
        #expect(given.state?.standing == .waiting, "it waits for Central Admin")
        try given.when(given.answer, as: TicketGiven.central, at: 120)
        #expect(given.state?.standing == .answered)
        #expect(given.state?.entries.last?.voice == .centralAdmin)
        try given.when(given.answer, at: 180)
        #expect(given.isCentralTold && given.told.isEmpty)
    }

    @Test("Resolved, it can be reopened by whoever asked, for four weeks; ISG-16")
    func resolved() throws {
        var given = try TicketGiven()
        try given.when(.resolve(given.parties), as: TicketGiven.answerer, at: 60)
        #expect(given.state?.standing == .resolved && given.told == [TicketGiven.requester])
        try given.when(.resolve(given.parties), at: 61)
        #expect(given.events.isEmpty)
        #expect(given.refusal(of: given.answer) == .resolved)
        #expect(given.refusal(of: given.escalate(), as: TicketGiven.answerer) == .resolved)
        let end = 60 + Double(TicketDecider.reopeningDays) * day
        #expect(given.refusal(of: given.reopen, at: end + 1) == .tooLate)
        try given.when(given.reopen, at: end)
        #expect(given.state?.standing == .waiting && given.told == [GroupGiven.deputy, GroupGiven.chief])
        try given.when(given.reopen, at: end)
        #expect(given.events.isEmpty)
        try given.when(.resolve(given.parties), at: end + 1)
        #expect(given.told.isEmpty, "whoever has resolved it themselves knows")
    }

    @Test("What is wrong with a request is named; ISG-15")
    func wrong() throws {
        let given = try TicketGiven()
        var fresh = given
        fresh.state = nil
        #expect(fresh.refusal(of: TicketGiven.raise(subject: " \n")) == .subjectMissing)
        #expect(fresh.refusal(of: TicketGiven.raise(subject: String(repeating: "x", count: 201))) == .subjectTooLong)
        #expect(fresh.refusal(of: TicketGiven.raise(matter: "")) == .matterMissing)
        #expect(fresh.refusal(of: TicketGiven.raise(matter: String(repeating: "x", count: 2_001))) == .matterTooLong)
        #expect(fresh.refusal(of: TicketGiven.raise(matter: String(repeating: "x", count: 2_000))) == nil)
        for page in ["//evil.example", "https://evil.example", "x", "/a\\b", "/" + String(repeating: "x", count: 200)] {
            #expect(fresh.refusal(of: TicketGiven.raise(page: page)) == .pageMalformed)
        }
        #expect(fresh.refusal(of: TicketGiven.raise(page: nil)) == nil)
        var many = TicketGiven.parties
        many.open = TicketDecider.openLimit
        #expect(fresh.refusal(of: TicketGiven.raise(many)) == .tooMany)
    }
}
