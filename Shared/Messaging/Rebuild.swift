// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.UUID
import Logging

/// Fills a projection's tables anew from the events, beside the live ones and while the service works, and puts them in
/// their place.
///
/// The new tables are made in a schema of their own, which its connection looks into first, so that the projection's SQL
/// is the same. Streams are applied whole, page by page; those in which something happened meanwhile are applied again,
/// round after round, until the last few go with the exchange itself. Nobody waits for longer than that takes: a lock that
/// does not come in a moment is left, and asked for later. After a crash it goes on where it was.
struct Rebuild: Sendable {
    /// The service's; the new tables are made in the one with `_next` behind its name.
    let schema: String
    /// Those that write the tables, by their names.
    let aggregates: [String: Aggregate]
    let tables: ProjectedTables
    /// Streams in one transaction.
    let page: Int
    let log: Logger

    private struct Place {
        var mark: Int64
        var cursor: UUID?
        var isFilled: Bool
    }

    func run(on connection: isolated Connection) async throws {
        var place = try await begin(on: connection)
        while !place.isFilled { try await fill(&place, on: connection) }
        // Questions wait for the exchange alone, commands also for the last streams: if they come faster than these can be
        // made few, they wait for more of them.
        var most = Self.few
        repeat {
            try await catchUp(&place, on: connection)
            most *= 2
        } while try await !exchange(after: place, most: most, on: connection)
        log.info("a projection was rebuilt", metadata: ["projection": "\(tables.name)"])
    }

    // MARK: Stages

    /// Where it was, or the start, with empty tables and a mark behind which everything is applied again.
    private func begin(on connection: isolated Connection) async throws -> Place {
        let row = try await connection.query("SELECT mark, cursor, filled FROM rebuilds WHERE name = \(tables.name)")[0]
        if let mark = try row.get(0, as: Int64?.self) {
            return Place(mark: mark, cursor: try row.get(1), isFilled: try row.get(2))
        }
        log.info("a projection is rebuilt", metadata: ["projection": "\(tables.name)"])
        let schemas = try await connection.query("SELECT 1 FROM pg_namespace WHERE nspname = \(Self.next(schema))")
        if schemas.isEmpty { try await connection.query("CREATE SCHEMA \(raw: Self.next(schema))") }
        try await connection.query("BEGIN")
        for table in tables.names {
            try await connection.query("DROP TABLE IF EXISTS \(raw: Self.next(schema)).\(raw: table)")
        }
        try await connection.script(tables.schema)
        try await connection.query("COMMIT")
        let mark = try await undisturbed(on: connection) { try await Self.newestPosition($0) }
        try await connection.query("UPDATE rebuilds SET mark = \(mark) WHERE name = \(tables.name)")
        return Place(mark: mark, cursor: nil, isFilled: false)
    }

    /// Applies a page of streams.
    private func fill(_ place: inout Place, on connection: isolated Connection) async throws {
        let behind: SQL = if let cursor = place.cursor { "WHERE stream > \(cursor)" } else { "" }
        let rows = try await connection.query(
            "SELECT stream, aggregate FROM states \(sql: behind) ORDER BY stream, version LIMIT \(page)")
        let streams = try Self.streams(rows)
        if let last = rows.last { place.cursor = try last.get(0) }
        place.isFilled = rows.count < page
        let statements = try await applying(streams, on: connection)
        try await connection.pipeline(
            ["BEGIN"] + statements + [
                """
                UPDATE rebuilds SET cursor = \(place.cursor), filled = \(place.isFilled),
                    streams = streams + \(streams.keys.count)
                WHERE name = \(tables.name)
                """, "COMMIT",
            ])
    }

    /// Applies again the streams in which something happened since the mark, and moves the mark.
    private func catchUp(_ place: inout Place, on connection: isolated Connection) async throws {
        let newest = try await undisturbed(on: connection) { try await Self.newestPosition($0) }
        let streams = Array(try await changed(after: place.mark, upTo: newest, on: connection))
        for start in stride(from: 0, to: streams.count, by: page) {
            let some = Dictionary(
                uniqueKeysWithValues: streams[start..<min(start + page, streams.count)].lazy.map {
                    ($0.key, $0.value)
                })
            let statements = try await applying(some, on: connection)
            try await connection.pipeline(["BEGIN"] + statements + ["COMMIT"])
        }
        place.mark = newest
        try await connection.query("UPDATE rebuilds SET mark = \(newest) WHERE name = \(tables.name)")
    }

