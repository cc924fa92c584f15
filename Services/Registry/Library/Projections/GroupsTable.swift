// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging

/// Groups, for lists.
enum GroupsTable: Projection {
    typealias Source = GroupDecider
    static let tables = ["groups"]
    /// 2: whether the contracting organisation supports others.
    static let revision = 2
    static let schema = """
        CREATE TABLE groups (
            id              uuid PRIMARY KEY,
            version         bigint NOT NULL,
            title           text COLLATE "C" NOT NULL,
            contractor      uuid NOT NULL,
            contractor_name text NOT NULL,
            active          boolean NOT NULL,
            supports        boolean NOT NULL
        );
        CREATE INDEX groups_by_title ON groups (title, id);
        CREATE INDEX groups_by_contractor ON groups (contractor);
        """

    static func write(_ changes: [Change<GroupDecider>]) -> [SQL] {
        // Of licences these rows say nothing.
        let written = changes.compactMap { change in
            change.events.last { $0.event.isAboutContract }.map { (change, $0.version) }
        }
        guard !written.isEmpty else { return [] }
        let states = written.map(\.0.state)
        return [
            """
            INSERT INTO groups (id, version, title, contractor, contractor_name, active, supports)
            SELECT * FROM unnest(\(written.map(\.0.stream))::uuid[], \(written.map(\.1))::int8[], \(states.map(\.title))::text[],
                \(states.map(\.contractor))::uuid[], \(states.map(\.contractorName))::text[],
                \(states.map(\.isActive))::boolean[], \(states.map(\.supports))::boolean[])
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, active = excluded.active,
                supports = excluded.supports
            WHERE groups.version < excluded.version
            """
        ]
    }
}

extension GroupEvent {
    fileprivate var isAboutContract: Bool {
        switch self {
        case .recorded, .activated, .supportSwitched: true
        case .administratorChanged, .named, .namingEnded, .allowanceChanged, .linked, .requested, .granted, .ended:
            false
        }
    }
}
