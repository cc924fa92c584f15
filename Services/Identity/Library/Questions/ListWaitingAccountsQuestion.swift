// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Accounts that a validator has to decide about, oldest first. ISG-25
struct ListWaitingAccountsQuestion: Question {
    static let pageSize = 50

    func answer(
        _ query: ListWaitingAccounts, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<AccountSummary> {
        guard actor.may(.decideAccount) else { throw QuestionRefused.forbidden }
        // Ids begin with their time, so that their order is the order of registration.
        let after = query.after.flatMap(Self.id) ?? Identifier.uuid([UInt8](repeating: 0, count: 16))
        let rows = try await database.query(
            """
            SELECT id, email, display_name, standing, roles FROM accounts
            WHERE standing = 'waiting' AND id > \(after) ORDER BY id LIMIT \(Int64(Self.pageSize + 1))
            """)
        let items = try rows.map(AccountSummary.init)
        let page = Array(items.prefix(Self.pageSize))
        return Page(items: page, next: items.count > page.count ? page.last.map { Self.cursor($0.account) } : nil)
    }

    private static func cursor(_ id: UUID) -> String { Base64URL.encode(Identifier.bytes(of: id)) }

    private static func id(_ cursor: String) -> UUID? {
        Base64URL.decode(cursor).flatMap { $0.count == 16 ? Identifier.uuid($0) : nil }
    }
}
