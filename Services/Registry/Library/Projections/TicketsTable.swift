// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Tickets for lists: those that wait for an answer first, and of these whoever has waited longest. ISG-16
enum TicketsTable: Projection {
    typealias Source = TicketDecider
    static let tables = ["tickets"]
    static let schema = """
        CREATE TABLE tickets (
            id           uuid PRIMARY KEY,
            -- Nil where there is none.
            group_id     uuid,
            organisation text NOT NULL,
            requester    uuid NOT NULL,
            subject      text NOT NULL,
            standing     text NOT NULL,
            central      boolean NOT NULL,
            since        timestamptz NOT NULL,
            -- Waiting, answered, resolved; and where among those.
            rank         bigint NOT NULL,
            place        bigint NOT NULL,
            version      bigint NOT NULL
        );
        CREATE INDEX tickets_by_group ON tickets (group_id, rank, place, id) WHERE group_id IS NOT NULL;
        CREATE INDEX tickets_of_central ON tickets (rank, place, id) WHERE central;
        CREATE INDEX tickets_by_requester ON tickets (requester, rank, place, id);
        """

    static func write(_ changes: [Change<TicketDecider>]) -> [SQL] {
        guard !changes.isEmpty else { return [] }
        let states = changes.map(\.state)
        return [
            """
            INSERT INTO tickets (id, group_id, organisation, requester, subject, standing, central, since, rank, place,
                version)
            SELECT * FROM unnest(\(changes.map(\.stream))::uuid[], \(states.map(\.group))::uuid[],
                \(states.map(\.organisationName))::text[], \(states.map(\.requester))::uuid[],
                \(states.map(\.subject))::text[], \(states.map(\.standing.rawValue))::text[],
                \(states.map(\.isCentral))::boolean[], \(states.map(\.since))::timestamptz[],
                \(states.map(\.rank))::int8[], \(states.map(\.place))::int8[], \(changes.map(\.version))::int8[])
            ON CONFLICT (id) DO UPDATE SET subject = excluded.subject, standing = excluded.standing,
                central = excluded.central, since = excluded.since, rank = excluded.rank, place = excluded.place,
                version = excluded.version
            WHERE tickets.version < excluded.version
            """
        ]
    }
}

extension TicketState {
    fileprivate var rank: Int64 {
        switch standing {
        case .waiting: 0
        case .answered: 1
        case .resolved: 2
        }
    }

    /// Of those that are done with the newest come first.
    fileprivate var place: Int64 {
        let milliseconds = Int64((since.timeIntervalSince1970 * 1_000).rounded())
        return standing == .resolved ? -milliseconds : milliseconds
    }
}
