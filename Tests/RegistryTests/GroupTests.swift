// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Registry

/// One group, and what was asked of it last.
struct GroupGiven {
    static let group = Examples.id(60)
    static let contractor = Examples.id(61)
    static let chief = Examples.id(62)
    static let deputy = Examples.id(63)
    static let members = [
        OrganisationMember(account: chief, roles: [.administrator]),
        OrganisationMember(account: deputy, roles: [.contact]),
    ]
    static let central = Actor.account(Examples.id(64), roles: [.centralAdmin])
    /// Who has passed their second step.
    static func superAdministrator(_ account: UUID = deputy, of group: UUID = group) -> Actor {
        .account(account, roles: [.superAdministrator(group: group)])
    }

    var state: GroupState?
    var events: [GroupEvent] = []
    var consequences: [Consequence] = []

    /// - Parameter isActive: the contract has begun, and the deputy looks after it.
    init(isActive: Bool = true) throws {
        try when(
            .record(
                RecordGroupContract(group: Self.group, title: "Aire Valley practices", contractorCode: "Q99"),
                contractor: .init(id: Self.contractor, name: "Aire Valley Board")), as: Self.central)
        guard isActive else { return }
        try when(.activate, as: Self.central)
        try when(Self.name(Self.deputy), as: .account(Self.chief))
        try when(Self.confirm(Self.deputy), as: Self.central)
    }

    static func confirm(_ account: UUID, _ members: [OrganisationMember] = members) -> GroupCommand {
        .confirm(ConfirmSuperAdministrator(group: group, account: account), members: members)
    }

    static func replace(_ leaves: UUID, by comes: UUID, _ members: [OrganisationMember] = members) -> GroupCommand {
        .replace(ReplaceSuperAdministrator(group: group, leaves: leaves, comes: comes), members: members)
    }

    static func name(_ account: UUID, _ isNamed: Bool = true, _ members: [OrganisationMember] = members) -> GroupCommand
    {
        .change(ChangeSuperAdministrator(group: group, account: account, isNamed: isNamed), members: members)
    }

    static func ask(_ organisation: UUID, by account: UUID = Examples.applicant) -> GroupCommand {
        .request(
            RequestLicence(group: group, organisation: organisation), name: "Practice",
            members: [OrganisationMember(account: account, roles: [.administrator])])
    }

    static func decide(_ organisation: UUID, _ granted: Bool = true, _ reason: String = "") -> GroupCommand {
        .decide(
            DecideLicence(group: group, organisation: organisation, granted: granted, reason: reason), members: members)
    }

    static func withdraw(_ organisation: UUID, to next: UUID? = nil) -> GroupCommand {
        .withdraw(
            WithdrawLicence(group: group, organisation: organisation, movesTo: next, reason: "It has closed."),
            members: members)
    }

    static func organisation(_ number: Int) -> UUID {
        Identifier.uuid([1, 0x90, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 9, UInt8(number / 250), UInt8(number % 250)])
    }

    private func context(_ actor: Actor, _ holders: [Claim: UUID], _ seconds: Double = 0) -> Context {
        Context(actor: actor, time: Examples.time.addingTimeInterval(seconds), holders: holders)
    }

    mutating func when(
        _ command: GroupCommand, as actor: Actor = superAdministrator(), at seconds: Double = 0
    ) throws(GroupRefusal) {
        let context = context(actor, [:], seconds)
        events = try GroupDecider.decide(command, given: state, in: context)
        for event in events { state = GroupDecider.evolve(state, with: event) }
        guard let state else { return }
        consequences = events.flatMap { GroupDecider.consequences(of: $0, state: state, in: context) }
    }

    func refusal(
        of command: GroupCommand, as actor: Actor = superAdministrator(), holders: [Claim: UUID] = [:]
    ) -> GroupRefusal? {
        do {
            _ = try GroupDecider.decide(command, given: state, in: context(actor, holders))
            return nil
        } catch {
            return error
        }
    }

    var told: [NotifyAccount] {
        consequences.compactMap { if case .send(let message) = $0 { message as? NotifyAccount } else { nil } }
    }
}

@Suite("Groups and licences")
struct GroupTests {
    private let first = GroupGiven.organisation(1)
    private let second = GroupGiven.organisation(2)
    private let applicant = Actor.account(Examples.applicant)

