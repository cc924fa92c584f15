// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

@testable import Identity

/// 3 July 2027, 14:05 UTC.
let noon = Date(timeIntervalSince1970: 1_814_623_500)
let accountID = Identifier.make(at: noon, random: [1, 2, 3])
let challengeID = Identifier.make(at: noon, random: [4, 5, 6])

/// An account's history, and what was asked of it last.
struct Given {
    var state: AccountState?
    /// What the last command did.
    var events: [AccountEvent] = []
    var consequences: [Consequence] = []

    static func context(
        _ actor: Actor = .visitor, at time: Date = noon, holders: [Claim: UUID] = [:], key: SealingKey? = nil,
        seed: UInt8 = 7
    ) -> Context {
        Context(actor: actor, time: time, seed: [UInt8](repeating: seed, count: 32), holders: holders, sealingKey: key)
    }

    mutating func when(_ command: AccountCommand, _ context: Context = Given.context()) throws(AccountRefusal) {
        let decided = try AccountDecider.decide(command, given: state, in: context)
        events = decided
        for event in decided { state = AccountDecider.evolve(state, with: event) }
        guard let state else { return }
        consequences = decided.flatMap { AccountDecider.consequences(of: $0, state: state, in: context) }
    }

    func refusal(of command: AccountCommand, _ context: Context = Given.context()) -> AccountRefusal? {
        do {
            let events = try AccountDecider.decide(command, given: state, in: context)
            return AccountDecider.refusal(for: events)
        } catch {
            return error
        }
    }

    var emails: [SendEmail] {
        consequences.compactMap { if case .send(let message) = $0 { message as? SendEmail } else { nil } }
    }

    // MARK: Histories

    static func registered(_ email: String = "jo@nhs.net", listed: Bool = true) throws -> Given {
        var given = Given()
        try given.when(.register(new(email), domainListed: listed, challenge: challengeID))
        return given
    }

    static func active() throws -> Given {
        var given = try registered()
        try given.when(.verify(tokenDigest: given.digest))
        return given
    }

    static func new(_ email: String = "jo@nhs.net") throws -> NewAccount {
        guard let email = EmailAddress(folding: email) else { throw AccountRefusal.notFound }
        return NewAccount(account: accountID, email: email, displayName: "Jo Field", passwordHash: "hash")
    }

    var digest: String { state?.verification.newest?.digest ?? "" }

    static func attempt(_ matches: Bool = true, session: UUID = UUID(), rehash: String? = nil) -> AccountCommand {
        .signIn(
            SignInAttempt(
                session: session, tokenDigest: session.uuidString, device: "Firefox on Windows",
                password: PasswordProof(comparedWith: "hash", matches: matches), rehash: rehash))
    }
}
