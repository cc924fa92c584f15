// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging
import Testing
import struct Foundation.Date
import struct Foundation.UUID

@testable import Identity

@Suite("Passkeys")
struct PasskeyTests {
    private let owner = Actor.account(accountID)
    private let session = Identifier.make(at: noon, random: [1])

    private func context(_ actor: Actor? = nil, at seconds: Double = 0, holders: [Claim: UUID] = [:]) -> Context {
        Given.context(actor ?? owner, at: noon.addingTimeInterval(seconds), holders: holders)
    }

    private func spent(_ digest: String, at seconds: Double = 0) -> SpentChallenge {
        SpentChallenge(digest: digest, expires: noon.addingTimeInterval(seconds + PasskeyChallenges.life))
    }

    private func adding(
        _ name: String, _ id: UUID = UUID(), session: UUID? = nil, matches: Bool = true, count: UInt32 = 0,
        challenge: String? = nil
    ) throws -> AccountCommand {
        .addPasskey(
            NewPasskey(
                session: session ?? self.session,
                password: PasswordProof(comparedWith: "hash", matches: matches),
                passkey: id, label: try PasskeyLabel("My \(name)"), credential: name, key: "key of \(name)",
                signCount: count, challenge: spent(challenge ?? "adding \(name)")))
    }

    private func proof(
        _ name: String, _ challenge: String, count: UInt32 = 0, key: String? = nil, at seconds: Double = 0
    ) -> PasskeyProof {
        PasskeyProof(
            credential: name, comparedWith: key ?? "key of \(name)", signCount: count,
            challenge: spent(challenge, at: seconds))
    }

    private func prove(_ id: UUID, _ proof: PasskeyProof) -> AccountCommand {
        .provePasskey(session: id, tokenDigest: id.uuidString, proof)
    }

    private func alone(_ proof: PasskeyProof, _ id: UUID = UUID()) -> AccountCommand {
        .signInPasskey(
            PasskeySignIn(session: id, tokenDigest: id.uuidString, device: "Firefox on Windows", proof: proof))
    }

    /// With a passkey `stick`, whose count is 5.
    private func equipped() throws -> Given {
        var given = try Given.active()
        try given.when(Given.attempt(session: session))
        try given.when(adding("stick", count: 5), context())
        return given
    }

    @Test("Adding one needs the password, proves the session in which it is done, and tells the owner; IMP-04")
    func adds() throws {
        var given = try Given.active()
        try given.when(Given.attempt(session: session))
        let id = UUID()
        try given.when(adding("stick", id), context())
        #expect(given.emails.map(\.template) == ["passkey-changed"])
        #expect(given.emails.first?.values == ["change": "added", "passkey": "My stick"])
        #expect(given.state?.sessions.first?.isProven == true)
        #expect(given.state?.hasSecondStep == true)
        try given.when(adding("stick", id), context())
        #expect(given.events.isEmpty, "the same form again")
        try given.when(adding("telephone"), context())
        #expect(given.events.count == 1 && given.state?.passkeys.map(\.label) == ["My stick", "My telephone"])
        #expect(given.refusal(of: try adding("other", matches: false), context()) == .wrongPassword)
        #expect(given.refusal(of: try adding("other", session: UUID()), context()) == .notFound, "no such session")
        for actor in [Actor.visitor, .account(UUID()), .account(UUID(), roles: [.centralAdmin]), .operator] {
            #expect(given.refusal(of: try adding("other"), context(actor)) == .notFound, "\(actor)")
        }
    }

    @Test("A credential is one account’s, and a challenge adds one")
    func claimed() throws {
        var given = try equipped()
        let elsewhere = [AccountDecider.passkeyClaim("other"): UUID()]
        #expect(given.refusal(of: try adding("other"), context(holders: elsewhere)) == .passkeyKnown)
        #expect(given.refusal(of: try adding("other", challenge: "adding stick"), context()) == .passkeyExpired)
        #expect(given.refusal(of: try adding("other"), context(at: 300)) == .passkeyExpired)
        for number in 2...10 { try given.when(adding("stick \(number)"), context()) }
        #expect(given.refusal(of: try adding("other"), context()) == .passkeysFull)
        #expect(given.events.flatMap(AccountDecider.claims) == [.take(AccountDecider.passkeyClaim("stick 10"))])
    }

    @Test("It takes the second step, and each challenge serves once, also for two who come together")
    func proves() throws {
        var given = try equipped()
        let (first, second) = (UUID(), UUID())
        try given.when(Given.attempt(session: first))
        try given.when(Given.attempt(session: second))
        #expect(given.state?.sessions.map(\.isProven) == [true, false, false])
        let forged = AccountCommand.provePasskey(session: first, tokenDigest: "guessed", proof("stick", "a", count: 6))
        #expect(given.refusal(of: forged, context(.visitor)) == .notFound)
        try given.when(prove(first, proof("stick", "a", count: 6)), context(.visitor))
        #expect(given.state?.sessions.map(\.isProven) == [true, true, false])
        #expect(given.state?.passkeys.first?.signCount == 6 && given.state?.passkeys.first?.used == noon)
        // The same again, after a lost answer. IMP-04
        try given.when(prove(first, proof("stick", "a", count: 6)), context(.visitor))
        #expect(given.events.isEmpty)
        #expect(given.refusal(of: prove(second, proof("stick", "a", count: 7)), context(.visitor)) == .passkeyExpired)
        #expect(given.refusal(of: prove(second, proof("other", "b")), context(.visitor)) == .passkeyRefused)
        let stale = proof("stick", "b", count: 7, key: "another key")
        #expect(given.refusal(of: prove(second, stale), context(.visitor)) == .passkeyRefused)
        #expect(given.refusal(of: prove(second, proof("stick", "b", count: 7)), context(.visitor)) == nil)
    }

