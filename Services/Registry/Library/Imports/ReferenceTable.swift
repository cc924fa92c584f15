// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.UUID
import Messaging

/// A table of reference data, and how the rows that are in readiness for it come in: by the order of their key, so many at
/// a time, each time in one statement. What stays the same is not written, and what the file no longer holds goes.
///
/// Who reads meanwhile sees rows of the old edition and of the new one, and never a row of neither.
struct ReferenceTable: Sendable {
    let name: String
    let staging: String
    let key: String
    /// All that is compared.
    let columns: [String]
    /// An index in which what is written waits to be entered. A step enters it: whoever reads has to look through what waits.
    var waiting: String?
    /// Which rows of the table are the file's own, where `t` is the table.
    var own: SQL = "true"

    /// However small a file is, so many may leave with an edition.
    static let few = 3

    /// Looks whether the import may begin: from which place, or why not.
    func begin(_ order: some ReferenceImport, on connection: isolated Connection) async throws -> JobStep {
        try await connection.query("ANALYZE \(raw: staging)")
        let row = try await connection.query(
            """
            SELECT (SELECT count(*) FROM \(raw: staging) WHERE run = \(order.run)),
                (SELECT count(*) FROM \(raw: name) AS t WHERE \(sql: own)),
                (SELECT count(*) FROM \(raw: name) AS t
                    WHERE \(sql: own) AND t.\(raw: key) <> ALL (\(order.keep ?? [])::text[]) AND NOT EXISTS (
                        SELECT FROM \(raw: staging) AS s WHERE s.run = \(order.run) AND s.\(raw: key) = t.\(raw: key)))
            """)[0]
        let (total, all, missing): (Int, Int, Int) = try (row.get(0), row.get(1), row.get(2))
        guard total > 0 else { return .refused(.nothingThere) }
        if order.insist != true, missing > max(Self.few, all / 10) {
            try await clear(order.run, on: connection)
            return .refused(.tooManyGone(missing, of: all, "entries"))
        }
        return .more(JobPlace(cursor: "", done: 0, total: total))
    }

    /// Brings in the rows whose keys follow one. In a rehearsal they are only counted.
    ///
    /// - Returns: the place after them; its cursor is nil when they were the last.
    func merge(
        _ order: some ReferenceImport, from place: JobPlace, stretch: Int, on connection: isolated Connection
    ) async throws -> JobPlace {
        let (after, isReal) = (place.cursor ?? "", order.isRehearsal != true)
        let row = try await connection.query(
            """
            WITH page AS MATERIALIZED (
                SELECT DISTINCT ON (\(raw: key)) \(raw: key), \(raw: list())
                FROM \(raw: staging) WHERE run = \(order.run) AND \(raw: key) > \(after)::text
                ORDER BY \(raw: key), place DESC LIMIT \(stretch)
            ), extent AS MATERIALIZED (
                SELECT count(*) AS rows, max(\(raw: key)) AS last,
                    -- Past the last page is whatever the table has left: no key has anything but letters and digits.
                    CASE WHEN count(*) < \(stretch) THEN '~' ELSE max(\(raw: key)) END AS end FROM page
            ), here AS MATERIALIZED (
                SELECT t.\(raw: key), \(raw: list("t")) FROM \(raw: name) AS t
                WHERE t.\(raw: key) > \(after)::text AND \(sql: own)
                    AND t.\(raw: key) <= (SELECT e.end FROM extent AS e)
            ), compared AS MATERIALIZED (
                SELECT p.\(raw: key), h.\(raw: key) IS NULL AS is_new,
                    (\(raw: list("p"))) IS DISTINCT FROM (\(raw: list("h"))) AS differs
                FROM page AS p LEFT JOIN here AS h USING (\(raw: key))
            ), written AS (
                INSERT INTO \(raw: name) (\(raw: key), \(raw: list()))
                SELECT p.\(raw: key), \(raw: list("p")) FROM page AS p JOIN compared AS c USING (\(raw: key))
                WHERE \(isReal) AND (c.is_new OR c.differs)
                ON CONFLICT (\(raw: key)) DO UPDATE SET (\(raw: list())) = ROW(\(raw: list("excluded")))
            ), gone AS MATERIALIZED (
                SELECT h.\(raw: key) FROM here AS h LEFT JOIN page AS p USING (\(raw: key))
                WHERE p.\(raw: key) IS NULL AND h.\(raw: key) <> ALL (\(order.keep ?? [])::text[])
            ), deleted AS (
                DELETE FROM \(raw: name) AS t USING gone AS g WHERE \(isReal) AND t.\(raw: key) = g.\(raw: key)
            )
            SELECT (SELECT rows FROM extent), (SELECT last FROM extent), count(*) FILTER (WHERE is_new),
                count(*) FILTER (WHERE NOT is_new AND differs), count(*) FILTER (WHERE NOT is_new AND NOT differs),
                (SELECT count(*) FROM gone)
            FROM compared
            """)[0]
        if isReal, let waiting {
            try await connection.query("SELECT gin_clean_pending_list('\(raw: waiting)')")
        }
        var next = place
        let rows: Int = try row.get(0)
        next.done += rows
        next.cursor = rows < stretch ? nil : try row.get(1)
        for (index, count) in ["added", "changed", "unchanged", "withdrawn"].enumerated() {
            next.counts[count, default: 0] += try row.get(2 + index, as: Int.self)
        }
        return next
    }

    /// Removes what is in readiness. At once, when nobody else brings anything: there may be millions of rows.
    func clear(_ run: UUID, on connection: isolated Connection) async throws {
        try await connection.query("LOCK TABLE \(raw: staging) IN ACCESS EXCLUSIVE MODE")
        let others = try await connection.query("SELECT 1 FROM \(raw: staging) WHERE run <> \(run) LIMIT 1")
        if others.isEmpty {
            try await connection.query("TRUNCATE \(raw: staging)")
        } else {
            try await connection.query("DELETE FROM \(raw: staging) WHERE run = \(run)")
        }
    }

    /// Removes what was put in readiness and never imported.
    func forget(_ database: Pool) async throws {
        try await database.query("DELETE FROM \(raw: staging) WHERE at < now() - interval '1 day'")
    }

    private func list(_ table: String? = nil) -> String {
        columns.map { column in table.map { "\($0).\(column)" } ?? column }.joined(separator: ", ")
    }
}

extension JobPlace {
    /// An import that found everything as it was has brought no word.
    var hasChanges: Bool { ["added", "changed", "withdrawn"].contains { counts[$0] ?? 0 > 0 } }
}

extension Problem {
    static let nothingThere = Problem(
        code: "nothing-there", message: "Nothing of this file is in readiness: bring it in again.")

    /// - Parameter things: what is counted.
    static func tooManyGone(_ missing: Int, of all: Int, _ things: String) -> Problem {
        Problem(
            code: "too-many-gone",
            message:
                "\(missing) of \(all) \(things) are no longer in the file, so nothing was changed: look whether the "
                + "file is whole. If it is, import it again with --insist.")
    }
}
