// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging
import Testing
import struct Foundation.Date
import struct Foundation.UUID

@testable import Identity

@Suite("Accounts")
struct AccountTests {
    let admin = Actor.account(UUID(), roles: [.centralAdmin])
    let validator = Actor.account(UUID(), roles: [.reviewer(team: "domains")])

    @Test("Who is a Super Administrator follows from their group alone; ISG-06")
    func superAdministrator() throws {
        let group = UUID()
        let role = PlatformRole.superAdministrator(group: group)
        #expect(PlatformRole(role.text) == role && role.group == group && role.team == nil)
        var given = try Given.active()
        #expect(given.refusal(of: .grant(role), Given.context(.operator)) == .forbidden)
        try given.when(
            .superAdministrator(group: group, isNamed: true, position: 4), Given.context(.service("registry")))
        #expect(given.state?.roles == [role])
        try given.when(
            .superAdministrator(group: group, isNamed: true, position: 4), Given.context(.service("registry")))
        #expect(given.events.isEmpty)
        #expect(given.refusal(of: .revoke(role), Given.context(.operator)) == .forbidden)
        try given.when(
            .superAdministrator(group: group, isNamed: false, position: 5), Given.context(.service("registry")))
        #expect(given.state?.roles == [])
    }

    @Test("What a group said last of its Super Administrators counts, whichever fact arrives last; ISG-06")
    func order() throws {
        let group = UUID()
        let role = PlatformRole.superAdministrator(group: group)
        let registry = Given.context(.service("registry"))
        func roles(_ facts: [(isNamed: Bool, position: Int64)]) throws -> [PlatformRole]? {
            var given = try Given.active()
            for fact in facts {
                try given.when(
                    .superAdministrator(group: group, isNamed: fact.isNamed, position: fact.position), registry)
            }
            // Another group's history has nothing to do with it.
            try given.when(.superAdministrator(group: UUID(), isNamed: false, position: 1), registry)
            return given.state?.roles
        }
        let history: [(isNamed: Bool, position: Int64)] = [(true, 4), (false, 5), (true, 9)]
        for last in 1...3 {
            let facts = Array(history.prefix(last))
            let right: [PlatformRole] = facts.last?.isNamed == true ? [role] : []
            #expect(try roles(facts) == right)
            #expect(try roles(facts.reversed()) == right)
            #expect(try roles(facts + facts) == right, "told twice")
        }
        #expect(try roles([history[0], history[2], history[1]]) == [role])
        #expect(try roles([history[1], history[0]]) == [])
    }

    @Test("A listed domain gives an account at once, and a link goes to its inbox (ISG-23, ISG-33)")
    func listed() throws {
        let given = try Given.registered()
        #expect(given.state?.standing == .unverified)
        #expect(given.events.map { type(of: $0.fact).name.text }.last == "identity.verification-issued.v1")
        let email = try #require(given.emails.first)
        #expect(given.emails.count == 1)
        #expect(email.template == "verify-address")
        #expect(email.recipient == "jo@nhs.net")
        #expect(email.about == accountID)
        // Nothing that was typed goes to an address that may be somebody else’s.
        #expect(email.values.isEmpty && email.recipientName.isEmpty)
    }

    @Test("The link's token travels sealed, and only its digest stays (IMP-01)")
    func sealed() throws {
        let key = SealingKey.random()
        let context = Given.context(key: key)
        var given = Given()
        try given.when(.register(Given.new(), domainListed: true, challenge: challengeID), context)
        let sealed = try #require(given.emails.first?.sealed.flatMap(Base64.decode))
        let plain = try key.open(sealed, context: Context.sealedContext)
        let token = try #require(try JSON.value([String: String].self, from: plain)["token"])
        #expect(LinkToken(clear: token)?.subject == accountID)
        #expect(Hex.encode(SHA256.digest(token)) == given.digest)
        #expect(try !JSON.text(given.state).contains(token))
    }

    @Test("Any other domain waits: no link, no sign-in (ISG-25)")
    func waits() throws {
        let given = try Given.registered("jo@example.com", listed: false)
        #expect(given.state?.standing == .waiting)
        #expect(given.emails.isEmpty)
        #expect(given.refusal(of: Given.attempt()) == .awaitingValidation)
        #expect(given.refusal(of: Given.attempt(false)) == .wrongCredentials)
    }

