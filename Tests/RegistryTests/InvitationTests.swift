// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Registry

/// The people of one organisation, and what was asked of them last.
private struct Given {
    var state: PeopleState?
    var events: [PeopleEvent] = []
    var consequences: [Consequence] = []

    static let organisation = Examples.registration
    static let administrator = Examples.applicant

    init(_ members: [(UUID, [OrganisationRole])] = [(Self.administrator, [.administrator])]) throws {
        for (account, roles) in members {
            try when(
                .grant(GrantMembership(organisation: Self.organisation, account: account, roles: roles)),
                as: .service("registry"))
        }
    }

    private func context(_ actor: Actor, _ seconds: Double) -> Context {
        Context(actor: actor, time: Examples.time.addingTimeInterval(seconds))
    }

    mutating func when(
        _ command: PeopleCommand, as actor: Actor = .account(Self.administrator), at seconds: Double = 0
    ) throws(PeopleRefusal) {
        events = try PeopleDecider.decide(command, given: state, in: context(actor, seconds))
        for event in events { state = PeopleDecider.evolve(state, with: event) }
        guard let state else { return }
        consequences = events.flatMap {
            PeopleDecider.consequences(of: $0, state: state, in: context(actor, seconds))
        }
    }

    func refusal(
        of command: PeopleCommand, as actor: Actor = .account(Self.administrator), at seconds: Double = 0
    ) -> PeopleRefusal? {
        do {
            _ = try PeopleDecider.decide(command, given: state, in: context(actor, seconds))
            return nil
        } catch {
            return error
        }
    }

    var letters: [SendEmail] {
        consequences.compactMap { if case .send(let message) = $0 { message as? SendEmail } else { nil } }
    }

    func roles(of account: UUID) -> [OrganisationRole]? { state?.roles(of: account) }
}

private func invite(_ email: String, _ id: UInt8 = 20, _ roles: [OrganisationRole] = [.seniorOfficer]) -> PeopleCommand
{
    .invite(
        InvitePerson(
            organisation: Given.organisation, invitation: Examples.id(id), email: email, roles: roles),
        organisation: "Canal Walk Surgery")
}

private func answer(_ address: String, _ id: UInt8 = 20, accepted: Bool = true) -> PeopleCommand {
    .answer(
        AnswerInvitation(
            organisation: Given.organisation, invitation: Examples.id(id), accepted: accepted, address: address))
}

private func correct(_ email: String, _ id: UInt8 = 20) -> PeopleCommand {
    .correct(CorrectInvitation(organisation: Given.organisation, invitation: Examples.id(id), email: email))
}

private let again = PeopleCommand.sendAgain(
    SendInvitationAgain(organisation: Given.organisation, invitation: Examples.id(20)))
private let withdraw = PeopleCommand.withdraw(
    WithdrawInvitation(organisation: Given.organisation, invitation: Examples.id(20)))
private let guest = Examples.id(30)
private let day: Double = 86_400

@Suite("Invitations")
struct InvitationTests {
    @Test("Who is added is e-mailed an invitation, which says to what and as what; ISG-58")
    func invited() throws {
        var given = try Given()
        try given.when(invite("grace@example.nhs.uk"))
        let letter = try #require(given.letters.first)
        #expect(given.letters.count == 1 && letter.template == "invitation" && letter.sealed == nil)
        #expect(letter.recipient == "grace@example.nhs.uk")
        #expect(letter.values["organisationName"] == "Canal Walk Surgery" && letter.values["roles"] == "Senior officer")
        #expect(letter.values["invitation"] == Identifier.text(Examples.id(20)))
        #expect(letter.usefulUntil == Examples.time.addingTimeInterval(14 * day))
        // The same form again. IMP-04
        try given.when(invite("grace@example.nhs.uk"))
        #expect(given.events.isEmpty)
    }

