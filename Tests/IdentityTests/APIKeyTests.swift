// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import Testing
import struct Foundation.Date
import struct Foundation.UUID

@testable import Identity

@Suite("Keys for programs")
struct APIKeyTests {
    private let session = Identifier.make(at: noon, random: [1])
    private let organisation = Identifier.make(at: noon, random: [2])
    private var owner: Actor {
        .account(accountID, memberships: [Membership(organisation: organisation, roles: [.administrator])])
    }

    private func context(_ actor: Actor? = nil, at seconds: Double = 0) -> Context {
        Given.context(actor ?? owner, at: noon.addingTimeInterval(seconds))
    }

    private func signedIn() throws -> Given {
        var given = try Given.active()
        try given.when(Given.attempt(session: session))
        return given
    }

    private func new(
        _ key: UUID = UUID(), organisation: UUID? = nil, days: Int = 90, matches: Bool = true
    ) -> AccountCommand {
        .makeKey(
            NewAPIKey(
                key: key, session: session, tokenDigest: "digest of \(key)", name: "Rota", scopes: [.read, .contacts],
                organisation: organisation, days: days,
                password: PasswordProof(comparedWith: "hash", matches: matches)))
    }

    @Test("The owner makes one with the password, is told of it, and will be told of its end; once (IMP-04)")
    func makes() throws {
        var given = try signedIn()
        let key = UUID()
        try given.when(new(key, organisation: organisation), context())
        #expect(given.emails.map(\.template) == ["api-key-made"])
        let expires = noon.addingTimeInterval(90 * 86_400)
        #expect(given.emails.first?.values["expires"] == UKTime.moment(expires))
        #expect(given.state?.apiKeys.first?.expires == expires)
        let timers = given.consequences.compactMap {
            if case .schedule(_, let due, let message) = $0 { (due, message is RemindOfAPIKey) } else { nil }
        }
        #expect(timers.count == 1 && timers[0].1 && timers[0].0 == expires.addingTimeInterval(-14 * 86_400))
        try given.when(new(key, organisation: organisation), context())
        #expect(given.events.isEmpty)
        #expect(try JSON.value(AccountState.self, from: JSON.text(given.state)) == given.state)
    }

    @Test("Nobody makes one for others, without the password, a session or a membership, or beyond the limit (IMP-03)")
    func refuses() throws {
        var given = try signedIn()
        for actor in [Actor.visitor, .account(UUID()), .account(UUID(), roles: [.centralAdmin]), .operator] {
            #expect(given.refusal(of: new(), context(actor)) == .notFound, "\(actor)")
        }
        // A program makes no key, whatever its own allows.
        var program = owner
        program.key = APIKeyGrant(key: UUID(), scopes: APIKeyScope.allCases, organisation: nil)
        #expect(given.refusal(of: new(), context(program)) == .notFound)
        #expect(given.refusal(of: new(organisation: UUID()), context()) == .keyOrganisationUnknown)
        #expect(given.refusal(of: new(matches: false), context()) == .wrongPassword)
        #expect(try Given.active().refusal(of: new(), context()) == .notFound, "no such session")
        for _ in 1...20 { try given.when(new(days: 30), context()) }
        #expect(given.refusal(of: new(), context()) == .keysSpent)
        // Those that have expired make room.
        try given.when(new(), context(at: 31 * 86_400))
        #expect(given.state?.apiKeys.count == 1)
    }

    @Test("Its owner and who looks after accounts end it at once; what has ended ends no more")
    func ends() throws {
        var given = try signedIn()
        let key = UUID()
        try given.when(new(key), context())
        var program = owner
        program.key = APIKeyGrant(key: key, scopes: APIKeyScope.allCases, organisation: nil)
        for actor in [Actor.visitor, .account(UUID()), program] {
            #expect(given.refusal(of: .endKey(key), context(actor)) == .notFound, "\(actor)")
        }
        try given.when(.endKey(key), context())
        #expect(given.state?.apiKeys == [])
        #expect(given.consequences.contains { if case .unschedule = $0 { true } else { false } })
        try given.when(.endKey(key), context())
        #expect(given.events.isEmpty)
        // Its timer says nothing any more.
        try given.when(.remindOfKey(key), Given.context(.service("identity")))
        #expect(given.events.isEmpty)
    }

    @Test(
        "All keys end with the password, with another's getting in, with a second factor, and with the account (IMP-12)"
    )
    func endsAll() throws {
        var given = try signedIn()
        try given.when(new(), context())
        try given.when(new(), context())
        let proof = PasswordProof(comparedWith: "hash", matches: true)
        let enrolment = Enrolment(
            session: session, password: proof, sealedSecret: "sealed", recoveryDigests: [], isKnown: false)
        var asked = given
        try asked.when(.requestReset)
        let commands: [(AccountCommand, Given, Context, APIKeyEnded.Cause)] = [
            (.changePassword(proof, passwordHash: "other"), given, context(), .password),
            (
                .reset(tokenDigest: asked.state?.reset.newest?.digest ?? "", passwordHash: "other"), asked,
                Given.context(), .password
            ),
            (.enrol(enrolment), given, context(), .secondFactor),
            (.disable, given, context(.operator), .disabled),
        ]
        for (command, before, context, cause) in commands {
            var given = before
            try given.when(command, context)
            let ends = given.events.compactMap { if case .keyEnded(let fact) = $0 { fact.cause } else { nil } }
            #expect(ends == [cause, cause] && given.state?.apiKeys == [], "\(command)")
        }
        // Who signs out everywhere keeps what works without them.
        try given.when(.signOutEverywhere, context())
        #expect(given.state?.apiKeys.count == 2)
        given.state?.email = Eraser.mark
        #expect(given.state.map(AccountDecider.erased)?.apiKeys == [])
    }

    @Test("A first passkey ends them, since whoever made them had none; a second one does not")
    func passkeys() throws {
        var given = try signedIn()
        try given.when(new(), context())
        func passkey(_ name: String) throws -> AccountCommand {
            .addPasskey(
                NewPasskey(
                    session: session, password: PasswordProof(comparedWith: "hash", matches: true), passkey: UUID(),
                    label: try PasskeyLabel(name), credential: name, key: "key", signCount: 0,
                    challenge: SpentChallenge(digest: name, expires: noon.addingTimeInterval(60))))
        }
        try given.when(passkey("Telephone"), context())
        #expect(given.state?.apiKeys == [] && given.state?.passkeys.count == 1)
        try given.when(new(), context())
        try given.when(passkey("Stick"), context())
        #expect(given.state?.apiKeys.count == 1 && given.state?.passkeys.count == 2)
    }

    @Test("The owner is told two weeks before the end, by the service's own timer alone")
    func reminds() throws {
        var given = try signedIn()
        let key = UUID()
        try given.when(new(key), context())
        #expect(given.refusal(of: .remindOfKey(key), context()) == .notFound)
        try given.when(.remindOfKey(key), Given.context(.service("identity"), at: noon.addingTimeInterval(76 * 86_400)))
        #expect(given.emails.map(\.template) == ["api-key-ending"])
    }
}