    @Test("The same registration twice is one account (IMP-04)")
    func twice() throws {
        var given = try Given.registered()
        let holders = [
            AccountDecider.emailClaim("jo@nhs.net"): accountID, AccountDecider.challengeClaim(challengeID): accountID,
        ]
        try given.when(
            .register(Given.new(), domainListed: true, challenge: challengeID), Given.context(holders: holders))
        #expect(given.events.isEmpty)
        #expect(
            given.refusal(of: .register(try Given.new("else@nhs.net"), domainListed: true, challenge: challengeID))
                == .accountExists)
    }

    @Test(
        "Whoever registers a known address is told nothing; its owner is, once a day, and the challenge is spent (C-04)"
    )
    func again() throws {
        var given = try Given.active()
        try given.when(.registerAgain(challenge: UUID()))
        #expect(given.emails.map(\.template) == ["account-exists"] && given.emails.first?.values == [:])
        #expect(given.events.flatMap(AccountDecider.claims).count == 1)
        try given.when(.registerAgain(challenge: UUID()), Given.context(at: noon.addingTimeInterval(86_399)))
        #expect(given.emails.isEmpty && given.events.count == 1)
        try given.when(.registerAgain(challenge: UUID()), Given.context(at: noon.addingTimeInterval(86_400)))
        #expect(given.emails.count == 1)
        let spent = Given.context(holders: [AccountDecider.challengeClaim(challengeID): UUID()])
        #expect(given.refusal(of: .registerAgain(challenge: challengeID), spent) == .challengeSpent)
        var unverified = try Given.registered()
        try unverified.when(.registerAgain(challenge: UUID()), Given.context(at: noon.addingTimeInterval(61), seed: 8))
        #expect(unverified.events.map { type(of: $0.fact).name } == [ChallengeAnswered.name, VerificationIssued.name])
    }

    @Test("A taken address and a used challenge are refused")
    func taken() throws {
        let given = Given()
        let command = AccountCommand.register(try Given.new(), domainListed: true, challenge: challengeID)
        let email = Given.context(holders: [AccountDecider.emailClaim("jo@nhs.net"): UUID()])
        #expect(given.refusal(of: command, email) == .emailTaken)
        let challenge = Given.context(holders: [AccountDecider.challengeClaim(challengeID): UUID()])
        #expect(given.refusal(of: command, challenge) == .challengeSpent)
        let claims = try Given.registered().events.flatMap(AccountDecider.claims)
        #expect(
            claims == [
                .take(Claim("email", "jo@nhs.net")),
                .take(Claim("challenge", challengeID.uuidString.lowercased())),
            ])
    }

    @Test("Following the link verifies the address, and again does no harm (ISG-35)")
    func verifies() throws {
        var given = try Given.active()
        #expect(given.state?.standing == .active)
        try given.when(.verify(tokenDigest: given.digest))
        #expect(given.events.isEmpty)
    }

    @Test("Expired, replaced and unknown links are told apart (IMP-01, IMP-02)")
    func links() throws {
        var given = try Given.registered()
        let first = given.digest
        #expect(given.refusal(of: .verify(tokenDigest: "00")) == .linkUnknown)
        #expect(Given().refusal(of: .verify(tokenDigest: first)) == .linkUnknown)
        let late = noon.addingTimeInterval(48 * 3_600)
        #expect(given.refusal(of: .verify(tokenDigest: first), Given.context(at: late)) == .linkExpired)
        #expect(
            given.refusal(of: .verify(tokenDigest: first), Given.context(at: late.addingTimeInterval(-1))) == nil)
        try given.when(.resendVerification, Given.context(at: noon.addingTimeInterval(60), seed: 8))
        #expect(given.digest != first)
        #expect(given.refusal(of: .verify(tokenDigest: first)) == .linkReplaced)
        #expect(given.refusal(of: .verify(tokenDigest: given.digest)) == nil)
    }

    @Test("A link is sent again at most once a minute and five times a day, without a word (IMP-02)")
    func resends() throws {
        var given = try Given.registered()
        var sent = 1
        for minute in 1...8 {
            for second in [0.0, 30] {
                let time = noon.addingTimeInterval(Double(minute) * 60 + second)
                try given.when(.resendVerification, Given.context(at: time, seed: UInt8(minute)))
                sent += given.emails.count
                given.consequences = []
            }
        }
        #expect(sent == 5)
        try given.when(.resendVerification, Given.context(at: noon.addingTimeInterval(86_400 + 600), seed: 99))
        #expect(given.emails.count == 1)
        var active = try Given.active()
        try active.when(.resendVerification, Given.context(at: noon.addingTimeInterval(600)))
        #expect(active.events.isEmpty)
    }

    @Test("An approved applicant is told and gets a link (ISG-26)")
    func approves() throws {
        for actor in [admin, validator, .operator] {
            var given = try Given.registered("jo@example.com", listed: false)
            try given.when(.decide(approved: true, reason: ""), Given.context(actor))
            #expect(given.state?.standing == .unverified)
            #expect(given.emails.map(\.template) == ["account-approved", "verify-address"])
            #expect(given.refusal(of: .decide(approved: false, reason: "x"), Given.context(actor)) == .alreadyDecided)
        }
    }

    @Test("A declined applicant is told why, and the account stays closed (ISG-27)")
    func declines() throws {
        var given = try Given.registered("jo@example.com", listed: false)
        let context = Given.context(validator)
        #expect(given.refusal(of: .decide(approved: false, reason: " "), context) == .reasonMissing)
        try given.when(.decide(approved: false, reason: "Not known to us."), context)
        #expect(given.state?.standing == .closed)
        #expect(given.emails.first?.values["reason"] == "Not known to us.")
        #expect(given.refusal(of: Given.attempt()) == .closed)
        #expect(given.refusal(of: .decide(approved: true, reason: ""), context) == .alreadyDecided)
        #expect(given.refusal(of: .grant(.centralAdmin), Given.context(.operator)) == .closed)
    }

    @Test("Nobody else decides about accounts or gives roles")
    func forbidden() throws {
        let given = try Given.registered("jo@example.com", listed: false)
        let reviewer = Actor.account(UUID(), roles: [.reviewer(team: "national")])
        for actor in [.visitor, .service("registry"), reviewer, Actor(kind: .partner, roles: [.centralAdmin])] {
            #expect(given.refusal(of: .decide(approved: true, reason: ""), Given.context(actor)) == .forbidden)
            #expect(given.refusal(of: .grant(.centralAdmin), Given.context(actor)) == .forbidden)
            #expect(Given().refusal(of: .create(try Given.new(), roles: []), Given.context(actor)) == .forbidden)
        }
        #expect(given.refusal(of: .grant(.centralAdmin), Given.context(validator)) == .forbidden)
        #expect(Given().refusal(of: .create(try Given.new(), roles: []), Given.context(admin)) == .forbidden)
    }

    @Test("The operator's account is verified at once and holds its roles")
    func creates() throws {
        var given = Given()
        let roles: [PlatformRole] = [.centralAdmin, .reviewer(team: "qa"), .centralAdmin]
        try given.when(.create(Given.new(), roles: roles), Given.context(.operator))
        #expect(given.state?.standing == .active)
        #expect(given.state?.roles == [.centralAdmin, .reviewer(team: "qa")])
        #expect(given.emails.isEmpty)
        try given.when(.grant(.centralAdmin), Given.context(.operator))
        #expect(given.events.isEmpty)
    }

    @Test(
        "A role that is taken is held no longer; a disabled account has no session and begins none, until it is enabled; IMP-12"
    )
    func disables() throws {
        var given = try Given.active()
        try given.when(.grant(.centralAdmin), Given.context(.operator))
        try given.when(Given.attempt())
        #expect(given.refusal(of: .revoke(.centralAdmin), Given.context(validator)) == .forbidden)
        try given.when(.revoke(.centralAdmin), Given.context(.operator))
        #expect(given.state?.roles == [])
        try given.when(.revoke(.centralAdmin), Given.context(.operator))
        #expect(given.events.isEmpty)

        for command in [AccountCommand.disable, .enable] {
            #expect(given.refusal(of: command, Given.context(validator)) == .forbidden)
            #expect(Given().refusal(of: command, Given.context(.operator)) == .notFound)
        }
        try given.when(.disable, Given.context(.operator))
        #expect(given.state?.sessions == [] && given.state?.isDisabled == true)
        #expect(given.refusal(of: Given.attempt()) == .disabled)
        try given.when(.disable, Given.context(.operator))
        #expect(given.events.isEmpty)
        try given.when(.enable, Given.context(.operator))
        try given.when(Given.attempt())
        #expect(given.state?.sessions.count == 1)
    }

    @Test("Every event is known by name, and a state reads back as it was written")
    func round() throws {
        var given = try Given.active()
        try given.when(Given.attempt(false))
        try given.when(Given.attempt())
        try given.when(.grant(.centralAdmin), Given.context(.operator))
        try given.when(.requestReset)
        let state = try #require(given.state)
        #expect(try JSON.value(AccountState.self, from: JSON.text(state)) == state)
        #expect(AccountEvent.kinds.count == 42 && Set(AccountEvent.kinds.map(\.name)).count == 42)
        #expect(AccountEvent.kinds.allSatisfy { $0.name.service == "identity" })
    }
}
