// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Who looks after which group, and who waits to be confirmed. ISG-06, C-16
enum SuperAdministratorsTable: Projection {
    typealias Source = GroupDecider
    static let tables = ["super_administrators"]
    static let schema = """
        CREATE TABLE super_administrators (
            group_id  uuid NOT NULL,
            account   uuid NOT NULL,
            confirmed boolean NOT NULL,
            named     timestamptz,
            PRIMARY KEY (group_id, account)
        );
        CREATE INDEX super_administrators_by_account ON super_administrators (account);
        CREATE INDEX super_administrators_waiting ON super_administrators (named, group_id, account) WHERE NOT confirmed;
        """

    /// There are three of one group: they are written as they stand.
    static func write(_ changes: [Change<GroupDecider>]) -> [SQL] {
        let changes = changes.filter { change in change.events.contains { $0.event.isAboutAdministrators } }
        guard !changes.isEmpty else { return [] }
        let rows = changes.flatMap { change in change.state.administrators.map { (change.stream, $0) } }
        let (groups, accounts) = (rows.map(\.0), rows.map(\.1.account))
        return [
            """
            DELETE FROM super_administrators AS s
            WHERE group_id = ANY (\(changes.map(\.stream))::uuid[]) AND NOT EXISTS (
                SELECT FROM unnest(\(groups)::uuid[], \(accounts)::uuid[]) AS n (group_id, account)
                WHERE n.group_id = s.group_id AND n.account = s.account)
            """,
            """
            INSERT INTO super_administrators (group_id, account, confirmed, named)
            SELECT * FROM unnest(\(groups)::uuid[], \(accounts)::uuid[], \(rows.map(\.1.isConfirmed))::boolean[],
                \(rows.map(\.1.named))::timestamptz[])
            ON CONFLICT (group_id, account) DO UPDATE SET confirmed = excluded.confirmed, named = excluded.named
            """,
        ]
    }
}

extension GroupEvent {
    fileprivate var isAboutAdministrators: Bool {
        switch self {
        case .administratorChanged, .named, .namingEnded: true
        case .recorded, .activated, .allowanceChanged, .supportSwitched, .linked, .requested, .granted, .ended: false
        }
    }
}
