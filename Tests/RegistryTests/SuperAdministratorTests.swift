// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Registry

@Suite("Super Administrators of a group")
struct SuperAdministratorTests {
    private let chief = Actor.account(GroupGiven.chief)

    @Test("Who is named counts and waits; Central Admin confirms, and then they have the power; C-16, ISG-06")
    func confirmed() throws {
        var given = try GroupGiven(isActive: false)
        try given.when(.activate, as: GroupGiven.central)
        try given.when(GroupGiven.name(GroupGiven.deputy), as: chief)
        #expect(given.state?.administrators.count == 1 && given.state?.superAdministrators == [])
        #expect(given.told.map(\.account) == [GroupGiven.deputy])
        #expect(
            given.sent(NotifyTeam.self).map(\.team) == [ReviewTeam.centralAdmin]
                && given.sent(NotifyAdministrators.self).map(\.organisation) == [GroupGiven.contractor])
        #expect(!given.events.contains { $0.fact is SuperAdministratorChanged }, "identity hears nothing yet")
        try given.when(GroupGiven.ask(GroupGiven.organisation(1)), as: .account(Examples.applicant))
        #expect(given.told.isEmpty)
        #expect(given.refusal(of: GroupGiven.decide(GroupGiven.organisation(1))) == .notFound)
        // The contracting organisation does not confirm, and Central Admin does not name.
        #expect(given.refusal(of: GroupGiven.confirm(GroupGiven.deputy), as: chief) == .forbidden)
        #expect(given.refusal(of: GroupGiven.name(GroupGiven.chief), as: GroupGiven.central) == .forbidden)
        #expect(given.refusal(of: GroupGiven.confirm(GroupGiven.chief), as: GroupGiven.central) == .gone)
        let own = Actor.account(GroupGiven.deputy, roles: [.centralAdmin])
        #expect(given.refusal(of: GroupGiven.confirm(GroupGiven.deputy), as: own) == .ownNaming)
        let left = GroupGiven.confirm(GroupGiven.deputy, [GroupGiven.members[0]])
        #expect(given.refusal(of: left, as: GroupGiven.central) == .gone, "who has left is not confirmed")
        try given.when(GroupGiven.confirm(GroupGiven.deputy), as: GroupGiven.central)
        #expect(given.state?.superAdministrators == [GroupGiven.deputy])
        #expect(given.told.map(\.notice.subject) == ["You are a Super Administrator of Aire Valley practices"])
        #expect(given.refusal(of: GroupGiven.decide(GroupGiven.organisation(1))) == nil)
        try given.when(GroupGiven.confirm(GroupGiven.deputy), as: GroupGiven.central)
        #expect(given.events.isEmpty, "the same form again changes nothing")
    }

    @Test("Replacing one by another is one step, of which both are told; C-16, ISG-07")
    func replaced() throws {
        let people = (70...72).map { OrganisationMember(account: Examples.id($0), roles: [.contact]) }
        let members = GroupGiven.members + people
        var given = try GroupGiven()
        for person in people.prefix(2) { try given.when(GroupGiven.name(person.account, true, members), as: chief) }
        let comes = people[2].account
        #expect(given.refusal(of: GroupGiven.name(comes, true, members), as: chief) == .administratorsFull)
        let replace = GroupGiven.replace(GroupGiven.deputy, by: comes, members)
        #expect(given.refusal(of: replace, as: GroupGiven.central) == .forbidden)
        #expect(given.refusal(of: replace, as: .account(Examples.applicant)) == .notFound)
        let doubled = GroupGiven.replace(GroupGiven.deputy, by: people[0].account, members)
        #expect(given.refusal(of: doubled, as: chief) == .alreadyNamed)
        let stranger = GroupGiven.replace(GroupGiven.deputy, by: Examples.id(99), members)
        #expect(given.refusal(of: stranger, as: chief) == .notMember(field: "comes"))
        try given.when(replace, as: chief)
        #expect(given.state?.superAdministrators == [])
        #expect(given.state?.administrators.map(\.account) == people.map(\.account))
        #expect(Set(given.told.map(\.account)) == [GroupGiven.deputy, comes])
        try given.when(replace, as: chief)
        #expect(given.events.isEmpty, "the same form again changes nothing")
    }

    @Test("Whoever leaves is one no more, is not told any more, and gets nothing back by returning; ISG-06")
    func left() throws {
        var given = try GroupGiven()
        let deputy = GroupGiven.deputy
        try given.when(.leave(deputy, before: nil), as: .service("registry"))
        #expect(given.state?.administrators == [])
        guard case .administratorChanged(let fact)? = given.events.first else {
            Issue.record("Nothing happened")
            return
        }
        #expect(!fact.isNamed && fact.hasLeft == true)
        #expect(given.told.isEmpty && given.sent(NotifyAdministrators.self).count == 1)
        try given.when(GroupGiven.ask(GroupGiven.organisation(1)), as: .account(Examples.applicant))
        #expect(given.told.isEmpty)
        #expect(given.refusal(of: GroupGiven.decide(GroupGiven.organisation(1))) == .notFound, "though a member again")
        try given.when(.leave(deputy, before: nil), as: .service("registry"))
        #expect(given.events.isEmpty)
        // Named again after coming back; the word of their leaving comes late.
        try given.when(GroupGiven.name(deputy), as: chief, at: 100)
        try given.when(.leave(deputy, before: Examples.time.addingTimeInterval(50)), as: .service("registry"), at: 200)
        #expect(given.events.isEmpty && given.state?.administrators.count == 1)
        try given.when(.leave(deputy, before: Examples.time.addingTimeInterval(150)), as: .service("registry"), at: 201)
        #expect(given.state?.administrators == [] && given.told.isEmpty)
        guard case .namingEnded(let ended)? = given.events.first else {
            Issue.record("Nothing happened")
            return
        }
        #expect(ended.hasLeft)
    }

    @Test("Who leaves an organisation is looked for among its Super Administrators; ISG-06")
    func followed() throws {
        var given = try PeopleGiven([
            (PeopleGiven.administrator, [.administrator]), (guest, [.contact]),
        ])
        try given.when(
            .remove(RemoveMember(organisation: PeopleGiven.organisation, account: guest)), at: 60)
        let sent = given.consequences.compactMap { consequence -> EndSuperAdministration? in
            if case .send(let message) = consequence { message as? EndSuperAdministration } else { nil }
        }
        #expect(sent.map(\.account) == [guest] && sent.first?.left == Examples.time.addingTimeInterval(60))
    }

    @Test(
        "Central Admin raises an allowance for a reason, and lowers it no further than it is used; C-15, ISG-02, ISG-03"
    )
    func allowance() throws {
        func change(_ allowance: Int, _ reason: String = "Forty practices joined.") -> GroupCommand {
            .changeAllowance(ChangeAllowance(group: GroupGiven.group, allowance: allowance, reason: reason))
        }
        var new = try GroupGiven(isActive: false)
        #expect(new.refusal(of: change(3), as: GroupGiven.central) == .groupInactive)
        try new.when(.activate, as: GroupGiven.central)
        var given = try GroupGiven()
        for number in 1...3 {
            try given.when(GroupGiven.ask(GroupGiven.organisation(number)), as: .account(Examples.applicant))
        }
        try given.when(GroupGiven.decide(GroupGiven.organisation(1)))
        try given.when(GroupGiven.decide(GroupGiven.organisation(2)))
        #expect(given.refusal(of: change(1), as: GroupGiven.central) == .allowanceInUse(2))
        #expect(given.refusal(of: change(0), as: GroupGiven.central) == .allowanceOutOfRange)
        #expect(given.refusal(of: change(10_001), as: GroupGiven.central) == .allowanceOutOfRange)
        #expect(given.refusal(of: change(150, " "), as: GroupGiven.central) == .reasonMissing)
        #expect(given.refusal(of: change(150), as: chief) == .notFound)
        #expect(given.refusal(of: change(150)) == .notFound, "nor by a Super Administrator")
        try given.when(change(2), as: GroupGiven.central)
        #expect(given.told.map(\.account) == [GroupGiven.deputy])
        #expect(given.refusal(of: GroupGiven.decide(GroupGiven.organisation(3))) == .allowanceUsed)
        try given.when(change(150, "Forty practices joined."), as: GroupGiven.central, at: 60)
        try given.when(change(150, "Again."), as: GroupGiven.central, at: 61)
        #expect(given.events.isEmpty)
        #expect(given.refusal(of: GroupGiven.decide(GroupGiven.organisation(3))) == nil)
        #expect(given.state?.allowanceChanges.map(\.allowance) == [2, 150])
        #expect(given.state?.allowanceChanges.map(\.before) == [100, 2])
    }
}

extension GroupGiven {
    func sent<I: Instruction>(_ type: I.Type) -> [I] {
        consequences.compactMap { if case .send(let message) = $0 { message as? I } else { nil } }
    }
}