    @Test(
        "Whoever has the very address joins as what they were asked to be, however it is written; ISG-67",
        arguments: [
            "First.Last@Example.NHS.uk", " first.last@example.nhs.uk", "first.last@example.nhs.uk\u{200b}",
        ])
    func sameAddress(typed: String) throws {
        var given = try Given()
        try given.when(invite(typed, 20, [.dataProtectionOfficer, .contact]))
        #expect(given.state?.invitations.map(\.email) == ["first.last@example.nhs.uk"])
        #expect(given.refusal(of: invite("FIRST.LAST@example.nhs.uk", 21)) == .alreadyInvited)
        try given.when(answer("FIRST.LAST@example.nhs.uk"), as: .account(guest))
        #expect(given.roles(of: guest) == [.dataProtectionOfficer, .contact] && given.state?.invitations == [])
        // The same answer again. IMP-04
        try given.when(answer("FIRST.LAST@example.nhs.uk"), as: .account(guest))
        #expect(given.events.isEmpty)
    }

    @Test(
        "Whoever has another address is not joined, not even one that the mail server may take for the same; ISG-68",
        arguments: ["other@example.nhs.uk", "first.last+gp@example.nhs.uk", "first.last@example.org", ""])
    func otherAddress(address: String) throws {
        var given = try Given()
        try given.when(invite("first.last@example.nhs.uk"))
        #expect(given.refusal(of: answer(address), as: .account(guest)) == .invitationForAnother)
        let key = Actor.account(guest, key: APIKeyGrant(key: Examples.id(9), scopes: [.read], organisation: nil))
        #expect(given.refusal(of: answer("first.last@example.nhs.uk"), as: key) == .notFound)
        #expect(given.refusal(of: answer("first.last@example.nhs.uk"), as: .visitor) == .notFound)
    }

    @Test("An address that is corrected voids the invitation of the old one and sends a new e-mail; C-28, IMP-16")
    func corrected() throws {
        var given = try Given()
        try given.when(invite("grac@example.nhs.uk"))
        // Who sees the mistake at once does not wait.
        try given.when(correct("Grace@example.nhs.uk"), at: 5)
        #expect(given.letters.map(\.recipient) == ["grace@example.nhs.uk"])
        #expect(given.refusal(of: answer("grac@example.nhs.uk"), as: .account(guest)) == .invitationForAnother)
        #expect(given.refusal(of: answer("grace@example.nhs.uk"), as: .account(guest)) == nil)
        #expect(given.refusal(of: correct("no address")) == .emailMalformed)
        try given.when(invite("jo@example.nhs.uk", 21))
        #expect(given.refusal(of: correct("jo@example.nhs.uk")) == .alreadyInvited)
    }

