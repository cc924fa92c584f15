// SPDX-License-Identifier: Apache-2.0

/// Brings a schema up to date: forward only, each migration in a transaction of its own.
///
/// Any number may run at once: one works, the others wait and then find nothing to do. An applied migration that this
/// program does not know is left alone, since a newer release may be running beside it.
public struct Migrator: Sendable {
    private let schema: String
    private let migrations: [Migration]

    public init(schema: String, migrations: [Migration]) {
        self.schema = schema
        self.migrations = migrations
    }

    /// Applies what is missing, in the order given.
    ///
    /// - Returns: the names applied.
    /// - Throws: `migrationChanged` when the text of an applied migration is not what it was; nothing is applied then.
    @discardableResult
    public func run(_ configuration: DatabaseConfiguration) async throws(DatabaseError) -> [String] {
        let names = migrations.map(\.name)
        guard Set(names).count == names.count else {
            throw DatabaseError(.configuration, detail: "two migrations of schema \(schema) have the same name")
        }
        var configuration = configuration
        configuration.schema = schema
        // A migration may rewrite a table; and another copy may be at it, which is worth waiting for.
        configuration.statementTimeout = max(configuration.statementTimeout, .seconds(600))
        let connection = try await Connection.open(configuration, name: "migrator")
        do throws(DatabaseError) {
            let applied = try await run(on: connection)
            await connection.close()
            return applied
        } catch {
            // The server frees the lock with the connection.
            await connection.close()
            throw error
        }
    }

    private func run(on connection: Connection) async throws(DatabaseError) -> [String] {
        try await lock(connection)
        try await prepare(connection)
        let missing = try await missing(connection)
        for migration in missing {
            try await connection.query("BEGIN")
            try await connection.script(migration.sql)
            try await connection.pipeline([
                """
                INSERT INTO \(raw: table) (name, digest)
                VALUES (\(migration.name), encode(sha256(convert_to(\(migration.sql), 'UTF8')), 'hex'))
                """,
                "COMMIT",
            ])
        }
        return missing.map(\.name)
    }

    private var table: String { "\(schema.quotedIdentifier).schema_migrations" }

    /// One schema, one migrator at a time.
    private func lock(_ connection: Connection) async throws(DatabaseError) {
        let usual = try await connection.query("SELECT current_setting('lock_timeout')")
        let timeout: String = try usual[0].get(0)
        try await connection.query("SELECT set_config('lock_timeout', '600s', false)")
        try await connection.query("SELECT pg_advisory_lock(hashtextextended('migrations of ' || \(schema), 0))")
        try await connection.query("SELECT set_config('lock_timeout', \(timeout), false)")
    }

    /// The schema and the table, when they are not there: a role that may not create them needs not to.
    private func prepare(_ connection: Connection) async throws(DatabaseError) {
        let schemas = try await connection.query("SELECT 1 FROM pg_namespace WHERE nspname = \(schema)")
        if schemas.isEmpty { try await connection.query("CREATE SCHEMA \(raw: schema.quotedIdentifier)") }
        let tables = try await connection.query("SELECT 1 WHERE to_regclass(\(table)) IS NOT NULL")
        if tables.isEmpty {
            try await connection.query(
                """
                CREATE TABLE \(raw: table) (
                    name text PRIMARY KEY, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
                """)
        }
    }

    private func missing(_ connection: Connection) async throws(DatabaseError) -> [Migration] {
        let rows = try await connection.query(
            """
            SELECT m.name IS NULL AS missing,
                m.digest IS DISTINCT FROM encode(sha256(convert_to(n.sql, 'UTF8')), 'hex') AS changed
            FROM unnest(\(migrations.map(\.name)), \(migrations.map(\.sql))) WITH ORDINALITY AS n(name, sql, place)
            LEFT JOIN \(raw: table) AS m ON m.name = n.name ORDER BY n.place
            """)
        var result: [Migration] = []
        for (migration, row) in zip(migrations, rows) {
            if try row.get("missing", as: Bool.self) {
                result.append(migration)
            } else if try row.get("changed", as: Bool.self) {
                throw DatabaseError(
                    .migrationChanged,
                    detail: "migration \(migration.name) of schema \(schema) was applied with another text")
            }
        }
        return result
    }
}
