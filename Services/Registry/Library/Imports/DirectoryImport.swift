// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// Brings the rows that are in readiness into the directory, some at a time. Only what differs is written and counted as
/// changed; what the file no longer holds is marked as withdrawn at the end, and kept.
///
/// A code that stands in a file twice counts once, and the last one is kept. A file from which too much is missing is
/// refused before anything changes.
struct DirectoryImport: Job {
    static let kind = "directory-import"
    /// Rows in one step.
    var stretch = 2_000
    /// However small a file is, so many may leave with an edition.
    private static let few = 3

    func step(
        _ order: ImportDirectory, from place: JobPlace, at time: Date, on connection: isolated Connection
    ) async throws -> JobStep {
        guard let cursor = place.cursor else { return try await begin(order, on: connection) }
        guard let start = Int64(cursor) else { throw MalformedMessage("the place of an import is no number") }
        let merged = try await merge(order, after: start, at: time, on: connection)
        var next = place
        next.done += merged.rows
        for (name, count) in merged.counts { next.counts[name, default: 0] += count }
        if let last = merged.last {
            next.cursor = String(last)
            return .more(next)
        }
        next.counts["withdrawn"] = try await withdraw(order, on: connection)
        if order.isRehearsal != true, next.hasChanges { try await WordTable.directory.renew(on: connection) }
        return .finished(next)
    }

    private func begin(_ order: ImportDirectory, on connection: isolated Connection) async throws -> JobStep {
        let row = try await connection.query(
            """
            SELECT (SELECT count(*) FROM directory_staging WHERE run = \(order.run)), count(*),
                count(*) FILTER (WHERE \(sql: Self.isGone(order)))
            FROM directory AS d WHERE source = \(order.source) AND status <> 'withdrawn'
            """)[0]
        let (total, all, missing): (Int, Int, Int) = try (row.get(0), row.get(1), row.get(2))
        guard total > 0 else { return .refused(.nothingThere) }
        if order.insist != true, missing > max(Self.few, all / 10) {
            try await clear(order, on: connection)
            return .refused(.tooManyGone(missing, of: all, "organisations"))
        }
        return .more(JobPlace(cursor: "-1", done: 0, total: total))
    }

    /// Neither in this file nor among the rows of it that could not be read.
    private static func isGone(_ order: ImportDirectory) -> SQL {
        """
        code <> ALL (\(order.keep ?? [])::text[]) AND NOT EXISTS (
            SELECT FROM directory_staging AS s WHERE s.run = \(order.run) AND s.code = d.code)
        """
    }

    private func merge(
        _ order: ImportDirectory, after start: Int64, at time: Date, on connection: isolated Connection
    ) async throws -> (rows: Int, last: Int64?, counts: [String: Int]) {
        let row = try await connection.query(
            """
            WITH page AS (
                SELECT * FROM directory_staging WHERE run = \(order.run) AND place > \(start)
                ORDER BY place LIMIT \(stretch)
            ), given AS (
                SELECT * FROM page AS p WHERE NOT EXISTS (
                    SELECT FROM directory_staging AS s WHERE s.run = p.run AND s.code = p.code AND s.place > p.place)
            ), rows AS (
                SELECT *, \(order.source)::text AS source, status IN ('', 'A')
                    AND coalesce(close_date >= \(sql: Directory.day(of: time)), true) AS open
                FROM given
            ), known AS (
                SELECT (\(raw: Self.columns("d"))) IS DISTINCT FROM (\(raw: Self.columns("r"))) AS differs
                FROM rows AS r JOIN directory AS d ON d.code = r.code
            ), written AS (
                INSERT INTO directory AS d (code, \(raw: Self.columns()), run)
                SELECT code, \(raw: Self.columns()), run FROM rows WHERE \(order.isRehearsal != true)
                ON CONFLICT (code) DO UPDATE
                SET (\(raw: Self.columns()), run) = (\(raw: Self.columns("excluded")), excluded.run)
                WHERE (\(raw: Self.columns("d")), d.run)
                    IS DISTINCT FROM (\(raw: Self.columns("excluded")), excluded.run)
            )
            SELECT (SELECT count(*) FROM page), (SELECT max(place) FROM page),
                (SELECT count(*) FROM rows) - count(*), count(*) FILTER (WHERE differs),
                count(*) FILTER (WHERE NOT differs)
            FROM known
            """)[0]
        let counts: [String: Int] = [
            "added": try row.get(2), "changed": try row.get(3), "unchanged": try row.get(4),
        ]
        return (try row.get(0), try row.get(1), counts)
    }

    private func withdraw(_ order: ImportDirectory, on connection: isolated Connection) async throws -> Int {
        let gone: SQL = "source = \(order.source) AND status <> 'withdrawn' AND \(sql: Self.isGone(order))"
        let withdrawn: Int
        if order.isRehearsal == true {
            withdrawn = try await connection.query("SELECT count(*) FROM directory AS d WHERE \(sql: gone)")[0].get(0)
        } else {
            withdrawn = try await connection.query(
                "UPDATE directory AS d SET open = false, status = 'withdrawn' WHERE \(sql: gone)"
            ).affected
        }
        try await clear(order, on: connection)
        return withdrawn
    }

    private func clear(_ order: ImportDirectory, on connection: isolated Connection) async throws {
        try await connection.query("DELETE FROM directory_staging WHERE run = \(order.run)")
    }

    /// All that is compared, of one table.
    private static func columns(_ table: String? = nil) -> String {
        [
            "name", "line1", "line2", "line3", "town", "county", "postcode", "parent_code", "open", "open_date",
            "close_date", "status", "kind", "source",
        ].map { column in table.map { "\($0).\(column)" } ?? column }.joined(separator: ", ")
    }
}
