// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// When keys were used last, as the front door says. Not of the log, as of `SessionUses`.
enum APIKeyUses {
    /// Longer than any key lasts, in seconds.
    private static let memory: Double = 400 * 86_400

    static func record(_ received: [Received<APIKeyUsed>]) -> [SQL] {
        // One statement cannot touch a row twice.
        let latest = Dictionary(received.map { ($0.fact.key, $0.time) }, uniquingKeysWith: max)
        guard let now = latest.values.max() else { return [] }
        return [
            "DELETE FROM api_key_uses WHERE used < \(now.addingTimeInterval(-memory))",
            """
            INSERT INTO api_key_uses (key, used)
            SELECT * FROM unnest(\(Array(latest.keys))::uuid[], \(Array(latest.values))::timestamptz[])
            ON CONFLICT (key) DO UPDATE SET used = greatest(api_key_uses.used, excluded.used)
            """,
        ]
    }
}
