// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// All that is held of the account of the one who asks, but for secrets and their digests.
struct ReadOwnAccountQuestion: Question {
    /// More than anybody does in years.
    private static let mostEvents = 5_000

    func answer(
        _ query: ReadOwnAccount, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> OwnAccount {
        guard let account = actor.person,
            let state = try await database.state(of: AccountDecider.self, account)?.state
        else { throw QuestionRefused.forbidden }
        let events = try await database.query(
            """
            SELECT type, at, body FROM events WHERE stream = \(account) ORDER BY version LIMIT \(Self.mostEvents)
            """)
        let history = try events.map { row in
            OwnAccount.Event(
                type: try row.get(0), time: try row.get(1),
                actor: try Envelope.decode(from: Array(row.get(2, as: String.self).utf8)).actor.reference)
        }
        let seats = try await database.query(
            """
            SELECT string_agg(organisation::text || '=' || roles, ' ' ORDER BY organisation)
            FROM memberships WHERE account = \(account) AND roles <> ''
            """)
        return OwnAccount(
            account: account, email: state.email, nextEmail: state.nextEmail, formerEmails: state.formerEmails,
            displayName: state.displayName, registered: history.first?.time ?? time, roles: state.roles,
            recoveryCodes: state.factor?.recoveryDigests.count, passkeys: state.passkeys.map(\.label),
            providers: state.links.map { link in
                link.email.map { "\(link.provider): \($0)" } ?? link.provider
            },
            memberships: Stored.memberships(try seats[0].get(0) ?? ""),
            soleAdministrations: try await SoleAdministrations.of(account, in: database), erasure: state.erasure,
            workEmail: state.work.choice, history: history)
    }
}
