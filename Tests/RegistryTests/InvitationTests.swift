// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Registry

@Suite("Invitations")
struct InvitationTests {
    @Test("Who is added is e-mailed an invitation, which says to what and as what; ISG-58")
    func invited() throws {
        var given = try PeopleGiven()
        try given.when(inviting("grace@example.nhs.uk"))
        let letter = try #require(given.letters.first)
        #expect(given.letters.count == 1 && letter.template == "invitation" && letter.sealed == nil)
        #expect(letter.recipient == "grace@example.nhs.uk")
        #expect(letter.values["organisationName"] == "Canal Walk Surgery" && letter.values["roles"] == "Senior officer")
        #expect(letter.values["invitation"] == Identifier.text(Examples.id(20)))
        #expect(letter.usefulUntil == Examples.time.addingTimeInterval(14 * day))
        // The same form again. IMP-04
        try given.when(inviting("grace@example.nhs.uk"))
        #expect(given.events.isEmpty)
    }

    @Test(
        "Whoever has the very address joins as what they were asked to be, however it is written; ISG-67",
        arguments: [
            "First.Last@Example.NHS.uk", " first.last@example.nhs.uk", "first.last@example.nhs.uk\u{200b}",
        ])
    func sameAddress(typed: String) throws {
        var given = try PeopleGiven()
        try given.when(inviting(typed, 20, [.dataProtectionOfficer, .contact]))
        #expect(given.state?.invitations.map(\.email) == ["first.last@example.nhs.uk"])
        #expect(given.refusal(of: inviting("FIRST.LAST@example.nhs.uk", 21)) == .alreadyInvited)
        try given.when(answering("FIRST.LAST@example.nhs.uk"), as: .account(guest))
        #expect(given.roles(of: guest) == [.dataProtectionOfficer, .contact] && given.state?.invitations == [])
        // The same answer again. IMP-04
        try given.when(answering("FIRST.LAST@example.nhs.uk"), as: .account(guest))
        #expect(given.events.isEmpty)
    }

    @Test(
        "Whoever has another address is not joined, not even one that the mail server may take for the same; ISG-68",
        arguments: ["other@example.nhs.uk", "first.last+gp@example.nhs.uk", "first.last@example.org", ""])
    func otherAddress(address: String) throws {
        var given = try PeopleGiven()
        try given.when(inviting("first.last@example.nhs.uk"))
        #expect(given.refusal(of: answering(address), as: .account(guest)) == .invitationForAnother)
        let key = Actor.account(guest, key: APIKeyGrant(key: Examples.id(9), scopes: [.read], organisation: nil))
        #expect(given.refusal(of: answering("first.last@example.nhs.uk"), as: key) == .notFound)
        #expect(given.refusal(of: answering("first.last@example.nhs.uk"), as: .visitor) == .notFound)
    }

    @Test("An address that is corrected voids the invitation of the old one and sends a new e-mail; C-28, IMP-16")
    func corrected() throws {
        var given = try PeopleGiven()
        try given.when(inviting("grac@example.nhs.uk"))
        // Who sees the mistake at once does not wait.
        try given.when(correcting("Grace@example.nhs.uk"), at: 5)
        #expect(given.letters.map(\.recipient) == ["grace@example.nhs.uk"])
        #expect(given.refusal(of: answering("grac@example.nhs.uk"), as: .account(guest)) == .invitationForAnother)
        #expect(given.refusal(of: answering("grace@example.nhs.uk"), as: .account(guest)) == nil)
        #expect(given.refusal(of: correcting("no address")) == .emailMalformed)
        try given.when(inviting("jo@example.nhs.uk", 21))
        #expect(given.refusal(of: correcting("jo@example.nhs.uk")) == .alreadyInvited)
    }

