// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.UUID

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

    static func write(_ changes: [Change<PeopleDecider>]) -> [SQL] {
        // What something happened to, at the version of it: so a rebuilt table is the same. What was erased is gone from
        // the state without an event.
        let touched = changes.flatMap { change in
            Dictionary(
                change.events.compactMap { recorded in recorded.event.invitation.map { ($0, recorded.version) } },
                uniquingKeysWith: max
            ).map { (change, $0.key, $0.value) }
        }
        let rows = touched.compactMap { change, id, version in
            change.state.invitations.first { $0.invitation == id }.map { (change, $0, version) }
        }
        let gone = touched.map(\.1).filter { id in !rows.contains { $0.1.invitation == id } }
        let erased = changes.filter { !$0.erasures.isEmpty }
        var statements: [SQL] = []
        if !gone.isEmpty { statements.append("DELETE FROM invitations WHERE id = ANY (\(gone)::uuid[])") }
        if !erased.isEmpty {
            let left = erased.flatMap { $0.state.invitations.map(\.invitation) }
            statements.append(
                """
                DELETE FROM invitations WHERE people = ANY (\(erased.map(\.stream))::uuid[])
                    AND id <> ALL (\(left)::uuid[])
                """)
        }
        guard !rows.isEmpty else { return statements }
        return statements + [
            """
            INSERT INTO invitations (id, people, organisation, email, expires, version)
            SELECT * FROM unnest(\(rows.map(\.1.invitation))::uuid[], \(rows.map(\.0.stream))::uuid[],
                \(rows.map(\.0.state.organisation))::uuid[], \(rows.map(\.1.email))::text[],
                \(rows.map(\.1.expires))::timestamptz[], \(rows.map(\.2))::int8[])
            ON CONFLICT (id) DO UPDATE SET email = excluded.email, expires = excluded.expires,
                version = excluded.version
            WHERE invitations.version < excluded.version
            """
        ]
    }
}

extension PeopleEvent {
    /// The invitation that it is about, where its row changes.
    fileprivate var invitation: UUID? {
        switch self {
        case .invited(let fact): fact.invitation
        case .invitationSent(let fact): fact.invitation
        case .invitationEnded(let fact): fact.invitation
        case .granted, .ended, .invitationUndelivered, .joiningAsked, .joiningDecided: nil
        }
    }
}
