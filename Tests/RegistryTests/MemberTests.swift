// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Registry

@Suite("Members")
struct MemberTests {
    private let member = Examples.id(31)

    private func change(_ account: UUID, _ roles: [OrganisationRole]) -> PeopleCommand {
        .changeRoles(ChangeMemberRoles(organisation: PeopleGiven.organisation, account: account, roles: roles))
    }

    private func remove(_ account: UUID) -> PeopleCommand {
        .remove(RemoveMember(organisation: PeopleGiven.organisation, account: account))
    }

    @Test("The last administrator stays one, also when two remove each other at once; IMP-11")
    func lastAdministrator() throws {
        var given = try PeopleGiven([(PeopleGiven.administrator, [.administrator]), (member, [.administrator])])
        try given.when(remove(member))
        // Decided after the other, as one stream is.
        #expect(given.refusal(of: remove(PeopleGiven.administrator), as: .account(member)) == .notFound)
        #expect(given.refusal(of: remove(PeopleGiven.administrator)) == .lastAdministrator(field: nil))
        #expect(given.refusal(of: change(PeopleGiven.administrator, [.contact])) == .lastAdministrator(field: "roles"))
        #expect(given.roles(of: PeopleGiven.administrator) == [.administrator])
        let central = Actor.account(guest, roles: [.centralAdmin])
        #expect(given.refusal(of: remove(PeopleGiven.administrator), as: central) == .lastAdministrator(field: nil))
    }

    @Test("Everybody may leave, and is a member no more at once; IMP-10")
    func leave() throws {
        var given = try PeopleGiven([(PeopleGiven.administrator, [.administrator]), (member, [.contact])])
        #expect(given.refusal(of: remove(PeopleGiven.administrator), as: .account(member)) == .forbidden)
        try given.when(remove(member), as: .account(member))
        guard case .ended(let fact) = try #require(given.events.first) else {
            Issue.record("It did not end")
            return
        }
        #expect(fact.account == member && given.roles(of: member) == nil)
        try given.when(remove(member), as: .account(member))
        #expect(given.events.isEmpty)
        // No program does, though there is another administrator.
        let other = try PeopleGiven([(PeopleGiven.administrator, [.administrator]), (member, [.administrator])])
        let key = APIKeyGrant(key: Examples.id(9), scopes: [.read, .organisations], organisation: nil)
        let program = Actor.account(PeopleGiven.administrator, key: key)
        #expect(other.refusal(of: remove(PeopleGiven.administrator), as: program) == .forbidden)
        // Whoever is removed hears of it.
        var removed = other
        try removed.when(remove(member))
        let told = removed.consequences.compactMap {
            if case .send(let message) = $0 { message as? NotifyAccount } else { nil }
        }
        #expect(
            told.map(\.account) == [member]
                && told[0].notice.subject == "You are no longer a member of your organisation")
    }

    @Test("An account that is erased is no member any more, not even as the last administrator; IMP-11")
    func erased() throws {
        var given = try PeopleGiven([(PeopleGiven.administrator, [.administrator]), (member, [.administrator])])
        try given.when(.accountEnded(member), as: .service("identity"))
        #expect(given.roles(of: member) == nil && given.refusal(of: remove(PeopleGiven.administrator)) != nil)
        try given.when(.accountEnded(PeopleGiven.administrator), as: .service("identity"))
        #expect(given.state?.members == [])
        try given.when(.accountEnded(PeopleGiven.administrator), as: .service("identity"))
        #expect(given.events.isEmpty)
    }

    @Test("Roles are changed by administrators, and there is one at least")
    func roles() throws {
        var given = try PeopleGiven([(PeopleGiven.administrator, [.administrator]), (member, [.contact])])
        #expect(given.refusal(of: change(member, [.administrator]), as: .account(member)) == .forbidden)
        #expect(given.refusal(of: change(member, [])) == .rolesMissing)
        #expect(given.refusal(of: change(guest, [.contact])) == .notFound)
        try given.when(change(member, [.contact, .administrator, .contact]))
        #expect(given.roles(of: member) == [.administrator, .contact])
        try given.when(change(PeopleGiven.administrator, [.seniorOfficer]), as: .account(member))
        #expect(given.roles(of: PeopleGiven.administrator) == [.seniorOfficer])
    }

    @Test("The recommended roles that nobody has are named; ISG-59")
    func missing() {
        func missing(_ roles: [OrganisationRole]...) -> [OrganisationRole] {
            roles.map { OrganisationMember(account: guest, roles: $0) }.missingRoles
        }
        #expect(missing() == [.administrator, .seniorOfficer, .dataProtectionOfficer])
        #expect(missing([.administrator, .contact], [.dataProtectionOfficer]) == [.seniorOfficer])
        #expect(missing([.administrator, .seniorOfficer, .dataProtectionOfficer]) == [])
    }
}

