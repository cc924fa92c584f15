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
        let lines = (0..<3).map { index in
            facts.map { $0.address.lines.indices.contains(index) ? $0.address.lines[index] : "" }
        }
        return [
            """
            INSERT INTO organisations (id, version, name, name_key, category, ods_code, ods_from, line1, line2, line3,
                town, county, postcode, parent_code, parent_name, contact_email, mode, registered)
            SELECT id, version, name, name_key, category, ods_code, CASE WHEN ods_code IS NOT NULL THEN at END, line1,
                line2, line3, town, county, postcode, parent_code, parent_name, contact_email, mode, at
            FROM unnest(\(facts.map(\.organisation))::uuid[], \(rows.map(\.1))::int8[],
                \(facts.map(\.name))::text[], \(facts.map { NameKey.of($0.name) })::text[],
                \(facts.map(\.category))::text[], \(facts.map(\.odsCode))::text[], \(lines[0])::text[],
                \(lines[1])::text[], \(lines[2])::text[], \(facts.map(\.address.town))::text[],
                \(facts.map(\.address.county))::text[], \(facts.map(\.address.postcode))::text[],
                \(facts.map(\.parent?.code))::text[], \(facts.map(\.parent?.name))::text[],
                \(facts.map(\.contactEmail))::text[], \(facts.map(\.mode))::text[], \(rows.map(\.2))::timestamptz[])
                AS r(id, version, name, name_key, category, ods_code, line1, line2, line3, town, county, postcode,
                    parent_code, parent_name, contact_email, mode, at)
            ON CONFLICT (id) DO UPDATE SET (version, name, name_key, category, ods_code, ods_from, line1, line2, line3,
                town, county, postcode, parent_code, parent_name, contact_email, mode, registered)
                = (excluded.version, excluded.name, excluded.name_key, excluded.category, excluded.ods_code,
                excluded.ods_from, excluded.line1, excluded.line2, excluded.line3, excluded.town, excluded.county,
                excluded.postcode, excluded.parent_code, excluded.parent_name, excluded.contact_email, excluded.mode,
                excluded.registered)
            WHERE organisations.version < excluded.version
            """
        ]
    }
}
