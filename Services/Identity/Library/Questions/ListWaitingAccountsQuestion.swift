// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Accounts that a validator has to decide about, oldest first. ISG-25
struct ListWaitingAccountsQuestion: Question {
    func answer(
        _ query: ListWaitingAccounts, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<AccountSummary> {
        guard actor.may(.decideAccount) else { throw QuestionRefused.forbidden }
        // Ids begin with their time, so that their order is the order of registration.
        let after = try query.after.map { try Cursor.read($0, parts: 1)[0] } ?? Identifier.text(.zero)
        guard let id = UUID(uuidString: after) else { throw Cursor.malformed }
        let rows = try await database.query(
            """
            SELECT id, email, display_name, standing, roles FROM accounts
            WHERE standing = 'waiting' AND id > \(id) ORDER BY id LIMIT \(Int64(Cursor.pageSize + 1))
            """)
        let items = try rows.map(AccountSummary.init)
        let page = Array(items.prefix(Cursor.pageSize))
        let last = items.count > page.count ? page.last : nil
        return Page(items: page, next: last.map { Cursor.write(Identifier.text($0.account)) })
    }
}