    @Test("Alone it takes both steps, and wrong passwords of others keep its owner out of nothing; ISG-34, IMP-03")
    func signsIn() throws {
        var given = try equipped()
        let id = UUID()
        try given.when(alone(proof("stick", "a", count: 6), id), context(.visitor))
        #expect(given.state?.sessions.last?.session == id && given.state?.sessions.last?.isProven == true)
        try given.when(alone(proof("stick", "a", count: 6), id), context(.visitor))
        #expect(given.events.isEmpty, "the same again")
        #expect(given.refusal(of: alone(proof("stick", "a", count: 7)), context(.visitor)) == .passkeyExpired)
        #expect(given.refusal(of: alone(proof("other", "b")), context(.visitor)) == .passkeyRefused)
        for _ in 1...40 { try given.when(Given.attempt()) }
        #expect(given.state?.sessions.first?.session == session, "whoever has a password alone drives nobody out")
        var locked = given
        for _ in 1...5 { try locked.when(Given.attempt(false)) }
        #expect(locked.state?.lockedUntil != nil)
        #expect(locked.refusal(of: alone(proof("stick", "b", count: 7)), context(.visitor)) == nil)
        #expect(locked.refusal(of: Given.attempt()) == .wrongCredentials)
        var disabled = given
        try disabled.when(.disable, context(.operator))
        #expect(disabled.refusal(of: alone(proof("stick", "b", count: 7)), context(.visitor)) == .disabled)
        #expect(disabled.refusal(of: alone(proof("other", "b", count: 7)), context(.visitor)) == .passkeyRefused)
        #expect(Given().refusal(of: alone(proof("stick", "b")), context(.visitor)) == .passkeyRefused)
    }

    @Test("A count that does not grow is refused, and its owner told once a day")
    func counts() throws {
        var given = try equipped()
        for count: UInt32 in [5, 4, 0] {
            try given.when(alone(proof("stick", "try \(count)", count: count)), context(.visitor))
            #expect(AccountDecider.refusal(for: given.events) == .passkeyRefused)
            #expect(given.emails.map(\.template) == (count == 5 ? ["passkey-doubted"] : []))
            #expect(given.state?.sessions.count == 1 && given.state?.passkeys.first?.signCount == 5)
        }
        // What was refused is spent as well.
        #expect(given.refusal(of: alone(proof("stick", "try 5", count: 9)), context(.visitor)) == .passkeyExpired)
        try given.when(alone(proof("stick", "next day", count: 5, at: 90_000)), context(.visitor, at: 90_000))
        #expect(given.emails.first?.values == ["passkey": "My stick"])
        try given.when(alone(proof("stick", "later", count: 6, at: 90_000)), context(.visitor, at: 90_000))
        #expect(given.events.count == 3 && given.state?.passkeys.first?.signCount == 6)
        #expect(given.state?.spent.count == 2, "what has expired is forgotten")
    }

    @Test("Removing one needs the password; without the last nobody waits for it, and roles are asked for anew")
    func removes() throws {
        var given = try equipped()
        let stick = try #require(given.state?.passkeys.first?.passkey)
        let wrong = PasswordProof(comparedWith: "hash", matches: false)
        let right = PasswordProof(comparedWith: "hash", matches: true)
        #expect(given.refusal(of: .removePasskey(stick, wrong), context()) == .wrongPassword)
        #expect(given.refusal(of: .removePasskey(stick, right), context(.account(UUID()))) == .notFound)
        try given.when(adding("telephone"), context())
        try given.when(Given.attempt())
        try given.when(.removePasskey(stick, right), context())
        #expect(given.events.count == 1 && given.emails.first?.values == ["change": "removed", "passkey": "My stick"])
        #expect(given.events.flatMap(AccountDecider.claims) == [.release(AccountDecider.passkeyClaim("stick"))])
        #expect(given.state?.sessions.map(\.isProven) == [true, false])
        #expect(given.refusal(of: alone(proof("stick", "b", count: 9)), context(.visitor)) == .passkeyRefused)
        try given.when(.removePasskey(stick, right), context())
        #expect(given.events.isEmpty, "it is gone already")
        let telephone = try #require(given.state?.passkeys.first?.passkey)
        try given.when(.removePasskey(telephone, right), context())
        #expect(given.state?.sessions.map(\.session) == [session], "who waited for it waits no longer")
        #expect(given.state?.sessions.first?.isProven == false && given.state?.hasSecondStep == false)
    }

