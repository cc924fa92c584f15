// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// The display names of accounts, for whoever is signed in: histories show who did what. Unknown ids are left out.
struct NameAccountsQuestion: Question {
    func answer(
        _ query: NameAccounts, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> [AccountName] {
        guard actor.may(.readNames) else { throw QuestionRefused.forbidden }
        let rows = try await database.query(
            """
            SELECT id, display_name FROM accounts WHERE id = ANY(\(Array(query.accounts.prefix(NameAccounts.most)))::uuid[])
            """)
        return try rows.map { AccountName(account: try $0.get(0), displayName: try $0.get(1)) }
    }
}