    /// Applies the last streams and puts the new tables in the place of the live ones, in one transaction.
    ///
    /// - Returns: false when there are too many streams left for others to wait for.
    private func exchange(
        after place: Place, most: Int, on connection: isolated Connection
    ) async throws -> Bool {
        try await undisturbed(on: connection) { connection in
            let streams = try await changed(after: place.mark, upTo: .max, on: connection)
            guard streams.count <= most else { return false }
            var statements = try await applying(streams, on: connection)
            for table in tables.names {
                statements += [
                    "DROP TABLE \(raw: schema).\(raw: table)",
                    "ALTER TABLE \(raw: Self.next(schema)).\(raw: table) SET SCHEMA \(raw: schema)",
                ]
            }
            statements += [
                """
                INSERT INTO projections (name, revision) VALUES (\(tables.name), \(tables.revision))
                ON CONFLICT (name) DO UPDATE SET revision = excluded.revision, built = now()
                """,
                "DELETE FROM rebuilds WHERE name = \(tables.name) AND revision = \(tables.revision)",
            ]
            try await connection.pipeline(statements)
            return true
        }
    }

    /// Streams that commands may always wait for.
    private static let few = 25

    // MARK: Reading and writing

    /// Streams with the aggregate that each belongs to.
    private typealias Streams = [UUID: String]

    private static func streams(_ rows: Rows) throws -> Streams {
        Dictionary(try rows.map { (try $0.get(0), try $0.get(1)) }) { first, _ in first }
    }

    /// The statements that write streams whole.
    private func applying(_ streams: Streams, on connection: isolated Connection) async throws -> [SQL] {
        let ours = streams.filter { aggregates[$0.value] != nil }
        guard !ours.isEmpty else { return [] }
        let replayed = try await Replay(aggregates: aggregates).run(ours, on: connection)
        var changes: [String: [ChangedStream]] = [:]
        for result in replayed.values {
            let working = try result.get()
            guard let state = working.state else { continue }
            changes[working.aggregate, default: []].append(
                ChangedStream(id: working.id, version: working.version, state: state, recorded: working.recorded))
        }
        return try changes.flatMap { name, streams in
            try aggregates[name]?.project(streams) { $0 == tables.name } ?? []
        }
    }

    private func changed(
        after mark: Int64, upTo newest: Int64, on connection: isolated Connection
    ) async throws -> Streams {
        try Self.streams(
            await connection.query(
                """
                SELECT e.stream, s.aggregate FROM (
                    SELECT DISTINCT stream FROM events
                    WHERE position > \(mark) AND position <= \(newest)
                        AND type = ANY(\(aggregates.values.flatMap(\.kinds))::text[])) AS e
                CROSS JOIN LATERAL (SELECT aggregate FROM states WHERE stream = e.stream LIMIT 1) AS s
                """))
    }

    private static func newestPosition(_ connection: isolated Connection) async throws -> Int64 {
        try await connection.query(Store.newestPosition)[0].get(0)
    }

    /// Runs a transaction during which nobody records events: all that have a position are committed then. When the lock
    /// does not come at once it is given up, since others queue behind whoever waits for it.
    private func undisturbed<Value: Sendable>(
        on connection: isolated Connection, _ body: (isolated Connection) async throws -> Value
    ) async throws -> Value {
        var pause = Pause()
        while true {
            do {
                try await connection.pipeline([
                    "BEGIN", "SET LOCAL lock_timeout = '50ms'", "LOCK TABLE events IN SHARE MODE",
                ])
                let value = try await body(connection)
                try await connection.query("COMMIT")
                return value
            } catch let error as DatabaseError where error.code == .lockTimeout || error.code == .deadlock {
                try await connection.rollback()
                await pause.wait()
                try Task.checkCancellation()
            } catch {
                try? await connection.rollback()
                throw error
            }
        }
    }

    /// Where a service's new tables are made.
    static func next(_ schema: String) -> String { "\(schema)_next" }
}
