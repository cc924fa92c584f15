// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Logging

/// Rebuilds what this build writes otherwise than the one before, and what an operator asks for: one projection after the
/// other, by one copy of the service at a time.
struct Rebuilder: Sendable {
    let pool: Pool
    let configuration: DatabaseConfiguration
    let aggregates: [String: Aggregate]
    let options: Options
    let log: Logger

    private var projections: [ProjectedTables] { ProjectedTables.all(aggregates.values) }

    func run() async {
        var hasAsked = false
        while !Task.isCancelled {
            do {
                if !hasAsked { try await askForOutdated() }
                hasAsked = true
                try await work()
                try await Task.sleep(for: options.rebuildTick)
            } catch {
                if Task.isCancelled { return }
                log.warning("a rebuild is interrupted", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Asks for projections, each in this build's revision. One that stands still for a fault is begun again; an older
    /// build does not undo what a newer one has made.
    ///
    /// - Parameter names: of projections; all of them when empty.
    func ask(for names: [String]) async throws {
        let wanted = projections.filter { names.isEmpty || names.contains($0.name) }
        try await pool.query(Self.request(wanted, where: "p.revision <= n.revision"))
    }

    private func askForOutdated() async throws {
        try await pool.query(Self.request(projections, where: "p.revision < n.revision"))
    }

    private static func request(_ wanted: [ProjectedTables], where condition: SQL) -> SQL {
        """
        INSERT INTO rebuilds AS r (name, revision)
        SELECT n.name, n.revision FROM unnest(\(wanted.map(\.name))::text[], \(wanted.map(\.revision))::int8[])
            AS n(name, revision) JOIN projections AS p ON p.name = n.name WHERE \(sql: condition)
        ON CONFLICT (name) DO UPDATE SET revision = excluded.revision, mark = NULL, cursor = NULL, filled = false,
            streams = 0, fault = NULL, started = now()
        WHERE r.revision < excluded.revision OR r.fault IS NOT NULL
        """
    }

    /// How far each is.
    func progress() async throws -> [RebuildProgress] {
        let rows = try await pool.query(
            """
            SELECT p.name, p.revision, r.name IS NOT NULL, r.streams, r.fault
            FROM projections AS p LEFT JOIN rebuilds AS r ON r.name = p.name ORDER BY p.name
            """)
        return try rows.map { row in
            RebuildProgress(
                projection: try row.get(0), revision: try row.get(1), isRunning: try row.get(2),
                streams: try row.get(3, as: Int?.self) ?? 0, fault: try row.get(4))
        }
    }

    private func work() async throws {
        let asked = try await pool.query(
            "SELECT name, revision FROM rebuilds WHERE fault IS NULL ORDER BY started, name")
        let ours = try asked.compactMap { row in
            let (name, revision): (String, Int) = try (row.get(0), row.get(1))
            return projections.first { $0.name == name && $0.revision == revision }
        }
        guard !ours.isEmpty, let schema = configuration.schema else { return }
        let connection = try await Connection.open(configuration, name: "rebuild")
        do {
            try await connection.onItsThread { connection in
                let path = "\(Rebuild.next(schema)), \(schema)"
                let lock: SQL = "hashtext('attest rebuild'), hashtext(\(schema))"
                let answers = try await connection.pipeline([
                    "SELECT set_config('search_path', \(path), false)",
                    "SELECT pg_try_advisory_lock(\(sql: lock))",
                ])
                guard try answers[1][0].get(0, as: Bool.self) else { return }
                for tables in ours { try await rebuild(tables, in: schema, on: connection) }
            }
        } catch {
            await connection.close()
            throw error
        }
        // The server frees the lock with the connection.
        await connection.close()
    }

    private func rebuild(
        _ tables: ProjectedTables, in schema: String, on connection: isolated Connection
    ) async throws {
        let writers = aggregates.filter { $0.value.projections.contains { $0.name == tables.name } }
        let rebuild = Rebuild(
            schema: schema, aggregates: writers, tables: tables, page: options.rebuildPage, log: log)
        do {
            try await rebuild.run(on: connection)
        } catch let error as MalformedMessage {
            // Somebody has to look at the event; the live tables stay.
            log.error(
                "a projection cannot be rebuilt",
                metadata: ["projection": "\(tables.name)", "reason": "\(error.reason)"])
            try await connection.query("UPDATE rebuilds SET fault = \(error.reason) WHERE name = \(tables.name)")
        }
    }
}
