// SPDX-License-Identifier: Apache-2.0

import Database
import Testing
import struct Foundation.Date
import struct Foundation.UUID

@Suite("Values to the server and back", .needsPostgreSQL, .serialized, .timeLimit(.minutes(1)))
struct RoundTripTests {
    private func echo<Value: SQLDecodable>(_ sql: SQL, as type: Value.Type = Value.self) async throws -> Value {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        let row = try #require(try await connection.query(sql).first)
        return try row.get("v")
    }

    @Test("Every type comes back as it was sent")
    func scalars() async throws {
        let id = UUID()
        #expect(try await echo("SELECT \(id) AS v") == id)
        #expect(try await echo("SELECT \("é ' \" \\ 🙂\n") AS v") == "é ' \" \\ 🙂\n")
        #expect(try await echo("SELECT \("") AS v") == "")
        #expect(try await echo("SELECT \(Int.min) AS v") == Int.min)
        #expect(try await echo("SELECT \(Int64.max) AS v") == Int64.max)
        #expect(try await echo("SELECT \(Int32.min) AS v") == Int32.min)
        #expect(try await echo("SELECT \(true) AS v") == true)
        #expect(try await echo("SELECT \(false) AS v") == false)
        #expect(try await echo("SELECT \(0.1) AS v") == 0.1)
        #expect(try await echo("SELECT \([0, 255, 10] as [UInt8]) AS v") == [0, 255, 10] as [UInt8])
        #expect(try await echo("SELECT \([] as [UInt8]) AS v") == [] as [UInt8])
        #expect(try await echo("SELECT \(json: "{\"a\": [1, null]}") AS v") == "{\"a\": [1, null]}")
    }

    @Test("Whole numbers and fractions of every width are read")
    func widths() async throws {
        #expect(try await echo("SELECT 7::int2 AS v") == 7)
        #expect(try await echo("SELECT 7::int4 AS v") == Int64(7))
        #expect(try await echo("SELECT 7::int8 AS v") == Int16(7))
        #expect(try await echo("SELECT 1.5::float4 AS v") == 1.5)
        #expect(try await echo("SELECT 'x'::varchar(5) AS v") == "x")
        #expect(try await echo("SELECT '{\"a\":1}'::json AS v") == "{\"a\":1}")
        #expect(try await echo("SELECT current_schema() AS v", as: String.self) == "public")
        await #expect(throws: DatabaseError.self) { try await echo("SELECT 40000::int4 AS v", as: Int16.self) }
    }

    @Test("Nothing comes back as nothing")
    func nulls() async throws {
        #expect(try await echo("SELECT \(nil as UUID?) AS v", as: UUID?.self) == nil)
        #expect(try await echo("SELECT \(nil as String?) AS v", as: String?.self) == nil)
        #expect(try await echo("SELECT \(nil as Int?) AS v", as: Int?.self) == nil)
        #expect(try await echo("SELECT \(nil as Bool?) AS v", as: Bool?.self) == nil)
        #expect(try await echo("SELECT \(nil as Date?) AS v", as: Date?.self) == nil)
        #expect(try await echo("SELECT \(nil as [UInt8]?) AS v", as: [UInt8]?.self) == nil)
        #expect(try await echo("SELECT \(json: nil) AS v", as: String?.self) == nil)
        #expect(try await echo("SELECT NULL::text[] AS v", as: [String]?.self) == nil)
        #expect(try await echo("SELECT \("here") AS v", as: String?.self) == "here")
    }

