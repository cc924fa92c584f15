// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Who holds a session. The token is the authority: nobody who has not got it knows its digest.
struct ResolveSessionQuestion: Question {
    /// How long a session lasts in which nothing is done, in seconds. IMP-12
    let idle: Double
    /// Platform roles count only for accounts that have a second factor.
    let needsFactor: Bool

    func answer(_ query: ResolveSession, for actor: Actor, at time: Date, from database: Pool) async throws -> Session?
    {
        let rows = try await database.query(
            """
            SELECT s.session, s.account, a.email, a.display_name, a.roles, s.expires, (
                SELECT string_agg(m.organisation::text || '=' || m.roles, ' ' ORDER BY m.organisation)
                FROM seats AS m WHERE m.account = s.account),
                greatest(s.begun, u.used), a.has_factor, s.proven
            FROM sessions AS s JOIN accounts AS a ON a.id = s.account
                LEFT JOIN session_uses AS u ON u.session = s.session
            WHERE s.token_digest = \(query.tokenDigest) AND s.expires > \(time)
                AND greatest(s.begun, u.used) > \(time.addingTimeInterval(-idle)) AND a.standing = 'active'
            """)
        guard let row = rows.first else { return nil }
        var session = Session(
            session: try row.get(0), account: try row.get(1), email: try row.get(2), displayName: try row.get(3),
            roles: Stored.roles(try row.get(4)), memberships: Stored.memberships(try row.get(6) ?? ""),
            expires: try row.get(5), used: try row.get(7))
        let (hasFactor, isProven) = (try row.get(8, as: Bool.self), try row.get(9, as: Bool.self))
        if hasFactor, !isProven {
            session.lacks = .code
            session.memberships = []
            // A provider’s second step counts where it is configured to.
        } else if needsFactor, !hasFactor, !isProven, !session.roles.isEmpty {
            session.lacks = .enrolment
        }
        if session.lacks != nil { session.roles = [] }
        return session
    }
}