    @Test("An app’s end leaves the passkeys, and the operator’s help ends both")
    func beside() throws {
        var given = try equipped()
        try given.when(
            .enrol(
                Enrolment(
                    session: session, password: PasswordProof(comparedWith: "hash", matches: true),
                    sealedSecret: "sealed", recoveryDigests: [], isKnown: false)), context())
        var helped = given
        let code = CodeProof(comparedWith: "sealed", step: 100, recoveryDigest: "")
        try given.when(.removeFactor(code), context())
        #expect(given.state?.factor == nil && given.state?.hasSecondStep == true)
        #expect(given.state?.sessions.first?.isProven == true, "it has shown a second step that is still there")
        try helped.when(adding("telephone"), context())
        try helped.when(.removeFactor(code), context(.operator))
        #expect(helped.state?.hasSecondStep == false)
        #expect(Set(helped.emails.map(\.email)).count == 3, "each e-mail is one of its own")
    }

    @Test("It is called what its owner calls it")
    func names() throws {
        var given = try equipped()
        let stick = try #require(given.state?.passkeys.first?.passkey)
        try given.when(.renamePasskey(stick, PasskeyLabel(" The red one ")), context())
        #expect(given.state?.passkeys.first?.label == "The red one" && given.emails.isEmpty)
        #expect(given.refusal(of: .renamePasskey(UUID(), try PasskeyLabel("x")), context()) == .notFound)
        #expect(given.refusal(of: .renamePasskey(stick, try PasskeyLabel("x")), context(.visitor)) == .notFound)
        for wrong in ["", " ", "--", String(repeating: "a", count: 61)] {
            #expect(throws: PasskeyLabel.Malformed.self, "\(wrong)") { try PasskeyLabel(wrong) }
        }
        // As with every name: one line, and nothing in it that turns the rest around.
        for tidied in ["a\nb", "a\u{202e}b"] { #expect(try PasskeyLabel(tidied).text == "a b") }
    }

    @Test("A challenge is read only for what and for whom it was made, and for five minutes")
    func challenges() throws {
        let challenges = PasskeyChallenges(key: .random())
        let (token, made) = try challenges.make(.signingIn, for: "a visit", at: noon)
        #expect(made.challenge.count == 32)
        #expect(challenges.open(token, .signingIn, of: "a visit", at: noon.addingTimeInterval(299)) == made)
        #expect(challenges.open(token, .signingIn, of: "a visit", at: noon.addingTimeInterval(300)) == nil)
        #expect(challenges.open(token, .signingIn, of: "another", at: noon) == nil)
        for purpose in [PasskeyPurpose.adding, .proving] {
            #expect(challenges.open(token, purpose, of: "a visit", at: noon) == nil)
        }
        #expect(PasskeyChallenges(key: .random()).open(token, .signingIn, of: "a visit", at: noon) == nil)
        #expect(challenges.open(String(token.dropLast()), .signingIn, of: "a visit", at: noon) == nil)
        #expect(try challenges.make(.signingIn, for: "a visit", at: noon).1 != made)
    }

    @Test("Whoever stole a password leaves no passkey behind when the owner follows the link for a new one; IMP-03")
    func reset() throws {
        func renewed(after days: Double) throws -> Given {
            var given = try equipped()
            try given.when(adding("second"), context())
            let time = noon.addingTimeInterval(days * 86_400)
            try given.when(.requestReset, Given.context(at: time))
            let link = try #require(given.state?.reset.newest?.digest)
            try given.when(.reset(tokenDigest: link, passwordHash: "new"), Given.context(at: time))
            return given
        }
        var given = try renewed(after: 3)
        #expect(given.state?.passkeys.isEmpty == true && given.state?.sessions.isEmpty == true)
        #expect(given.emails.map(\.template) == ["password-changed", "passkey-changed", "passkey-changed"])
        // Its owner was told when it was added, and had a month to say so.
        given = try renewed(after: 31)
        #expect(given.state?.passkeys.count == 2)
        // One that was added with another at hand is the owner's, as far as the first is.
        var app = try Given.active()
        try app.when(Given.attempt(session: session))
        try app.when(adding("stick"), context())
        #expect(app.state?.passkeys.first?.isByPasswordAlone == true)
        try app.when(adding("telephone"), context())
        #expect(app.state?.passkeys.last?.isByPasswordAlone == false)
    }

    @Test("The operator's reset ends every session that was proven with what is gone")
    func operatorsReset() throws {
        var given = try equipped()
        try given.when(
            .removeFactor(CodeProof(comparedWith: nil, step: nil, recoveryDigest: "")), context(.operator))
        #expect(given.state?.passkeys.isEmpty == true && given.state?.sessions.isEmpty == true)
    }

    @Test("A session that waits for its second step adds no passkey")
    func halfway() throws {
        var given = try equipped()
        let other = Identifier.make(at: noon, random: [2])
        try given.when(Given.attempt(session: other))
        #expect(given.refusal(of: try adding("thief", session: other), context()) == .notFound)
    }
}
