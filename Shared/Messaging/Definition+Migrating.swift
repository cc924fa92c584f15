// SPDX-License-Identifier: Apache-2.0

public import Database

extension Definition {
    private static let engine = [
        Migration(name: "engine_m0001", sql: String(decoding: PackageResources.m0001_engine_sql, as: UTF8.self)),
        Migration(
            name: "engine_m0002", sql: String(decoding: PackageResources.m0002_inbox_digest_sql, as: UTF8.self)),
        Migration(name: "engine_m0003", sql: String(decoding: PackageResources.m0003_shapes_sql, as: UTF8.self)),
        Migration(name: "engine_m0004", sql: String(decoding: PackageResources.m0004_trials_sql, as: UTF8.self)),
        Migration(name: "engine_m0005", sql: String(decoding: PackageResources.m0005_projections_sql, as: UTF8.self)),
        Migration(
            name: "engine_m0006", sql: String(decoding: PackageResources.m0006_subscriptions_sql, as: UTF8.self)),
        Migration(name: "engine_m0007", sql: String(decoding: PackageResources.m0007_jobs_sql, as: UTF8.self)),
    ]

    /// Brings the service's schema up to date: the engine's tables, its own, and those of its projections that are not
    /// there yet. Tables of an older revision stay as they are until the engine has filled new ones.
    ///
    /// - Returns: the names of the migrations that were applied.
    @discardableResult
    public func migrate(_ configuration: DatabaseConfiguration) async throws -> [String] {
        let applied = try await Migrator(
            schema: configuration.schema ?? "public", migrations: Self.engine + migrations
        ).run(configuration)
        let connection = try await Connection.open(configuration, name: "migrator")
        do {
            try await makeProjections(on: connection)
            try await Subscriptions(self).note(on: connection)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        return applied
    }

    private func makeProjections(on connection: Connection) async throws {
        let known = try await connection.pipeline([
            "BEGIN", "SELECT pg_advisory_xact_lock(hashtextextended('projections of ' || current_schema(), 0))",
            "SELECT name FROM projections",
        ])[2].map { try $0.get(0, as: String.self) }
        for tables in projections where !known.contains(tables.name) {
            let row = try await connection.query(
                "SELECT to_regclass(\(tables.name)) IS NOT NULL, EXISTS (SELECT FROM events)")[0]
            let (isThere, isHistory): (Bool, Bool) = try (row.get(0), row.get(1))
            if !isThere { try await connection.script(tables.schema) }
            // Tables that were made before revisions were noted are of the first.
            let revision = isThere ? 1 : isHistory ? 0 : tables.revision
            try await connection.query(
                "INSERT INTO projections (name, revision) VALUES (\(tables.name), \(revision))")
        }
        try await connection.query("COMMIT")
    }
}