    @Test(
        "It expires, is sent again no more than once a minute and five times a day, and then counts anew; IMP-01, IMP-02"
    )
    func life() throws {
        func time(_ seconds: Double) -> Date { Examples.time.addingTimeInterval(seconds) }
        var given = try Given()
        try given.when(invite("grace@example.nhs.uk"))
        #expect(given.refusal(of: again, at: 59) == .sentJustNow(until: time(60)))
        let late = 14 * day
        #expect(given.refusal(of: answer("grace@example.nhs.uk"), as: .account(guest), at: late) == .invitationExpired)
        for number in 0..<5 { try given.when(again, at: late + Double(number) * 60) }
        #expect(given.refusal(of: again, at: late + 600) == .sentTooOften(until: time(late + day)))
        #expect(given.refusal(of: answer("grace@example.nhs.uk"), as: .account(guest), at: late + 600) == nil)
        // Taking it back and asking anew does not help.
        try given.when(withdraw, at: late + 600)
        #expect(
            given.refusal(of: invite("grace@example.nhs.uk", 21), at: late + 600)
                == .sentTooOften(until: time(late + day)))
    }

    @Test("An address has one invitation that can be answered")
    func one() throws {
        var given = try Given()
        try given.when(invite("grace@example.nhs.uk"))
        try given.when(invite("jo@example.nhs.uk", 21), at: 10 * day)
        // The first has expired, and its address is taken over by another.
        try given.when(correct("grace@example.nhs.uk", 21), at: 15 * day)
        #expect(given.state?.invitations.map(\.invitation) == [Examples.id(21)])
        #expect(given.refusal(of: again, at: 15 * day) == .gone)
        #expect(given.refusal(of: invite("grace@example.nhs.uk", 22), at: 15 * day) == .alreadyInvited)
    }

    @Test("Nobody asks themselves in, and whoever looks after the people no more has asked nobody in")
    func inviter() throws {
        let member = Examples.id(31)
        var given = try Given([(Given.administrator, [.administrator]), (member, [.administrator])])
        try given.when(invite("mine@example.nhs.uk", 20, [.administrator]), as: .account(member))
        #expect(given.refusal(of: answer("mine@example.nhs.uk"), as: .account(member)) == .ownInvitation)
        var removed = given
        try removed.when(
            .remove(RemoveMember(organisation: Given.organisation, account: member)))
        #expect(removed.refusal(of: answer("mine@example.nhs.uk"), as: .account(member)) == .gone)
        try given.when(
            .changeRoles(ChangeMemberRoles(organisation: Given.organisation, account: member, roles: [.contact])))
        #expect(given.state?.invitations == [])
    }

    @Test("What is withdrawn or declined cannot be followed; an expired one makes room for another to the same address")
    func ended() throws {
        var given = try Given()
        try given.when(invite("grace@example.nhs.uk"))
        var declined = given
        try declined.when(answer("grace@example.nhs.uk", accepted: false), as: .account(guest))
        #expect(declined.state?.invitations == [] && declined.roles(of: guest) == nil)
        #expect(declined.refusal(of: answer("grace@example.nhs.uk"), as: .account(guest)) == .gone)
        try given.when(invite("grace@example.nhs.uk", 21), at: 15 * day)
        #expect(given.state?.invitations.map(\.invitation) == [Examples.id(21)])
        try given.when(withdraw)
        #expect(given.events.isEmpty, "it is gone already")
    }

    @Test("Strangers are not written to without end, whatever becomes of the invitations")
    func limits() throws {
        var given = try Given()
        for number in 0..<50 { try given.when(invite("person\(number)@example.nhs.uk", UInt8(100 + number))) }
        for number in 0..<50 { try given.when(correct("other\(number)@example.nhs.uk", UInt8(100 + number)), at: 60) }
        let full = PeopleRefusal.sentTooMany(until: Examples.time.addingTimeInterval(day))
        #expect(given.refusal(of: invite("more@example.nhs.uk"), at: 3_600) == full, "a hundred a day")
        #expect(given.refusal(of: correct("more@example.nhs.uk", 100), at: 3_600) == full)
        #expect(given.refusal(of: invite("more@example.nhs.uk"), at: day + 1) == nil)
        for number in 50..<100 { try given.when(invite("p\(number)@example.nhs.uk", UInt8(100 + number)), at: 2 * day) }
        #expect(given.refusal(of: invite("more@example.nhs.uk"), at: 4 * day) == .invitationsFull)
        #expect(given.refusal(of: invite("more@example.nhs.uk"), at: 30 * day) == nil, "those have expired")
    }

    @Test("An e-mail that did not arrive shows on its invitation, until it is sent again; IMP-09")
    func undelivered() throws {
        var given = try Given()
        try given.when(invite("gone@example.nhs.uk"))
        let email = try #require(given.letters.first?.email)
        try given.when(.emailFailed(email: Examples.id(99)), as: .service("notification"))
        #expect(given.events.isEmpty)
        try given.when(.emailFailed(email: email), as: .service("notification"))
        #expect(given.state?.invitations.first?.isUndelivered == true)
        try given.when(correct("there@example.nhs.uk"), at: 5)
        #expect(given.state?.invitations.first?.isUndelivered == false)
        // That of the old address comes late.
        try given.when(.emailFailed(email: email), as: .service("notification"))
        #expect(given.events.isEmpty)
    }

    @Test("Only administrators and Central Admin look after the people; whoever has no part in it learns of nothing")
    func access() throws {
        let member = Examples.id(31)
        let given = try Given([(Given.administrator, [.administrator]), (member, [.contact])])
        let elsewhere = Membership(organisation: Examples.id(77), roles: [.administrator])
        for command in [invite("a@example.nhs.uk"), again, correct("b@example.nhs.uk"), withdraw] {
            #expect(given.refusal(of: command, as: .account(member)) == .forbidden)
            #expect(given.refusal(of: command, as: .account(guest, memberships: [elsewhere])) == .notFound)
            #expect(given.refusal(of: command, as: .visitor) == .notFound)
            #expect(given.refusal(of: command, as: .service("compliance")) == .notFound)
        }
        #expect(given.refusal(of: invite("a@example.nhs.uk"), as: .account(guest, roles: [.centralAdmin])) == nil)
        let key = APIKeyGrant(key: Examples.id(9), scopes: [.read, .organisations], organisation: nil)
        #expect(
            given.refusal(of: invite("a@example.nhs.uk"), as: .account(Given.administrator, key: key)) == .forbidden)
    }
}