    @Test(
        "It expires, is sent again no more than once a minute and five times a day, and then counts anew; IMP-01, IMP-02"
    )
    func life() throws {
        func time(_ seconds: Double) -> Date { Examples.time.addingTimeInterval(seconds) }
        var given = try PeopleGiven()
        try given.when(inviting("grace@example.nhs.uk"))
        #expect(given.refusal(of: sendingAgain, at: 59) == .sentJustNow(until: time(60)))
        let late = 14 * day
        #expect(
            given.refusal(of: answering("grace@example.nhs.uk"), as: .account(guest), at: late) == .invitationExpired)
        for number in 0..<5 { try given.when(sendingAgain, at: late + Double(number) * 60) }
        #expect(given.refusal(of: sendingAgain, at: late + 600) == .sentTooOften(until: time(late + day)))
        #expect(given.refusal(of: answering("grace@example.nhs.uk"), as: .account(guest), at: late + 600) == nil)
        // Taking it back and asking anew does not help.
        try given.when(withdrawing, at: late + 600)
        #expect(
            given.refusal(of: inviting("grace@example.nhs.uk", 21), at: late + 600)
                == .sentTooOften(until: time(late + day)))
    }

    @Test("An address has one invitation that can be answered")
    func one() throws {
        var given = try PeopleGiven()
        try given.when(inviting("grace@example.nhs.uk"))
        try given.when(inviting("jo@example.nhs.uk", 21), at: 10 * day)
        // The first has expired, and its address is taken over by another.
        try given.when(correcting("grace@example.nhs.uk", 21), at: 15 * day)
        #expect(given.state?.invitations.map(\.invitation) == [Examples.id(21)])
        #expect(given.refusal(of: sendingAgain, at: 15 * day) == .gone)
        #expect(given.refusal(of: inviting("grace@example.nhs.uk", 22), at: 15 * day) == .alreadyInvited)
    }

    @Test("Nobody asks themselves in, and whoever looks after the people no more has asked nobody in")
    func inviter() throws {
        let member = Examples.id(31)
        var given = try PeopleGiven([(PeopleGiven.administrator, [.administrator]), (member, [.administrator])])
        try given.when(inviting("mine@example.nhs.uk", 20, [.administrator]), as: .account(member))
        #expect(given.refusal(of: answering("mine@example.nhs.uk"), as: .account(member)) == .ownInvitation)
        var removed = given
        try removed.when(
            .remove(RemoveMember(organisation: PeopleGiven.organisation, account: member)))
        #expect(removed.refusal(of: answering("mine@example.nhs.uk"), as: .account(member)) == .gone)
        try given.when(
            .changeRoles(ChangeMemberRoles(organisation: PeopleGiven.organisation, account: member, roles: [.contact])))
        #expect(given.state?.invitations == [])
    }

    @Test("What is withdrawn or declined cannot be followed; an expired one makes room for another to the same address")
    func ended() throws {
        var given = try PeopleGiven()
        try given.when(inviting("grace@example.nhs.uk"))
        var declined = given
        try declined.when(answering("grace@example.nhs.uk", accepted: false), as: .account(guest))
        #expect(declined.state?.invitations == [] && declined.roles(of: guest) == nil)
        #expect(declined.refusal(of: answering("grace@example.nhs.uk"), as: .account(guest)) == .gone)
        try given.when(inviting("grace@example.nhs.uk", 21), at: 15 * day)
        #expect(given.state?.invitations.map(\.invitation) == [Examples.id(21)])
        try given.when(withdrawing)
        #expect(given.events.isEmpty, "it is gone already")
    }

    @Test("Strangers are not written to without end, whatever becomes of the invitations")
    func limits() throws {
        var given = try PeopleGiven()
        for number in 0..<50 { try given.when(inviting("person\(number)@example.nhs.uk", UInt8(100 + number))) }
        for number in 0..<50 {
            try given.when(correcting("other\(number)@example.nhs.uk", UInt8(100 + number)), at: 60)
        }
        let full = PeopleRefusal.sentTooMany(until: Examples.time.addingTimeInterval(day))
        #expect(given.refusal(of: inviting("more@example.nhs.uk"), at: 3_600) == full, "a hundred a day")
        #expect(given.refusal(of: correcting("more@example.nhs.uk", 100), at: 3_600) == full)
        #expect(given.refusal(of: inviting("more@example.nhs.uk"), at: day + 1) == nil)
        for number in 50..<100 {
            try given.when(inviting("p\(number)@example.nhs.uk", UInt8(100 + number)), at: 2 * day)
        }
        #expect(given.refusal(of: inviting("more@example.nhs.uk"), at: 4 * day) == .invitationsFull)
        #expect(given.refusal(of: inviting("more@example.nhs.uk"), at: 30 * day) == nil, "those have expired")
    }

    @Test("An e-mail that did not arrive shows on its invitation, until it is sent again; IMP-09")
    func undelivered() throws {
        var given = try PeopleGiven()
        try given.when(inviting("gone@example.nhs.uk"))
        let email = try #require(given.letters.first?.email)
        try given.when(.emailFailed(email: Examples.id(99)), as: .service("notification"))
        #expect(given.events.isEmpty)
        try given.when(.emailFailed(email: email), as: .service("notification"))
        #expect(given.state?.invitations.first?.isUndelivered == true)
        try given.when(correcting("there@example.nhs.uk"), at: 5)
        #expect(given.state?.invitations.first?.isUndelivered == false)
        // That of the old address comes late.
        try given.when(.emailFailed(email: email), as: .service("notification"))
        #expect(given.events.isEmpty)
    }

    @Test("Only administrators and Central Admin look after the people; whoever has no part in it learns of nothing")
    func access() throws {
        let member = Examples.id(31)
        let given = try PeopleGiven([(PeopleGiven.administrator, [.administrator]), (member, [.contact])])
        let elsewhere = Membership(organisation: Examples.id(77), roles: [.administrator])
        for command in [inviting("a@example.nhs.uk"), sendingAgain, correcting("b@example.nhs.uk"), withdrawing] {
            #expect(given.refusal(of: command, as: .account(member)) == .forbidden)
            #expect(given.refusal(of: command, as: .account(guest, memberships: [elsewhere])) == .notFound)
            #expect(given.refusal(of: command, as: .visitor) == .notFound)
            #expect(given.refusal(of: command, as: .service("compliance")) == .notFound)
        }
        #expect(given.refusal(of: inviting("a@example.nhs.uk"), as: .account(guest, roles: [.centralAdmin])) == nil)
        let key = APIKeyGrant(key: Examples.id(9), scopes: [.read, .organisations], organisation: nil)
        #expect(
            given.refusal(of: inviting("a@example.nhs.uk"), as: .account(PeopleGiven.administrator, key: key))
                == .forbidden)
    }
}
