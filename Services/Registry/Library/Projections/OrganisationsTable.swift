// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging

/// Organisations, for lists and for finding one that is here already.
enum OrganisationsTable: Projection {
    typealias Source = OrganisationDecider
    static let tables = ["organisations"]

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