@Suite("Members")
struct MemberTests {
    private let member = Examples.id(31)

    private func change(_ account: UUID, _ roles: [OrganisationRole]) -> PeopleCommand {
        .changeRoles(ChangeMemberRoles(organisation: Given.organisation, account: account, roles: roles))
    }

    private func remove(_ account: UUID) -> PeopleCommand {
        .remove(RemoveMember(organisation: Given.organisation, account: account))
    }

    @Test("The last administrator stays one, also when two remove each other at once; IMP-11")
    func lastAdministrator() throws {
        var given = try Given([(Given.administrator, [.administrator]), (member, [.administrator])])
        try given.when(remove(member))
        // Decided after the other, as one stream is.
        #expect(given.refusal(of: remove(Given.administrator), as: .account(member)) == .notFound)
        #expect(given.refusal(of: remove(Given.administrator)) == .lastAdministrator(field: nil))
        #expect(given.refusal(of: change(Given.administrator, [.contact])) == .lastAdministrator(field: "roles"))
        #expect(given.roles(of: Given.administrator) == [.administrator])
        let central = Actor.account(guest, roles: [.centralAdmin])
        #expect(given.refusal(of: remove(Given.administrator), as: central) == .lastAdministrator(field: nil))
    }

    @Test("Everybody may leave, and is a member no more at once; IMP-10")
    func leave() throws {
        var given = try Given([(Given.administrator, [.administrator]), (member, [.contact])])
        #expect(given.refusal(of: remove(Given.administrator), as: .account(member)) == .forbidden)
        try given.when(remove(member), as: .account(member))
        guard case .ended(let fact) = try #require(given.events.first) else {
            Issue.record("It did not end")
            return
        }
        #expect(fact.account == member && given.roles(of: member) == nil)
        try given.when(remove(member), as: .account(member))
        #expect(given.events.isEmpty)
        // No program does, though there is another administrator.
        let other = try Given([(Given.administrator, [.administrator]), (member, [.administrator])])
        let key = APIKeyGrant(key: Examples.id(9), scopes: [.read, .organisations], organisation: nil)
        let program = Actor.account(Given.administrator, key: key)
        #expect(other.refusal(of: remove(Given.administrator), as: program) == .forbidden)
        // Whoever is removed hears of it.
        var removed = other
        try removed.when(remove(member))
        let told = removed.consequences.compactMap {
            if case .send(let message) = $0 { message as? NotifyAccount } else { nil }
        }
        #expect(told.map(\.account) == [member] && told[0].subject == "You are no longer a member of your organisation")
    }

    @Test("An account that is erased is no member any more, not even as the last administrator; IMP-11")
    func erased() throws {
        var given = try Given([(Given.administrator, [.administrator]), (member, [.administrator])])
        try given.when(.accountEnded(member), as: .service("identity"))
        #expect(given.roles(of: member) == nil && given.refusal(of: remove(Given.administrator)) != nil)
        try given.when(.accountEnded(Given.administrator), as: .service("identity"))
        #expect(given.state?.members == [])
        try given.when(.accountEnded(Given.administrator), as: .service("identity"))
        #expect(given.events.isEmpty)
    }

    @Test("Roles are changed by administrators, and there is one at least")
    func roles() throws {
        var given = try Given([(Given.administrator, [.administrator]), (member, [.contact])])
        #expect(given.refusal(of: change(member, [.administrator]), as: .account(member)) == .forbidden)
        #expect(given.refusal(of: change(member, [])) == .rolesMissing)
        #expect(given.refusal(of: change(guest, [.contact])) == .notFound)
        try given.when(change(member, [.contact, .administrator, .contact]))
        #expect(given.roles(of: member) == [.administrator, .contact])
        try given.when(change(Given.administrator, [.seniorOfficer]), as: .account(member))
        #expect(given.roles(of: Given.administrator) == [.seniorOfficer])
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
                organisation: Given.organisation, request: Examples.id(id), address: "jo@example.nhs.uk", note: note),
            organisation: name)
    }

    private func decide(_ roles: [OrganisationRole], _ reason: String = "") -> PeopleCommand {
        .decide(
            DecideJoining(organisation: Given.organisation, request: Examples.id(40), roles: roles, reason: reason))
    }

    @Test(
        "Whoever finds their organisation here already asks its administrators, who let them in or say why not; IMP-08")
    func asked() throws {
        var given = try Given()
        try given.when(ask(), as: .account(guest))
        #expect(given.state?.requests.map(\.account) == [guest])
        let told = given.consequences.compactMap {
            if case .send(let message) = $0 { message as? NotifyAdministrators } else { nil }
        }
        #expect(told.map(\.subject) == ["Somebody asks to join Canal Walk Surgery"])
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
        #expect(given.refusal(of: decide([.contact])) == .gone, "it is answered")
        #expect(given.refusal(of: ask(42), as: .account(guest)) == .alreadyMember)
    }

    @Test("Nobody asks one that is not there, without an account, or by a program")
    func refused() throws {
        let given = try Given()
        #expect(given.refusal(of: ask(name: nil), as: .account(guest)) == .notFound)
        #expect(given.refusal(of: ask(), as: .visitor) == .notFound)
        #expect(given.refusal(of: ask(), as: .operator) == .notFound)
        #expect(given.refusal(of: ask(note: String(repeating: "a", count: 1_001)), as: .account(guest)) == .noteTooLong)
    }

    @Test("An invitation that is accepted settles the request of the same person")
    func both() throws {
        var given = try Given()
        try given.when(ask(), as: .account(guest))
        try given.when(invite("jo@example.nhs.uk"))
        try given.when(answer("jo@example.nhs.uk"), as: .account(guest))
        #expect(given.state?.requests == [] && given.roles(of: guest) == [.seniorOfficer])
    }

    @Test("Who is erased is asked in no more, and asks no more")
    func erased() throws {
        var given = try Given()
        try given.when(invite("grace@example.nhs.uk"))
        try given.when(ask(), as: .account(guest))
        var state = try #require(given.state)
        state.invitations[0].email = Eraser.mark
        state.requests[0].address = Eraser.mark
        let left = PeopleDecider.erased(state)
        #expect(left.invitations.isEmpty && left.requests.isEmpty)
    }
}
