// SPDX-License-Identifier: Apache-2.0

import Database
import Foundation
import Testing
import Threads

@Suite("COPY", .needsPostgreSQL, .timeLimit(.minutes(2)))
struct CopyTests {
    private struct GaveUp: Error {}

    private static let awkward: [[String?]] = [
        ["1", "plain"], ["2", nil], ["3", ""], ["4", "tab\there, line\nend, return\rand \\N as text"], ["5", "\\"],
        ["6", "ein Ärgernis, 日本, 🏥"], ["7", "\u{8}\u{b}\u{c}"],
    ]

    /// A connection with an empty table.
    private func withTable(_ body: (Connection) async throws -> Void) async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        try await connection.query("CREATE TEMPORARY TABLE copied (number bigint PRIMARY KEY, words text)")
        try await body(connection)
        await connection.close()
    }

    private func number(_ sql: SQL, _ connection: Connection) async throws -> Int {
        try await connection.query(sql)[0].get(0)
    }

    @Test("What goes in comes out, whatever it holds")
    func both() async throws {
        try await withTable { connection in
            #expect(
                try await connection.copy(into: "copied", columns: ["number", "words"], rows: Self.awkward) == 7)
            let stored = try await connection.query("SELECT words FROM copied ORDER BY number")
                .map { try $0.get(0, as: String?.self) }
            #expect(stored == Self.awkward.map { $0[1] })
            let out = Lock<[[String?]]>([])
            let count = try await connection.copy(out: "SELECT * FROM copied ORDER BY number") { row in
                out.withLock { $0.append(row) }
            }
            #expect(count == 7 && out.withLock { $0 } == Self.awkward)
            #expect(try await number("SELECT 1", connection) == 1, "statements go on after it")
        }
    }

    @Test("Very many go through a piece at a time")
    func many() async throws {
        try await withTable { connection in
            let rows = (0..<200_000).lazy.map { number -> [String?] in [String(number), "row \(number)"] }
            let count = try await connection.copy(into: "copied", columns: ["number", "words"], rows: rows)
            #expect(count == 200_000)
            let sum = Lock(0)
            try await connection.copy(out: "SELECT number FROM copied") { row in
                sum.withLock { $0 += row[0].flatMap { Int($0) } ?? 0 }
            }
            #expect(sum.withLock { $0 } == 199_999 * 100_000)
        }
    }

    @Test("A row that the table refuses takes the others with it, and the transaction goes on only by its end")
    func refused() async throws {
        try await withTable { connection in
            try await connection.query("BEGIN")
            let error = await #expect(throws: DatabaseError.self) {
                try await connection.copy(into: "copied", columns: ["number"], rows: [["1"], ["2"], ["1"]])
            }
            #expect(error?.code == .uniqueViolation)
            #expect(error.map { !"\($0)".contains("(1)") } == true, "no value is told")
            try await connection.rollback()
            #expect(try await number("SELECT count(*) FROM copied", connection) == 0)
            await #expect(throws: DatabaseError.self) {
                try await connection.copy(into: "nowhere", columns: ["number"], rows: [["1"]])
            }
            #expect(try await connection.copy(into: "copied", columns: ["number"], rows: [["1"]]) == 1)
        }
    }

    @Test("A reader that gives up ends it, and the connection goes on")
    func givingUp() async throws {
        try await withTable { connection in
            await #expect(throws: GaveUp.self) {
                try await connection.copy(out: "SELECT generate_series(1, 10000000)") { row in
                    if row[0] == "100" { throw GaveUp() }
                }
            }
            let one = try await number("SELECT 1", connection)
            #expect(one == 1)
        }
    }

    @Test("A cancelled task ends it, and the connection goes on")
    func cancelled() async throws {
        try await withTable { connection in
            let begun = Lock(false)
            let copying = Task {
                try await connection.copy(out: "SELECT generate_series(1, 1000000000)") { _ in
                    begun.withLock { $0 = true }
                }
            }
            while !begun.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
            copying.cancel()
            await #expect(throws: (any Error).self) { try await copying.value }
            let one = try await number("SELECT 1", connection)
            #expect(one == 1)
        }
    }
}
