// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import TestSupport
import Testing

@testable import Messaging

@Suite(
    "The engine's statements", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
struct StoreTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let table: String
        /// Fills the table: row `n` has the keys that `statement` looks for when it is given `n`.
        let fill: SQL
        let statement: @Sendable ([Int]) -> SQL
        var testDescription: String { name }
    }

    private static func id(_ number: Int) -> UUID {
        Identifier.uuid(
            [UInt8](repeating: 0, count: 8) + (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) })
    }

    private static let uuid: SQL = "lpad(to_hex(n), 32, '0')::uuid"

    static let cases = [
        Case(
            name: "states that are loaded", table: "states",
            fill: "INSERT INTO states SELECT \(sql: uuid), 1, 'a', '{}', '' FROM generate_series(1, 20000) AS n",
            statement: { Store.load($0.map(id)) }),
        Case(
            name: "states that were replaced", table: "states",
            fill: "INSERT INTO states SELECT \(sql: uuid), 1, 'a', '{}', '' FROM generate_series(1, 20000) AS n",
            statement: { Store.discard($0.map(id), $0.map { _ in 1 }) }),
        Case(
            name: "who holds claims", table: "claims",
            fill: "INSERT INTO claims SELECT 'k', n::text, \(sql: uuid) FROM generate_series(1, 20000) AS n",
            statement: { Store.holders($0.map { Claim("k", "\($0)") }) }),
        Case(
            name: "claims that are given back", table: "claims",
            fill: "INSERT INTO claims SELECT 'k', n::text, \(sql: uuid) FROM generate_series(1, 20000) AS n",
            statement: { Store.release($0.map { Claim("k", "\($0)") }, $0.map(id)) }),
        Case(
            name: "timers that are forgotten", table: "timers",
            fill: "INSERT INTO timers SELECT \(sql: uuid), 't', now(), '', '', '' FROM generate_series(1, 20000) AS n",
            statement: { Store.unschedule($0.map(id), $0.map { _ in "t" }) }),
        Case(
            name: "bodies that are blanked", table: "events",
            fill: """
                INSERT INTO events SELECT \(sql: uuid), 1, 't', now(), '{}', '', NULL FROM generate_series(1, 20000) AS n
                """,
            statement: {
                Store.blank(
                    BlankedRows(streams: $0.map(id), versions: $0.map { _ in 1 }, bodies: $0.map { _ in "" }))
            }),
    ]

    @Test("What was planned on an empty table looks up each key when it has grown", arguments: cases)
    func keyed(_ example: Case) async throws {
        try await Sandbox.with { sandbox in
            let engine = LedgerRig.engine(sandbox, Options())
            try await engine.migrate()
            await engine.database.close()
            var configuration = sandbox.database()
            configuration.findsByKey = true
            let connection = try await Connection.open(configuration)
            // The worst a planner can know: that there is nothing.
            try await connection.query("VACUUM (ANALYZE) \(raw: example.table)")
            try await connection.query(example.statement([1]))
            try await connection.query(example.fill)
            let before = try await Self.read(example.table, connection)
            try await connection.query(example.statement([19_998, 19_999, 30_000]))
            let (rows, entries) = try await Self.read(example.table, connection)
            #expect(rows == before.rows, "rows read without an index")
            #expect(entries - before.entries <= 4, "entries of indexes that were read")
            await connection.close()
        }
    }

    /// What was ever read of a table by itself and by its indexes.
    private static func read(_ table: String, _ connection: Connection) async throws -> (rows: Int64, entries: Int64) {
        try await connection.query("SELECT pg_stat_force_next_flush()")
        let row = try await connection.query(
            """
            SELECT pg_stat_get_tuples_returned(\(table)::regclass),
                (SELECT sum(pg_stat_get_tuples_returned(indexrelid))::int8 FROM pg_index
                    WHERE indrelid = \(table)::regclass)
            """)[0]
        return (try row.get(0), try row.get(1))
    }
}
