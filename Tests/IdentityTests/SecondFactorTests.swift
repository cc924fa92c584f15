// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import Testing
import struct Foundation.Date
import struct Foundation.UUID

@testable import Identity

@Suite("A second factor")
struct SecondFactorTests {
    private let owner = Actor.account(accountID)
    private let session = Identifier.make(at: noon, random: [1])
    private let recovery = ["aa", "bb"]

    private func context(_ actor: Actor? = nil, at seconds: Double = 0) -> Context {
        Given.context(actor ?? owner, at: noon.addingTimeInterval(seconds))
    }

    private func enrolled() throws -> Given {
        var given = try Given.active()
        try given.when(Given.attempt(session: session))
        try given.when(enrolment(recovery), context())
        return given
    }

    private func enrolment(
        _ digests: [String], session: UUID? = nil, matches: Bool = true, isKnown: Bool = false
    ) -> AccountCommand {
        .enrol(
            Enrolment(
                session: session ?? self.session, password: PasswordProof(comparedWith: "hash", matches: matches),
                sealedSecret: "sealed", recoveryDigests: digests, isKnown: isKnown))
    }

    private func proof(_ step: Int?, recovery: String = "cc") -> CodeProof {
        CodeProof(comparedWith: "sealed", step: step, recoveryDigest: recovery)
    }

    private func prove(_ id: UUID, _ proof: CodeProof) -> AccountCommand {
        .prove(session: id, tokenDigest: id.uuidString, proof)
    }

    @Test("Turning it on proves the session in which it is done, tells the owner, and is done once (IMP-04)")
    func enrols() throws {
        var given = try enrolled()
        #expect(given.emails.map(\.template) == ["two-step-changed"])
        #expect(given.emails.first?.values == ["change": "turned on"])
        #expect(given.state?.sessions.first?.isProven == true)
        try given.when(enrolment(recovery, isKnown: true), context())
        #expect(given.events.isEmpty)
        #expect(given.refusal(of: enrolment(recovery), context()) == .factorSet)
        let other = try Given.active()
        #expect(other.refusal(of: enrolment([], matches: false), context()) == .wrongPassword)
        #expect(other.refusal(of: enrolment([], session: UUID()), context()) == .notFound, "no such session")
        #expect(other.refusal(of: enrolment([]), context(.account(UUID()))) == .notFound, "not theirs")
    }

    @Test("A code serves once, also for two who come together, and so does a recovery code")
    func once() throws {
        var given = try enrolled()
        let (first, second) = (UUID(), UUID())
        try given.when(Given.attempt(session: first))
        try given.when(Given.attempt(session: second))
        #expect(given.state?.sessions.map(\.isProven) == [true, false, false])
        // Whoever has the password alone drives nobody out.
        var crowded = given
        for _ in 1...40 { try crowded.when(Given.attempt()) }
        #expect(crowded.state?.sessions.first?.session == session && crowded.state?.sessions.count == 20)
        try given.when(prove(first, proof(100)), context(.visitor))
        #expect(given.state?.sessions.map(\.isProven) == [true, true, false])
        // The same again, after a lost answer. IMP-04
        try given.when(prove(first, proof(100)), context(.visitor))
        #expect(given.events.isEmpty)
        for old in [100, 99] { #expect(given.refusal(of: prove(second, proof(old)), context(.visitor)) == .codeUsed) }
        #expect(given.refusal(of: prove(second, proof(101)), context(.visitor)) == nil)
        try given.when(prove(second, proof(nil, recovery: "bb")), context(.visitor))
        #expect(given.state?.factor?.recoveryDigests == ["aa"])
        let third = UUID()
        try given.when(Given.attempt(session: third))
        #expect(given.refusal(of: prove(third, proof(nil, recovery: "bb")), context(.visitor)) == .wrongCode)
    }

    @Test("Wrong codes lock like wrong passwords, and the right password alone gives no more tries (IMP-03)")
    func locks() throws {
        var given = try enrolled()
        for count in 1...5 {
            let id = UUID()
            try given.when(Given.attempt(session: id))
            try given.when(prove(id, proof(nil)), context(.visitor))
            #expect(AccountDecider.refusal(for: given.events) == .wrongCode)
            #expect(given.state?.failures == count)
            // The owner hears of it: whoever types codes knows the password.
            #expect(given.emails.map(\.template) == (count == 5 ? ["account-locked"] : []))
        }
        let until = try #require(given.state?.lockedUntil)
        let last = try #require(given.state?.sessions.last?.session)
        #expect(given.refusal(of: prove(last, proof(100)), context(.visitor)) == .locked(until: until))
        #expect(given.refusal(of: Given.attempt()) == .wrongCredentials)
        try given.when(prove(last, proof(100)), context(.visitor, at: 61))
        #expect(given.state?.failures == 0 && given.state?.lockedUntil == nil)
    }

    @Test(
        "Only who has the session’s token proves it, and a code that was compared with another secret counts for nothing"
    )
    func authority() throws {
        var given = try enrolled()
        let id = UUID()
        try given.when(Given.attempt(session: id))
        let forged = AccountCommand.prove(session: id, tokenDigest: "guessed", proof(100))
        #expect(given.refusal(of: forged, context(.visitor)) == .notFound)
        var stale = proof(100)
        stale.comparedWith = nil
        #expect(given.refusal(of: prove(id, stale), context(.visitor)) == .wrongCode)
        #expect(given.state?.failures == 0)
    }

    @Test("It is turned off with a code, or by the operator for who has lost everything; the owner is told")
    func removes() throws {
        var given = try enrolled()
        #expect(given.refusal(of: .removeFactor(proof(nil)), context()) == .wrongCode)
        for actor in [Actor.visitor, .account(UUID()), .account(UUID(), roles: [.centralAdmin])] {
            #expect(given.refusal(of: .removeFactor(proof(100)), context(actor)) == .notFound, "\(actor)")
        }
        var other = given
        try given.when(Given.attempt())
        try other.when(.removeFactor(proof(nil)), context(.operator))
        #expect(other.state?.factor == nil)
        try given.when(.removeFactor(proof(100)), context())
        #expect(given.state?.factor == nil)
        #expect(given.emails.first?.values == ["change": "turned off"])
        #expect(given.state?.sessions.map(\.session) == [session], "who waited for a code waits no longer")
        #expect(given.state?.sessions.first?.isProven == false, "it has shown nothing of the next one")
        try given.when(.removeFactor(proof(100)), context())
        #expect(given.events.isEmpty)
    }
}
