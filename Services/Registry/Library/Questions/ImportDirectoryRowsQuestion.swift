// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Messaging

/// Brings rows of an ODS file into the directory. Only what differs is written and counted as changed.
///
/// A code that stands in a batch twice counts once, and the last one is kept.
struct ImportDirectoryRowsQuestion: Question {
    private static let largestBatch = 500

    func answer(
        _ query: ImportDirectoryRows, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> ImportCounts {
        guard actor.may(.importDirectory) else { throw QuestionRefused.forbidden }
        guard !query.source.isEmpty, query.source.fits(200), query.rows.count <= Self.largestBatch,
            query.rows.allSatisfy(\.isUsable)
        else {
            throw QuestionRefused(
                Problem(
                    code: "rows-unusable", field: "rows",
                    message: "Send 500 rows or fewer of a named source, each with a code and possible dates."))
        }
        let rows = query.rows
        let lines = (0..<3).map { index in
            rows.map { $0.address.lines.indices.contains(index) ? $0.address.lines[index] : "" }
        }
        let counts = try await database.query(
            """
            WITH given AS (
                SELECT DISTINCT ON (code) code, name, line1, line2, line3, town, county, postcode, parent_code,
                    nullif(opened, '')::date AS open_date, nullif(closed, '')::date AS close_date, status, kind
                FROM unnest(\(rows.map(\.code))::text[], \(rows.map(\.name))::text[], \(lines[0])::text[],
                    \(lines[1])::text[], \(lines[2])::text[], \(rows.map(\.address.town))::text[],
                    \(rows.map(\.address.county))::text[], \(rows.map(\.address.postcode))::text[],
                    \(rows.map(\.parentCode))::text[], \(rows.map(\.openDate))::text[],
                    \(rows.map(\.closeDate))::text[], \(rows.map(\.status))::text[], \(rows.map(\.kind))::text[])
                    WITH ORDINALITY AS r(code, name, line1, line2, line3, town, county, postcode, parent_code, opened,
                        closed, status, kind, place)
                ORDER BY code, place DESC
            ), rows AS (
                SELECT *, \(query.source)::text AS source, status IN ('', 'A')
                    AND coalesce(close_date >= \(sql: Directory.day(of: time)), true) AS open
                FROM given
            ), known AS (
                SELECT (\(raw: Self.columns("d"))) IS DISTINCT FROM (\(raw: Self.columns("r"))) AS differs
                FROM rows AS r JOIN directory AS d ON d.code = r.code
            ), written AS (
                INSERT INTO directory AS d (code, \(raw: Self.columns()), run)
                SELECT code, \(raw: Self.columns()), \(query.run)::uuid FROM rows
                ON CONFLICT (code) DO UPDATE
                SET (\(raw: Self.columns()), run) = (\(raw: Self.columns("excluded")), excluded.run)
                WHERE (\(raw: Self.columns("d")), d.run)
                    IS DISTINCT FROM (\(raw: Self.columns("excluded")), excluded.run)
            )
            SELECT (SELECT count(*) FROM rows) - count(*) AS added, count(*) FILTER (WHERE differs) AS changed,
                count(*) FILTER (WHERE NOT differs) AS unchanged
            FROM known
            """
        ).first
        guard let counts else { return ImportCounts(added: 0, changed: 0, unchanged: 0, withdrawn: 0) }
        return ImportCounts(
            added: try counts.get("added"), changed: try counts.get("changed"), unchanged: try counts.get("unchanged"),
            withdrawn: 0)
    }

    /// All that is compared, of one table.
    private static func columns(_ table: String? = nil) -> String {
        [
            "name", "line1", "line2", "line3", "town", "county", "postcode", "parent_code", "open", "open_date",
            "close_date", "status", "kind", "source",
        ].map { column in table.map { "\($0).\(column)" } ?? column }.joined(separator: ", ")
    }
}

extension DirectoryRow {
    /// Whether PostgreSQL can take it, and index it.
    fileprivate var isUsable: Bool {
        let texts = [
            code, name, address.town, address.county, address.postcode, parentCode ?? "", status, kind,
        ]
        return code.wholeMatch(of: #/[A-Z0-9]{3,9}/#) != nil && !name.isEmpty && address.lines.count <= 3
            && [openDate, closeDate].allSatisfy { $0.isEmpty || Timestamp.parse("\($0)T00:00:00Z") != nil }
            && (texts + address.lines).allSatisfy { $0.fits(200) && !$0.utf8.contains(0) }
    }
}
