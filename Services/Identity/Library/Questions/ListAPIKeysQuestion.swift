// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// The keys of the one who asks, newest first. No program is told of them.
struct ListAPIKeysQuestion: Question {
    func answer(
        _ query: ListAPIKeys, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> [APIKeySummary] {
        guard let account = actor.person else { throw QuestionRefused.forbidden }
        let rows = try await database.query(
            """
            SELECT k.key, k.name, k.scopes, k.organisation, k.made, u.used, k.expires
            FROM api_keys AS k LEFT JOIN api_key_uses AS u ON u.key = k.key
            WHERE k.account = \(account) AND k.expires > \(time) ORDER BY k.made DESC, k.key
            """)
        return try rows.map {
            APIKeySummary(
                key: try $0.get(0), keyName: try $0.get(1), scopes: Stored.scopes(try $0.get(2)),
                organisation: try $0.get(3), made: try $0.get(4), used: try $0.get(5), expires: try $0.get(6))
        }
    }
}