@Suite("Asking to join")
struct JoiningTests {
    private func ask(_ id: UInt8 = 40, note: String = "I am new here.", name: String? = "Canal Walk Surgery")
        -> PeopleCommand
    {
        .ask(
            AskToJoin(
                organisation: PeopleGiven.organisation, request: Examples.id(id), address: "jo@example.nhs.uk",
                note: note),
            organisation: name)
    }

    private func decide(_ roles: [OrganisationRole], _ reason: String = "") -> PeopleCommand {
        .decide(
            DecideJoining(
                organisation: PeopleGiven.organisation, request: Examples.id(40), roles: roles, reason: reason))
    }

    @Test(
        "Whoever finds their organisation here already asks its administrators, who let them in or say why not; IMP-08")
    func asked() throws {
        var given = try PeopleGiven()
        try given.when(ask(), as: .account(guest))
        #expect(given.state?.requests.map(\.account) == [guest])
        let told = given.consequences.compactMap {
            if case .send(let message) = $0 { message as? NotifyAdministrators } else { nil }
        }
        #expect(told.map(\.notice.subject) == ["Somebody asks to join Canal Walk Surgery"])
        #expect(given.refusal(of: ask(41), as: .account(guest)) == .alreadyAsked)
        #expect(given.refusal(of: decide([.contact]), as: .account(guest)) == .notFound, "nobody lets themselves in")
        #expect(given.refusal(of: decide([])) == .reasonMissing)
        var declined = given
        try declined.when(decide([], "We do not know you."))
        #expect(declined.letters.map(\.template) == ["join-declined"] && declined.roles(of: guest) == nil)
        #expect(declined.letters.first?.values["reason"] == "We do not know you.")
        #expect(
            declined.refusal(of: ask(42), as: .account(guest), at: 6 * day)
                == .refusedLately(until: Examples.time.addingTimeInterval(7 * day)))
        #expect(declined.refusal(of: ask(42), as: .account(guest), at: 8 * day) == nil)
        #expect(given.refusal(of: decide([.contact]), at: 31 * day) == .gone, "nobody waits for ever")
        #expect(given.refusal(of: ask(42), as: .account(guest), at: 31 * day) == nil)
        try given.when(decide([.contact]))
        #expect(given.letters.map(\.template) == ["join-accepted"] && given.letters[0].recipient == "jo@example.nhs.uk")
        #expect(given.roles(of: guest) == [.contact] && given.state?.requests == [])
        // That answer is all that they get.
        func news(_ given: PeopleGiven) -> [String] {
            given.consequences.compactMap {
                if case .send(let message as NotifyAccount) = $0 { message.notice.subject } else { nil }
            }
        }
        #expect(news(given) == [])
        var changed = given
        try changed.when(
            .changeRoles(
                ChangeMemberRoles(organisation: PeopleGiven.organisation, account: guest, roles: [.seniorOfficer])))
        #expect(news(changed) == ["Your role in Canal Walk Surgery is now: senior officer"])
        #expect(given.refusal(of: decide([.contact])) == .gone, "it is answered")
        #expect(given.refusal(of: ask(42), as: .account(guest)) == .alreadyMember)
    }

    @Test("Nobody asks one that is not there, without an account, or by a program")
    func refused() throws {
        let given = try PeopleGiven()
        #expect(given.refusal(of: ask(name: nil), as: .account(guest)) == .notFound)
        #expect(given.refusal(of: ask(), as: .visitor) == .notFound)
        #expect(given.refusal(of: ask(), as: .operator) == .notFound)
        #expect(given.refusal(of: ask(note: String(repeating: "a", count: 1_001)), as: .account(guest)) == .noteTooLong)
    }

    @Test("An invitation that is accepted settles the request of the same person")
    func both() throws {
        var given = try PeopleGiven()
        try given.when(ask(), as: .account(guest))
        try given.when(inviting("jo@example.nhs.uk"))
        try given.when(answering("jo@example.nhs.uk"), as: .account(guest))
        #expect(given.state?.requests == [] && given.roles(of: guest) == [.seniorOfficer])
    }

    @Test("Who is erased is asked in no more, and asks no more")
    func erased() throws {
        var given = try PeopleGiven()
        try given.when(inviting("grace@example.nhs.uk"))
        try given.when(ask(), as: .account(guest))
        var state = try #require(given.state)
        state.invitations[0].email = Eraser.mark
        state.requests[0].address = Eraser.mark
        let left = PeopleDecider.erased(state)
        #expect(left.invitations.isEmpty && left.requests.isEmpty)
    }
}
