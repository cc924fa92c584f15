// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// What a program's key lets it do. The key is the authority: nobody who has not got it knows its digest.
struct ResolveAPIKeyQuestion: Question {
    func answer(_ query: ResolveAPIKey, for actor: Actor, at time: Date, from database: Pool) async throws -> Session? {
        // What the owner may do is looked up now, whatever it was when the key was made. Platform roles are left out.
        let rows = try await database.query(
            """
            SELECT k.key, k.account, a.email, a.display_name, k.scopes, k.organisation, k.expires, u.used, (
                SELECT string_agg(m.organisation::text || '=' || m.roles, ' ' ORDER BY m.organisation)
                FROM seats AS m
                WHERE m.account = k.account
                    AND (k.organisation IS NULL OR m.organisation = k.organisation))
            FROM api_keys AS k JOIN accounts AS a ON a.id = k.account LEFT JOIN api_key_uses AS u ON u.key = k.key
            WHERE k.token_digest = \(query.tokenDigest) AND k.expires > \(time) AND a.standing = 'active'
            """)
        guard let row = rows.first else { return nil }
        let key: UUID = try row.get(0)
        return Session(
            session: key, account: try row.get(1), email: try row.get(2), displayName: try row.get(3), roles: [],
            memberships: Stored.memberships(try row.get(8) ?? ""), expires: try row.get(6), used: try row.get(7),
            key: APIKeyGrant(key: key, scopes: Stored.scopes(try row.get(4)), organisation: try row.get(5)))
    }
}
