// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// An account that waits for a validator, for whoever may decide about it. ISG-25
struct DescribeWaitingAccountQuestion: Question {
    func answer(
        _ query: DescribeWaitingAccount, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> AccountSummary? {
        guard actor.may(.decideAccount) else { throw QuestionRefused.forbidden }
        let rows = try await database.query(
            """
            SELECT id, email, display_name, standing, roles FROM accounts
            WHERE id = \(query.account) AND standing = 'waiting'
            """)
        return try rows.first.map(AccountSummary.init)
    }
}