    @Test("Arrays come back in order, empty ones and those with nulls too")
    func arrays() async throws {
        let ids = [UUID(), UUID()]
        #expect(try await echo("SELECT \(ids) AS v") == ids)
        #expect(try await echo("SELECT \([ids[0], nil]) AS v") == [ids[0], nil])
        #expect(try await echo("SELECT \(["a", "", "{\"q\\\",}"]) AS v") == ["a", "", "{\"q\\\",}"])
        #expect(try await echo("SELECT \(["a", nil] as [String?]) AS v") == ["a", nil])
        #expect(try await echo("SELECT \([Int64.min, 0]) AS v") == [Int64.min, 0])
        #expect(try await echo("SELECT \([1, nil] as [Int64?]) AS v") == [Int64(1), nil])
        #expect(try await echo("SELECT \([1, 2]) AS v") == [1, 2])
        #expect(try await echo("SELECT \([true, false]) AS v") == [true, false])
        #expect(try await echo("SELECT \([[1], []] as [[UInt8]]) AS v") == [[1], []] as [[UInt8]])
        #expect(try await echo("SELECT \([[1], nil] as [[UInt8]?]) AS v") == [[1], nil] as [[UInt8]?])
        #expect(try await echo("SELECT \(jsonArray: ["{\"a\": 1}", "2"]) AS v") == ["{\"a\": 1}", "2"])
        let times = [Date(timeIntervalSince1970: 1), Date(timeIntervalSince1970: 1_800_000_000.125)]
        #expect(try await echo("SELECT \(times) AS v") == times)
        #expect(try await echo("SELECT \([times[0], nil]) AS v") == [times[0], nil])
        #expect(try await echo("SELECT \([] as [UUID]) AS v") == [] as [UUID])
        #expect(try await echo("SELECT \([] as [String?]) AS v") == [] as [String?])
        #expect(try await echo("SELECT cardinality(\([] as [String])) AS v") == 0)
        #expect(try await echo("SELECT '{1,2}'::int4[] AS v") == [1, 2])
    }

    @Test("An array with a null is not read as an array without")
    func nullElements() async throws {
        await #expect(throws: DatabaseError.self) { try await echo("SELECT ARRAY['a', NULL] AS v", as: [String].self) }
    }

    @Test("Times of whole milliseconds come back equal, and others are stable after one trip")
    func times() async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        var whole: [Date] = []
        var fine: [Date] = []
        for index in 0..<2_000 {
            let milliseconds = Int64(index) * 977_777_777 - 300_000_000_000
            whole.append(Date(timeIntervalSince1970: Double(milliseconds) / 1_000))
            fine.append(Date(timeIntervalSince1970: Double(milliseconds) / 1_000 + 0.000_123_4))
        }
        let sql: SQL = "SELECT \(whole) AS whole, \(fine) AS fine"
        let first = try await connection.query(sql)[0]
        #expect(try first.get("whole") == whole)
        let once: [Date] = try first.get("fine")
        #expect(zip(once, fine).allSatisfy { abs($0.timeIntervalSince($1)) < 0.000_001 })
        let again: [Date] = try await connection.query("SELECT \(once) AS v")[0].get("v")
        #expect(again == once)
    }

    @Test("A time means the same to the server")
    func timeText() async throws {
        let time = Date(timeIntervalSince1970: 1_795_290_511.120)
        #expect(try await echo("SELECT (\(time) = '2026-11-21T19:48:31.120Z'::timestamptz) AS v") == true)
        #expect(try await echo("SELECT \(Date.distantFuture) AS v") == Date.distantFuture)
        #expect(try await echo("SELECT 'infinity'::timestamptz AS v") == Date.distantFuture)
    }

    @Test("What looks like SQL is stored as it is")
    func injection() async throws {
        try await TestDatabase.run { database in
            let connection = try await Connection.open(database.configuration)
            try await connection.query("CREATE TABLE t (name text)")
            let hostile = "'); DROP TABLE t; --"
            try await connection.query("INSERT INTO t VALUES (\(hostile))")
            let rows = try await connection.query("SELECT name FROM t WHERE name = \(hostile)")
            #expect(rows.count == 1)
            #expect(try rows[0].get("name") == hostile)
        }
    }

    @Test("A result knows its rows, its columns and how many rows a statement touched")
    func results() async throws {
        try await TestDatabase.run { database in
            let connection = try await Connection.open(database.configuration)
            try await connection.query("CREATE TABLE t (id int8, name text)")
            let inserted = try await connection.query(
                "INSERT INTO t SELECT * FROM unnest(\([1, 2, 3]), \(["a", "b", "c"]))")
            #expect(inserted.affected == 3)
            #expect(inserted.isEmpty)
            #expect(inserted.command == "INSERT")
            let rows = try await connection.query("SELECT id, name FROM t ORDER BY id")
            #expect(rows.columns == ["id", "name"])
            #expect(try rows.map { try $0.get("name", as: String.self) } == ["a", "b", "c"])
            #expect(try rows.map { try $0.get(0, as: Int.self) } == [1, 2, 3])
        }
    }
}
