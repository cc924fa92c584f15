// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging

/// Who belongs to which organisation, and as what.
enum MembersTable: Projection {
    typealias Source = PeopleDecider
    static let tables = ["members"]
    static let revision = 2
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
        guard !changes.isEmpty else { return [] }
        let rows = changes.flatMap { change in
            change.state.members.map { (change.state.organisation, $0.account, $0.roles, change.version) }
        }
        let roles = rows.map { $0.2.map(\.rawValue).joined(separator: " ") }
        return [
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
