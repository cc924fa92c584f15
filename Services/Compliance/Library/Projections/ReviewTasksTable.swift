// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// `review_tasks`: one row a review task.
enum ReviewTasksTable: Projection {
    typealias Source = ReviewTaskDecider

    static let tables = ["review_tasks"]
    static let revision = 2
    static let schema = """
        CREATE TABLE review_tasks (
            id       uuid PRIMARY KEY,
            version  bigint NOT NULL,
            team     text NOT NULL,
            standing text NOT NULL,
            due      timestamptz NOT NULL,
            opened   timestamptz
        );
        CREATE INDEX review_tasks_team_open ON review_tasks (team, due, id) WHERE standing IN ('open', 'taken');
        CREATE INDEX review_tasks_open ON review_tasks (due, id) WHERE standing IN ('open', 'taken');
        """

    static func write(_ changes: [Change<ReviewTaskDecider>]) -> [SQL] {
        guard !changes.isEmpty else { return [] }
        let states = changes.map(\.state)
        return [
            """
            INSERT INTO review_tasks (id, version, team, standing, due, opened)
            SELECT * FROM unnest(
                \(changes.map(\.stream))::uuid[], \(changes.map(\.version))::bigint[],
                \(states.map(\.team))::text[], \(states.map(\.standing.rawValue))::text[],
                \(states.map(\.due))::timestamptz[], \(changes.map(opened))::timestamptz[])
            ON CONFLICT (id) DO UPDATE SET
                version = excluded.version, team = excluded.team, standing = excluded.standing, due = excluded.due,
                opened = coalesce(review_tasks.opened, excluded.opened)
            WHERE review_tasks.version < excluded.version
            """
        ]
    }

    private static func opened(_ change: Change<ReviewTaskDecider>) -> Date? {
        change.events.first { if case .opened = $0.event { true } else { false } }?.time
    }
}