    @Test("A contract makes one group, and has a hundred licences once it is active; ISG-01, ISG-04")
    func contract() throws {
        var given = try GroupGiven(isActive: false)
        #expect(given.state?.allowance == 0 && given.state?.contractorName == "Aire Valley Board")
        #expect(given.refusal(of: GroupGiven.ask(first), as: applicant) == .groupInactive)
        #expect(given.refusal(of: .activate, as: .account(GroupGiven.chief)) == .notFound)
        try given.when(.activate, as: GroupGiven.central)
        #expect(given.state?.allowance == 100)
        try given.when(.activate, as: GroupGiven.central)
        #expect(given.events.isEmpty)
        let asked = RecordGroupContract(group: GroupGiven.group, title: "x", contractorCode: "Q99")
        let again = GroupCommand.record(asked, contractor: .init(id: GroupGiven.contractor, name: "x"))
        try given.when(again, as: GroupGiven.central)
        #expect(given.events.isEmpty, "the same form again makes no second group")
        #expect(given.refusal(of: again, as: .account(GroupGiven.chief)) == .forbidden)
    }

    @Test("Granted and withdrawn licences are counted with what changes them; ISG-02, ISG-51, ISG-52")
    func counts() throws {
        var given = try GroupGiven()
        try given.when(GroupGiven.ask(first), as: applicant)
        #expect(given.told.map(\.account) == [GroupGiven.deputy] && given.state?.used == 0)
        try given.when(GroupGiven.ask(first), as: applicant)
        #expect(given.events.isEmpty)
        try given.when(GroupGiven.decide(first))
        #expect(given.state?.used == 1)
        try given.when(GroupGiven.decide(first))
        #expect(given.events.isEmpty && given.state?.used == 1)
        try given.when(GroupGiven.withdraw(first))
        #expect(given.state?.used == 0 && given.state?.licences == [])
        #expect(GroupDecider.claims(of: given.events[0]) == [.release(GroupDecider.licenceClaim(first))])
        #expect(given.refusal(of: GroupGiven.withdraw(first)) == .gone)
    }

    @Test("Whoever names a group belongs to it as pending, and may ask for a licence of it alone; ISG-49, ISG-52")
    func linked() throws {
        func join(_ wantsLicence: Bool) -> GroupCommand {
            .join(
                JoinGroup(
                    group: GroupGiven.group, organisation: first, organisationName: "Practice",
                    wantsLicence: wantsLicence))
        }
        var given = try GroupGiven()
        #expect(given.refusal(of: join(false), as: GroupGiven.central) == .notFound, "it follows from a decision")
        try given.when(join(false), as: .service("registry"))
        #expect(given.state?.licences.count == 1 && given.state?.waiting == 0 && given.told.isEmpty)
        #expect(GroupDecider.claims(of: given.events[0]) == [.take(GroupDecider.licenceClaim(first))])
        #expect(given.refusal(of: GroupGiven.decide(first)) == .gone, "nothing is asked")
        try given.when(join(false), as: .service("registry"))
        #expect(given.events.isEmpty)
        let holders = [GroupDecider.licenceClaim(first): GroupGiven.group]
        #expect(given.refusal(of: GroupGiven.ask(first), as: applicant, holders: holders) == nil)
        try given.when(GroupGiven.ask(first), as: applicant)
        #expect(GroupDecider.claims(of: given.events[0]) == [] && given.state?.licences.count == 1)
        #expect(given.told.map(\.account) == [GroupGiven.deputy])
        try given.when(GroupGiven.decide(first))
        #expect(given.state?.used == 1)
        // And with a licence wanted at once.
        var other = try GroupGiven()
        try other.when(join(true), as: .service("registry"))
        #expect(other.state?.waiting == 1 && other.told.map(\.account) == [GroupGiven.deputy])
        let elsewhere = [GroupDecider.licenceClaim(first): GroupGiven.organisation(9)]
        #expect(try GroupGiven().refusal(of: join(true), as: .service("registry"), holders: elsewhere) == .licenceHeld)
    }

