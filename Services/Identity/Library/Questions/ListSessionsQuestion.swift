// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// Where the one who asks is signed in, newest first. Whoever has not passed the second step is not. IMP-12
struct ListSessionsQuestion: Question {
    /// As of `ResolveSessionQuestion`.
    let idle: Double

    func answer(
        _ query: ListSessions, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> [SessionSummary] {
        guard let account = actor.person else { throw QuestionRefused.forbidden }
        let rows = try await database.query(
            """
            SELECT s.session, s.device, s.begun, greatest(s.begun, u.used) AS last, s.expires
            FROM sessions AS s JOIN accounts AS a ON a.id = s.account LEFT JOIN session_uses AS u ON u.session = s.session
            WHERE s.account = \(account) AND (s.proven OR NOT a.has_factor) AND s.expires > \(time)
                AND greatest(s.begun, u.used) > \(time.addingTimeInterval(-idle))
            ORDER BY s.begun DESC, s.session
            """)
        return try rows.map {
            SessionSummary(
                session: try $0.get(0), device: try $0.get(1), begun: try $0.get(2), used: try $0.get(3),
                expires: try $0.get(4))
        }
    }
}
