// SPDX-License-Identifier: Apache-2.0

import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Sessions that have not been ended; whether they have expired is for the reader to see.
enum SessionsTable: Projection {
    typealias Source = AccountDecider
    static let tables = ["sessions"]
    static let revision = 3
    static let schema = """
        CREATE TABLE sessions (
            -- SHA-256 of the token, in hexadecimal.
            token_digest text COLLATE "C" PRIMARY KEY,
            session      uuid NOT NULL,
            account      uuid NOT NULL,
            begun        timestamptz NOT NULL,
            expires      timestamptz NOT NULL,
            -- What it was begun with; empty where nobody said.
            device       text NOT NULL,
            -- It has passed the second step, where there is one.
            proven       boolean NOT NULL
        );
        CREATE INDEX sessions_by_account ON sessions (account);
        """

    static func write(_ changes: [Change<AccountDecider>]) -> [SQL] {
        var (digests, sessions, accounts, devices) = ([String](), [UUID](), [UUID](), [String]())
        var (beginnings, expiries, proven) = ([Date](), [Date](), [Bool]())
        // Most changes of an account concern no session: its rows are left alone.
        let changes = changes.filter { change in
            !change.erasures.isEmpty || change.events.contains { $0.event.concernsSessions }
        }
        guard !changes.isEmpty else { return [] }
        for change in changes {
            for live in change.state.sessions {
                digests.append(live.tokenDigest)
                sessions.append(live.session)
                accounts.append(change.stream)
                beginnings.append(live.begun)
                expiries.append(live.expires)
                devices.append(live.device)
                proven.append(live.isProven)
            }
        }
        return [
            "DELETE FROM sessions WHERE account = ANY(\(changes.map(\.stream))::uuid[])",
            """
            INSERT INTO sessions (token_digest, session, account, begun, expires, device, proven)
            SELECT * FROM unnest(\(digests)::text[], \(sessions)::uuid[], \(accounts)::uuid[],
                \(beginnings)::timestamptz[], \(expiries)::timestamptz[], \(devices)::text[],
                \(proven)::boolean[])
            ON CONFLICT (token_digest) DO NOTHING
            """,
        ]
    }
}

extension AccountEvent {
    fileprivate var concernsSessions: Bool {
        switch self {
        case .sessionBegun, .sessionProven, .sessionEnded, .factorRemoved, .passkeyRemoved: true
        default: false
        }
    }
}
