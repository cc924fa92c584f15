// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging

/// Organisations, for lists and for finding one that is here already.
enum OrganisationsTable: Projection {
    typealias Source = OrganisationDecider
    static let tables = ["organisations"]
    static let revision = 3
    static let schema = """
        CREATE TABLE organisations (
            id         uuid PRIMARY KEY,
            version    bigint NOT NULL,
            name       text COLLATE "C" NOT NULL,
            -- The name as it is compared: two that share it, at one postcode, are taken for the same organisation.
            name_key   text NOT NULL,
            ods_code   text COLLATE "C",
            postcode   text NOT NULL,
            registered timestamptz NOT NULL
        );
        CREATE INDEX organisations_by_name ON organisations (name, id);
        CREATE INDEX organisations_by_code ON organisations (ods_code) WHERE ods_code IS NOT NULL;
        CREATE INDEX organisations_by_place ON organisations (postcode, name_key);
        """

    static func write(_ changes: [Change<OrganisationDecider>]) -> [SQL] {
        // All of a row follows from one event, whose time is the row's.
        let rows = changes.flatMap { change in
            change.events.compactMap { recorded in
                if case .registered(let fact) = recorded.event { (fact, recorded.version, recorded.time) } else { nil }
            }
        }
        guard !rows.isEmpty else { return [] }
        let facts = rows.map(\.0)
        return [
            """
            INSERT INTO organisations (id, version, name, name_key, ods_code, postcode, registered)
            SELECT * FROM unnest(\(facts.map(\.organisation))::uuid[], \(rows.map(\.1))::int8[],
                \(facts.map(\.name))::text[], \(facts.map { NameKey.of($0.name) })::text[],
                \(facts.map(\.odsCode))::text[], \(facts.map(\.address.postcode))::text[],
                \(rows.map(\.2))::timestamptz[])
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = excluded.name,
                name_key = excluded.name_key, ods_code = excluded.ods_code, postcode = excluded.postcode,
                registered = excluded.registered
            WHERE organisations.version < excluded.version
            """
        ]
    }
}
