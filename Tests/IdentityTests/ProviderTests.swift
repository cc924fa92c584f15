// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import Testing
import struct Foundation.Date
import struct Foundation.UUID

@testable import Identity

@Suite("Signing in with another provider")
struct ProviderTests {
    private let owner = Actor.account(accountID)

    private func context(
        _ actor: Actor? = nil, at seconds: Double = 0, holders: [Claim: UUID] = [:]
    ) -> Context {
        Given.context(actor ?? owner, at: noon.addingTimeInterval(seconds), holders: holders)
    }

    private func word(
        _ identity: String = "aa", email: String? = "jo@nhs.net", verified: Bool = true, secondStep: Bool = false,
        issuer: String = "https://login.example", made: Double = 0
    ) -> ProviderWord {
        ProviderWord(
            identity: identity, issuer: issuer, provider: "Example login", email: email, isEmailVerified: verified,
            displayName: "Jo", isSecondStep: secondStep, made: noon.addingTimeInterval(made))
    }

    private func start(_ session: UUID = UUID()) -> SessionStart {
        SessionStart(session: session, tokenDigest: session.uuidString, device: nil)
    }

    private func registration(
        _ word: ProviderWord, listed: Bool = true, email: String = "jo@nhs.net"
    ) throws -> AccountCommand {
        var new = try Given.new(email)
        new.passwordHash = ""
        return .registerWithProvider(new, word, start(), domainListed: listed)
    }

    private func made(secondStep: Bool = false) throws -> Given {
        var given = Given()
        try given.when(registration(word(secondStep: secondStep)), context(.visitor))
        return given
    }

    private func linked(_ word: ProviderWord? = nil) throws -> Given {
        var given = try Given.active()
        let session = UUID()
        try given.when(Given.attempt(session: session))
        let proof = PasswordProof(comparedWith: "hash", matches: true)
        try given.when(.linkProvider(word ?? self.word(), session: session, proof), context())
        return given
    }

