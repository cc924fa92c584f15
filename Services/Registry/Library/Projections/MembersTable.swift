// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.UUID

/// Who belongs to which organisation, and as what.
enum MembersTable: Projection {
    typealias Source = PeopleDecider
    static let tables = ["members"]
    static let revision = 3
    static let schema = """
        CREATE TABLE members (
            organisation uuid NOT NULL,
            account      uuid NOT NULL,
            roles        text NOT NULL,
            version      bigint NOT NULL,
            PRIMARY KEY (organisation, account)
        );
        CREATE INDEX members_by_account ON members (account, organisation);
        """

    static func write(_ changes: [Change<PeopleDecider>]) -> [SQL] {
        // Of an organisation with many people those are written about whom something happened, at the version of it: so a
        // rebuilt table is the same.
        let touched = changes.flatMap { change in
            Dictionary(
                change.events.compactMap { recorded in recorded.event.account.map { ($0, recorded.version) } },
                uniquingKeysWith: max
            ).map { (change.state, $0.key, $0.value) }
        }
        let rows = touched.compactMap { state, account, version in
            state.roles(of: account).map { (state.organisation, account, $0, version) }
        }
        let gone = touched.filter { $0.0.roles(of: $0.1) == nil }.map { ($0.0.organisation, $0.1, $0.2) }
        let roles = rows.map { $0.2.map(\.rawValue).joined(separator: " ") }
        var statements: [SQL] = []
        if !gone.isEmpty {
            statements.append(
                """
                DELETE FROM members AS m USING unnest(\(gone.map(\.0))::uuid[], \(gone.map(\.1))::uuid[],
                    \(gone.map(\.2))::int8[]) AS g (organisation, account, version)
                WHERE m.organisation = g.organisation AND m.account = g.account AND m.version < g.version
                """)
        }
        guard !rows.isEmpty else { return statements }
        return statements + [
            """
            INSERT INTO members (organisation, account, roles, version)
            SELECT * FROM unnest(\(rows.map(\.0))::uuid[], \(rows.map(\.1))::uuid[], \(roles)::text[],
                \(rows.map(\.3))::int8[])
            ON CONFLICT (organisation, account) DO UPDATE SET roles = excluded.roles, version = excluded.version
            WHERE members.version < excluded.version
            """
        ]
    }
}

extension PeopleEvent {
    /// Whose membership it is about; nil of what is about none.
    fileprivate var account: UUID? {
        switch self {
        case .granted(let fact): fact.account
        case .ended(let fact): fact.account
        case .invited, .invitationSent, .invitationUndelivered, .invitationEnded, .joiningAsked, .joiningDecided: nil
        }
    }
}
