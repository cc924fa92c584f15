// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Accounts by their ids, a page at a time.
struct ListAccountsQuestion: Question {
    func answer(
        _ query: ListAccounts, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<AccountSummary> {
        guard actor.may(.findAccount) else { throw QuestionRefused.forbidden }
        let after = try query.after.map { try Cursor.read($0, parts: 1) } ?? [Identifier.text(.zero)]
        guard let last = UUID(uuidString: after[0]) else { throw Cursor.malformed }
        // The condition on roles is the index's.
        let held: SQL =
            query.role.map { "roles <> '' AND \($0.text)::text = ANY (string_to_array(roles, ' ')) AND" } ?? ""
        let rows = try await database.query(
            """
            SELECT id, email, display_name, standing, roles FROM accounts
            WHERE \(sql: held) id > \(last) ORDER BY id LIMIT \(Int64(Cursor.pageSize + 1))
            """)
        let items = try rows.prefix(Cursor.pageSize).map(AccountSummary.init)
        guard rows.count > items.count, let end = items.last else { return Page(items: items) }
        return Page(items: items, next: Cursor.write(Identifier.text(end.account)))
    }
}
