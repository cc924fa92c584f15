// SPDX-License-Identifier: Apache-2.0

import Database
import Testing
import struct Foundation.UUID

@Suite("Migrations", .needsPostgreSQL, .serialized, .timeLimit(.minutes(1)))
struct MigratorTests {
    private let migrations = [
        Migration(name: "m0001_things", sql: "CREATE TABLE things (id int8); INSERT INTO things VALUES (1);"),
        Migration(name: "m0002_names", sql: "ALTER TABLE things ADD COLUMN name text"),
    ]

    private func schema(_ database: TestDatabase) throws -> String { try #require(database.configuration.schema) }

    @Test("Each is applied once, in order, and a second run finds nothing to do")
    func twice() async throws {
        try await TestDatabase.run { database in
            let schema = try schema(database)
            #expect(
                try await Migrator(schema: schema, migrations: [migrations[0]]).run(database.configuration)
                    == ["m0001_things"])
            let migrator = Migrator(schema: schema, migrations: migrations)
            #expect(try await migrator.run(database.configuration) == ["m0002_names"])
            #expect(try await migrator.run(database.configuration).isEmpty)
            // An older program beside a newer one finds nothing wrong.
            #expect(
                try await Migrator(schema: schema, migrations: [migrations[0]]).run(database.configuration).isEmpty)
            let connection = try await Connection.open(database.configuration)
            #expect(try await connection.query("SELECT id, name FROM things").count == 1)
        }
    }

    @Test("A missing schema is made, whatever its name")
    func missingSchema() async throws {
        try await TestDatabase.run { database in
            let schema = "Test \"\(UUID())\""
            let applied = try await Migrator(schema: schema, migrations: migrations).run(database.configuration)
            #expect(applied.count == 2)
            let quoted = "\"" + schema.replacing("\"", with: "\"\"") + "\""
            let connection = try await Connection.open(database.configuration)
            #expect(try await connection.query("SELECT * FROM \(raw: quoted).things").count == 1)
            try await connection.query("DROP SCHEMA \(raw: quoted) CASCADE")
        }
    }

    @Test("Several at once apply each migration once")
    func concurrently() async throws {
        try await TestDatabase.run { database in
            let schema = try schema(database)
            let connection = try await Connection.open(database.configuration)
            try await connection.query("DROP SCHEMA \(raw: schema)")
            let migrator = Migrator(schema: schema, migrations: migrations)
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 { group.addTask { try await migrator.run(database.configuration) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied == ["m0001_things", "m0002_names"])
        }
    }

    @Test("A changed text is refused, and nothing is applied")
    func changed() async throws {
        try await TestDatabase.run { database in
            let schema = try schema(database)
            try await Migrator(schema: schema, migrations: [migrations[1], migrations[0]].reversed().dropLast())
                .run(database.configuration)
            let changed = Migration(name: "m0001_things", sql: "CREATE TABLE things (id int4)")
            let error = await #expect(throws: DatabaseError.self) {
                try await Migrator(schema: schema, migrations: [migrations[1], changed]).run(database.configuration)
            }
            #expect(error?.code == .migrationChanged)
            #expect(error?.disposition == .reject)
            #expect(error?.detail.contains("m0001_things") == true)
            let connection = try await Connection.open(database.configuration)
            #expect(try await connection.query("SELECT * FROM things").columns == ["id"])
        }
    }

    @Test("One that fails leaves nothing of itself, keeps those before it, and can be tried again")
    func failing() async throws {
        try await TestDatabase.run { database in
            let schema = try schema(database)
            let broken = Migration(name: "m0003_broken", sql: "CREATE TABLE half (id int8); SELECT 1/0;")
            let error = await #expect(throws: DatabaseError.self) {
                try await Migrator(schema: schema, migrations: migrations + [broken]).run(database.configuration)
            }
            #expect(error?.sqlState == "22012")
            let connection = try await Connection.open(database.configuration)
            #expect(try await connection.query("SELECT 1 WHERE to_regclass('half') IS NULL").count == 1)
            let mended = Migration(name: "m0003_broken", sql: "CREATE TABLE half (id int8)")
            #expect(
                try await Migrator(schema: schema, migrations: migrations + [mended]).run(database.configuration)
                    == ["m0003_broken"])
        }
    }

    @Test("Two of one name are refused")
    func doubled() async throws {
        try await TestDatabase.run { database in
            let error = await #expect(throws: DatabaseError.self) {
                try await Migrator(schema: try schema(database), migrations: [migrations[0], migrations[0]])
                    .run(database.configuration)
            }
            #expect(error?.code == .configuration)
        }
    }

    @Test("A role that may not create schemas or tables is content when there is nothing to create")
    func unprivileged() async throws {
        try await TestDatabase.run { database in
            let schema = try schema(database)
            let migrator = Migrator(schema: schema, migrations: migrations)
            try await migrator.run(database.configuration)
            let role = schema + "_role"
            let connection = try await Connection.open(database.configuration)
            try await connection.script(
                """
                CREATE ROLE \(role) LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA \(schema) TO \(role);
                GRANT SELECT ON ALL TABLES IN SCHEMA \(schema) TO \(role)
                """)
            var configuration = database.configuration
            configuration.url += (configuration.url.contains("?") ? "&" : "?") + "user=\(role)"
            configuration.password = "secret"
            let applied = await Result { try await migrator.run(configuration) }
            try await connection.script("DROP OWNED BY \(role); DROP ROLE \(role)")
            #expect(try applied.get().isEmpty)
        }
    }
}

extension Result where Failure == any Error {
    /// What `body` gives or throws.
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
