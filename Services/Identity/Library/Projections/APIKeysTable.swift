// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Keys that have not been ended; whether they have expired is for the reader to see.
enum APIKeysTable: Projection {
    typealias Source = AccountDecider
    static let tables = ["api_keys"]
    static let revision = 1
    static let schema = """
        CREATE TABLE api_keys (
            -- SHA-256 of the key, in hexadecimal.
            token_digest text COLLATE "C" PRIMARY KEY,
            key          uuid NOT NULL,
            account      uuid NOT NULL,
            -- What its owner calls it.
            name         text NOT NULL,
            -- What it may do, with a space between them.
            scopes       text NOT NULL,
            -- Null for all that its owner belongs to.
            organisation uuid,
            made         timestamptz NOT NULL,
            expires      timestamptz NOT NULL
        );
        CREATE INDEX api_keys_by_account ON api_keys (account);
        """

    static func write(_ changes: [Change<AccountDecider>]) -> [SQL] {
        // Most changes of an account concern no key: its rows are left alone.
        let changes = changes.filter { change in
            !change.erasures.isEmpty || change.events.contains { $0.event.concernsKeys }
        }
        guard !changes.isEmpty else { return [] }
        let keys = changes.flatMap { change in change.state.apiKeys.map { (account: change.stream, key: $0) } }
        return [
            "DELETE FROM api_keys WHERE account = ANY(\(changes.map(\.stream))::uuid[])",
            """
            INSERT INTO api_keys (token_digest, key, account, name, scopes, organisation, made, expires)
            SELECT * FROM unnest(\(keys.map(\.key.tokenDigest))::text[], \(keys.map(\.key.key))::uuid[],
                \(keys.map(\.account))::uuid[], \(keys.map(\.key.name))::text[],
                \(keys.map { $0.key.scopes.map(\.rawValue).joined(separator: " ") })::text[],
                \(keys.map(\.key.organisation))::uuid[], \(keys.map(\.key.made))::timestamptz[],
                \(keys.map(\.key.expires))::timestamptz[])
            ON CONFLICT (token_digest) DO NOTHING
            """,
        ]
    }
}

extension AccountEvent {
    fileprivate var concernsKeys: Bool {
        switch self {
        case .keyMade, .keyEnded: true
        default: false
        }
    }
}
