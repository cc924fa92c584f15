// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging

/// Invitations that have not been answered, to be found by whoever is invited.
enum InvitationsTable: Projection {
    typealias Source = PeopleDecider
    static let tables = ["invitations"]
    static let schema = """
        CREATE TABLE invitations (
            id           uuid PRIMARY KEY,
            people       uuid NOT NULL,
            organisation uuid NOT NULL,
            email        text COLLATE "C" NOT NULL,
            expires      timestamptz NOT NULL,
            version      bigint NOT NULL
        );
        CREATE INDEX invitations_by_address ON invitations (email, expires);
        CREATE INDEX invitations_by_people ON invitations (people);
        """

    /// There are few of one organisation: they are written as they stand.
    static func write(_ changes: [Change<PeopleDecider>]) -> [SQL] {
        let changes = changes.filter { change in
            !change.erasures.isEmpty || change.events.contains { $0.event.isAboutInvitation }
        }
        guard !changes.isEmpty else { return [] }
        let rows = changes.flatMap { change in change.state.invitations.map { (change, $0) } }
        let ids = rows.map(\.1.invitation)
        return [
            """
            DELETE FROM invitations AS i USING unnest(\(changes.map(\.stream))::uuid[],
                \(changes.map(\.version))::int8[]) AS c (people, version)
            WHERE i.people = c.people AND i.version <= c.version AND i.id <> ALL (\(ids)::uuid[])
            """,
            """
            INSERT INTO invitations (id, people, organisation, email, expires, version)
            SELECT * FROM unnest(\(ids)::uuid[], \(rows.map(\.0.stream))::uuid[],
                \(rows.map(\.0.state.organisation))::uuid[], \(rows.map(\.1.email))::text[],
                \(rows.map(\.1.expires))::timestamptz[], \(rows.map(\.0.version))::int8[])
            ON CONFLICT (id) DO UPDATE SET email = excluded.email, expires = excluded.expires,
                version = excluded.version
            WHERE invitations.version < excluded.version
            """,
        ]
    }
}

extension PeopleEvent {
    fileprivate var isAboutInvitation: Bool {
        switch self {
        case .invited, .invitationSent, .invitationEnded: true
        case .granted, .ended, .invitationUndelivered, .joiningAsked, .joiningDecided: false
        }
    }
}