    @Test(
        "An account that begins with it is active at once, has a session and no password, and its owner is told; ISG-23"
    )
    func registers() throws {
        let given = try made()
        #expect(given.state?.standing == .active && given.state?.sessions.count == 1)
        #expect(given.state?.passwordHash == "" && given.state?.sessions.first?.isProven == false)
        #expect(given.state?.links.map(\.hasOwnAddress) == [true])
        #expect(given.emails.map(\.template) == ["provider-changed"])
        #expect(given.emails.first?.values == ["provider": "Example login", "change": "linked to"])
        #expect(
            given.events.flatMap { AccountDecider.claims(of: $0) } == [
                .take(AccountDecider.emailClaim("jo@nhs.net")), .take(AccountDecider.providerClaim("aa")),
            ])
        #expect(try made(secondStep: true).state?.sessions.first?.isProven == true)
        // Somebody has the address, or is linked to whoever it is there, since.
        let taken = [AccountDecider.emailClaim("jo@nhs.net"): UUID()]
        #expect(Given().refusal(of: try registration(word()), context(holders: taken)) == .emailTaken)
        let held = [AccountDecider.providerClaim("aa"): UUID()]
        #expect(Given().refusal(of: try registration(word()), context(holders: held)) == .providerTaken)
        // Another address than the provider has verified.
        for bad in [word(verified: false), word(email: "eve@nhs.net"), word(email: nil)] {
            #expect(Given().refusal(of: try registration(bad), context(.visitor)) == .forbidden)
        }
    }

    @Test("With an unknown domain it waits for a validator, and then needs no link; ISG-25, ISG-26, ISG-34")
    func waits() throws {
        var given = Given()
        try given.when(
            registration(word(email: "jo@example.org"), listed: false, email: "jo@example.org"), context(.visitor))
        #expect(given.state?.standing == .waiting && given.state?.sessions.isEmpty == true)
        #expect(given.refusal(of: .signInWithProvider(word(), start()), context(.visitor)) == .awaitingValidation)
        let validator = Actor.account(UUID(), roles: [.reviewer(team: AccountDecider.validators)])
        try given.when(.decide(approved: true, reason: ""), context(validator))
        #expect(given.state?.standing == .active)
        #expect(given.emails.map(\.template) == ["account-ready"])
        #expect(given.refusal(of: .signInWithProvider(word(), start()), context(.visitor)) == nil)
    }

    @Test(
        "Only who is linked signs in, and not to an account that is disabled or closed; wrong passwords keep nobody out; IMP-03"
    )
    func signsIn() throws {
        var given = try linked()
        let session = UUID()
        try given.when(.signInWithProvider(word(), start(session)), context(.visitor))
        #expect(given.state?.sessions.last?.session == session)
        try given.when(.signInWithProvider(word(), start(session)), context(.visitor))
        #expect(given.events.isEmpty, "the same again, after a lost answer")
        let other = AccountCommand.signInWithProvider(word("bb"), start())
        #expect(given.refusal(of: other, context(.visitor)) == .providerUnlinked, "the same address alone does not do")
        for _ in 1...5 { try given.when(Given.attempt(false)) }
        #expect(given.state?.lockedUntil != nil)
        let entry = AccountCommand.signInWithProvider(word(), start())
        #expect(given.refusal(of: entry, context(.visitor)) == nil)
        try given.when(.disable, context(.operator))
        #expect(given.refusal(of: entry, context(.visitor, at: 61)) == .disabled)
    }

    @Test("Who relies on the provider’s second step is not passed by with a stolen password that adds another; IMP-03")
    func stolenPassword() throws {
        var given = try linked()
        try given.when(.grant(.reviewer(team: "domains")), context(.operator))
        let (thief, owner) = (UUID(), UUID())
        try given.when(Given.attempt(session: thief))
        try given.when(.signInWithProvider(word(), start(owner)), context(.visitor))
        #expect(given.refusal(of: enrolment(thief), context()) == .providerFirst)
        #expect(given.refusal(of: enrolment(owner), context()) == nil)
    }

    private func enrolment(_ session: UUID) -> AccountCommand {
        .enrol(
            Enrolment(
                session: session, password: PasswordProof(comparedWith: "hash", matches: true),
                sealedSecret: "sealed", recoveryDigests: [], isKnown: false))
    }

    @Test("The provider’s second step counts where it is one; otherwise the account’s own is asked for; IMP-03")
    func secondStep() throws {
        var given = try linked()
        let live = try #require(given.state?.sessions.first?.session)
        try given.when(enrolment(live), context())
        let (one, two) = (UUID(), UUID())
        try given.when(.signInWithProvider(word(), start(one)), context(.visitor))
        try given.when(.signInWithProvider(word(secondStep: true), start(two)), context(.visitor))
        let proven = given.state?.sessions.filter(\.isProven).map(\.session)
        #expect(proven == [live, two])
        // Whoever has not passed it links nobody.
        let half = AccountCommand.linkProvider(word("bb", issuer: "https://other.example"), session: one, nil)
        #expect(given.refusal(of: half, context()) == .notFound)
    }

    @Test("It is linked with the password, or in a session that began after the provider was left")
    func links() throws {
        var given = try Given.active()
        let session = UUID()
        try given.when(Given.attempt(session: session), context(.visitor, at: 10))
        let right = PasswordProof(comparedWith: "hash", matches: true)
        let wrong = PasswordProof(comparedWith: "hash", matches: false)
        func link(_ word: ProviderWord, _ proof: PasswordProof? = nil) -> AccountCommand {
            .linkProvider(word, session: session, proof)
        }
        #expect(given.refusal(of: link(word(made: 11)), context(at: 12)) == .passwordNeeded)
        #expect(given.refusal(of: link(word(), wrong), context(at: 12)) == .wrongPassword)
        #expect(given.refusal(of: link(word(), right), context(.account(UUID()))) == .notFound, "not theirs")
        #expect(given.refusal(of: .linkProvider(word(), session: UUID(), right), context()) == .notFound)
        let held = [AccountDecider.providerClaim("aa"): UUID()]
        #expect(given.refusal(of: link(word(), right), context(holders: held)) == .providerTaken)
        var fresh = given
        try fresh.when(link(word(made: 9)), context(at: 12))
        #expect(fresh.state?.links.count == 1)
        try given.when(link(word(made: 11), right), context(at: 12))
        #expect(given.emails.map(\.template) == ["provider-changed"])
        try given.when(link(word()), context(at: 12))
        #expect(given.events.isEmpty)
        #expect(given.refusal(of: link(word("bb"), right), context(at: 12)) == .providerLinked)
    }

    @Test("It is unlinked with the password, and never where it is the only way in")
    func unlinks() throws {
        var given = try linked()
        #expect(
            given.refusal(of: .unlinkProvider(PasswordProof(comparedWith: "hash", matches: false)), context())
                == .wrongPassword)
        try given.when(.unlinkProvider(PasswordProof(comparedWith: "hash", matches: true)), context())
        #expect(given.state?.links.isEmpty == true)
        #expect(
            given.events.flatMap { AccountDecider.claims(of: $0) } == [.release(AccountDecider.providerClaim("aa"))])
        #expect(given.emails.first?.values == ["provider": "Example login", "change": "unlinked from"])
        let alone = try made()
        let nothing = PasswordProof(comparedWith: "", matches: false)
        #expect(alone.refusal(of: .unlinkProvider(nothing), context()) == .onlyWayIn)
        #expect(alone.refusal(of: .changePassword(nothing, passwordHash: "x"), context()) == .passwordMissing)
        #expect(alone.refusal(of: Given.attempt(false)) == .wrongCredentials)
        var locked = alone
        try? locked.when(.changePassword(nothing, passwordHash: "x"), context())
        #expect(locked.state?.failures == 0, "who has no password has typed no wrong one")
    }

    @Test("Another password drives out who is linked and has not the account’s own address, and nobody else")
    func foreign() throws {
        let right = PasswordProof(comparedWith: "hash", matches: true)
        for (word, isForeign) in [
            (word(), false), (word(email: "eve@nhs.net"), true), (word(verified: false), true),
            (word(email: nil), true),
        ] {
            var given = try linked(word)
            try given.when(.changePassword(right, passwordHash: "other"), context())
            #expect(given.state?.links.isEmpty == isForeign)
            #expect(given.emails.map(\.template).contains("provider-changed") == isForeign)
        }
    }

    @Test("What is configured as a second step is read, and nothing else")
    func configured() {
        let step = ProviderSettings.SecondStep("acr=urn:a=b amr=otp amr=hwk")
        #expect(step?.contextClasses == ["urn:a=b"] && step?.methods == ["otp", "hwk"])
        #expect(ProviderSettings.SecondStep("")?.contextClasses == [])
        for bad in ["otp", "amr=", "acr", "amrs=x"] { #expect(ProviderSettings.SecondStep(bad) == nil, "\(bad)") }
        #expect(ProviderWord.identity(of: "a", at: "https://b") != ProviderWord.identity(of: "b", at: "https://a"))
    }
}
