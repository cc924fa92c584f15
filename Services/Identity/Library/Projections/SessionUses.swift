// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// When sessions were used last, as the front door says. Not of the log: nobody needs to know of each hour that a session
/// was open.
enum SessionUses {
    static func record(_ received: [Received<SessionUsed>]) -> [SQL] {
        // One statement cannot touch a row twice.
        let latest = Dictionary(received.map { ($0.fact.session, $0.time) }, uniquingKeysWith: max)
        guard let now = latest.values.max() else { return [] }
        return [
            "DELETE FROM session_uses WHERE used < \(now.addingTimeInterval(-2 * AccountDecider.sessionLife))",
            """
            INSERT INTO session_uses (session, used)
            SELECT * FROM unnest(\(Array(latest.keys))::uuid[], \(Array(latest.values))::timestamptz[])
            ON CONFLICT (session) DO UPDATE SET used = greatest(session_uses.used, excluded.used)
            """,
        ]
    }
}
