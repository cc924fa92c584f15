// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// An account by its address.
struct FindAccountQuestion: Question {
    func answer(
        _ query: FindAccount, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> AccountSummary? {
        guard actor.may(.findAccount) else { throw QuestionRefused.forbidden }
        guard let email = EmailAddress(folding: query.email) else { return nil }
        let rows = try await database.query(
            """
            SELECT id, email, display_name, standing, roles FROM accounts WHERE email = \(email.text)
            """)
        return try rows.first.map(AccountSummary.init)
    }
}

extension AccountSummary {
    /// A row of id, email, display name, standing and roles.
    init(_ row: Row) throws {
        self.init(
            account: try row.get(0), email: try row.get(1), displayName: try row.get(2), standing: try row.get(3),
            roles: Stored.roles(try row.get(4)))
    }
}
