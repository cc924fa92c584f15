// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Requests to join that have no answer, to be found by whoever asked.
enum JoinRequestsTable: Projection {
    typealias Source = PeopleDecider
    static let tables = ["join_requests"]
    static let schema = """
        CREATE TABLE join_requests (
            id      uuid PRIMARY KEY,
            people  uuid NOT NULL,
            account uuid NOT NULL,
            asked   timestamptz NOT NULL
        );
        CREATE INDEX join_requests_by_account ON join_requests (account, asked);
        CREATE INDEX join_requests_by_people ON join_requests (people);
        """

    /// There are few of one organisation: they are written as they stand.
    static func write(_ changes: [Change<PeopleDecider>]) -> [SQL] {
        let changes = changes.filter { change in
            !change.erasures.isEmpty || change.events.contains { $0.event.endsRequests }
        }
        guard !changes.isEmpty else { return [] }
        let rows = changes.flatMap { change in change.state.requests.map { (change.stream, $0) } }
        let ids = rows.map(\.1.request)
        return [
            """
            DELETE FROM join_requests
            WHERE people = ANY (\(changes.map(\.stream))::uuid[]) AND id <> ALL (\(ids)::uuid[])
            """,
            """
            INSERT INTO join_requests (id, people, account, asked)
            SELECT * FROM unnest(\(ids)::uuid[], \(rows.map(\.0))::uuid[], \(rows.map(\.1.account))::uuid[],
                \(rows.map(\.1.asked))::timestamptz[])
            ON CONFLICT (id) DO NOTHING
            """,
        ]
    }
}

extension PeopleEvent {
    /// Whether it may change which requests there are.
    fileprivate var endsRequests: Bool {
        switch self {
        case .granted, .joiningAsked, .joiningDecided: true
        case .ended, .invited, .invitationSent, .invitationUndelivered, .invitationEnded: false
        }
    }
}