    @Test(
        "With all hundred in use the next is refused, and its request stays; one that moves frees none; ISG-03, ISG-09")
    func allowance() throws {
        var given = try GroupGiven()
        for number in 1...101 { try given.when(GroupGiven.ask(GroupGiven.organisation(number)), as: applicant) }
        for number in 1...100 { try given.when(GroupGiven.decide(GroupGiven.organisation(number))) }
        let last = GroupGiven.organisation(101)
        #expect(given.refusal(of: GroupGiven.decide(last)) == .allowanceUsed)
        #expect(given.state?.licence(of: last)?.isGranted == false)
        try given.when(GroupGiven.withdraw(first, to: last))
        #expect(given.state?.used == 100 && given.state?.licence(of: last)?.isGranted == true)
        #expect(given.refusal(of: GroupGiven.withdraw(second, to: first)) == .notWaiting)
        try given.when(GroupGiven.ask(first), as: applicant)
        #expect(given.refusal(of: GroupGiven.decide(first)) == .allowanceUsed)
        try given.when(GroupGiven.withdraw(second))
        #expect(given.refusal(of: GroupGiven.decide(first)) == nil)
    }

    @Test("A contracting organisation names three Super Administrators of its own people at most; ISG-06, ISG-07")
    func administrators() throws {
        let chief = Actor.account(GroupGiven.chief)
        let people = (70...75).map { OrganisationMember(account: Examples.id($0), roles: [.contact]) }
        let members = GroupGiven.members + people
        var given = try GroupGiven()
        for person in people.prefix(2) { try given.when(GroupGiven.name(person.account, true, members), as: chief) }
        #expect(given.refusal(of: GroupGiven.name(people[2].account, true, members), as: chief) == .administratorsFull)
        #expect(given.refusal(of: GroupGiven.name(Examples.id(99)), as: chief) == .notMember(field: "account"))
        try given.when(GroupGiven.name(people[0].account, false, members), as: chief)
        #expect(
            given.told.map(\.notice.subject) == [
                "You are not to be a Super Administrator of Aire Valley practices any more"
            ])
        #expect(given.refusal(of: GroupGiven.name(people[2].account, true, members), as: chief) == nil)
        // One who has left the organisation makes room, and is one no more.
        let fewer = members.filter { $0.account != people[1].account }
        try given.when(GroupGiven.name(people[2].account, true, fewer), as: chief)
        #expect(given.state?.administrators.map(\.account) == [GroupGiven.deputy, people[2].account])
        #expect(given.told.map(\.account) == [people[2].account], "who has left is not there to be told")
    }

    @Test("A Super Administrator decides under their own contract alone, having passed the second step; ISG-09")
    func access() throws {
        var given = try GroupGiven()
        try given.when(GroupGiven.ask(first), as: applicant)
        let decision = GroupGiven.decide(first)
        #expect(given.refusal(of: decision, as: GroupGiven.superAdministrator(of: Examples.id(99))) == .notFound)
        #expect(given.refusal(of: decision, as: .account(GroupGiven.deputy)) == .notFound, "without the second step")
        #expect(given.refusal(of: decision, as: GroupGiven.superAdministrator(Examples.id(99))) == .notFound)
        #expect(given.refusal(of: decision, as: .account(GroupGiven.chief)) == .forbidden)
        #expect(given.refusal(of: decision, as: GroupGiven.central) == .forbidden)
        #expect(given.refusal(of: decision, as: applicant) == .notFound)
        #expect(given.refusal(of: GroupGiven.name(GroupGiven.chief), as: GroupGiven.superAdministrator()) == .forbidden)
        // Who has stood down a moment ago, though the session does not know yet.
        try given.when(GroupGiven.name(GroupGiven.deputy, false), as: .account(GroupGiven.chief))
        #expect(given.refusal(of: decision) == .notFound)
        #expect(given.refusal(of: GroupGiven.ask(second, by: Examples.id(5)), as: applicant) == .notFound)
        let held = [GroupDecider.licenceClaim(second): Examples.id(99)]
        #expect(given.refusal(of: GroupGiven.ask(second), as: applicant, holders: held) == .licenceHeld)
    }

    @Test("A refusal says why, and the organisation may ask again")
    func refused() throws {
        var given = try GroupGiven()
        try given.when(GroupGiven.ask(first), as: applicant)
        #expect(given.refusal(of: GroupGiven.decide(first, false)) == .reasonMissing)
        try given.when(GroupGiven.decide(first, false, "Another area."))
        guard case .ended(let fact) = given.events[0] else {
            Issue.record("It was not refused")
            return
        }
        #expect(!fact.wasGranted && fact.reason == "Another area.")
        try given.when(GroupGiven.ask(first), as: applicant)
        #expect(given.state?.licences.count == 1)
    }
}
