// SPDX-License-Identifier: Apache-2.0

import Database
import Testing

@Suite("What the database says when it refuses", .needsPostgreSQL, .serialized, .timeLimit(.minutes(1)))
struct ErrorTests {
    /// The error that `body` throws.
    private func failure(_ body: () async throws -> Void) async -> DatabaseError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? DatabaseError
        }
    }

    @Test("A constraint is named, the violating value is not")
    func constraints() async throws {
        try await TestDatabase.run { database in
            let connection = try await Connection.open(database.configuration)
            try await connection.script(
                """
                CREATE TABLE t (name text CONSTRAINT one_name UNIQUE, size int8 CONSTRAINT small CHECK (size < 10),
                    parent text CONSTRAINT known_parent REFERENCES t (name), needed text NOT NULL DEFAULT '')
                """)
            try await connection.query("INSERT INTO t (name) VALUES (\("secret"))")
            let unique = try #require(
                await failure { try await connection.query("INSERT INTO t (name) VALUES (\("secret"))") })
            #expect(unique.code == .uniqueViolation)
            #expect(unique.constraint == "one_name")
            #expect(unique.sqlState == "23505")
            #expect(unique.disposition == .reject)
            let check = try #require(
                await failure { try await connection.query("INSERT INTO t (size) VALUES (\(123_454_321))") })
            #expect(check.code == .constraint)
            #expect(check.constraint == "small")
            let parent = try #require(
                await failure { try await connection.query("INSERT INTO t (parent) VALUES (\("secret2"))") })
            #expect(parent.constraint == "known_parent")
            let null = try #require(
                await failure { try await connection.query("INSERT INTO t (name, needed) VALUES (\("secret3"), NULL)") }
            )
            #expect(null.sqlState == "23502")
            #expect(null.detail.contains("needed"))
            for error in [unique, check, parent, null] {
                #expect(!"\(error)".contains("secret"))
                #expect(!"\(error)".contains("123454321"))
                #expect(!String(reflecting: error).contains("secret"))
            }
        }
    }

    @Test("A value that the server cannot take is not repeated")
    func invalidData() async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        let error = try #require(await failure { try await connection.query("SELECT (\("secret")::text)::int8") })
        #expect(error.code == .invalidData)
        #expect(error.disposition == .reject)
        #expect(!"\(error)".contains("secret"))
        let zero = try #require(await failure { try await connection.query("SELECT \("a\u{0}b")") })
        #expect(zero.code == .invalidData)
        let raised = try #require(
            await failure { try await connection.query("SELECT \(json: "{secret")") })
        #expect(!"\(raised)".contains("secret"))
    }

    @Test("What a function raises with a value in it is not repeated")
    func raised() async throws {
        try await TestDatabase.run { database in
            let connection = try await Connection.open(database.configuration)
            try await connection.script(
                "CREATE FUNCTION f(v text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE 'bad %', v; END $$")
            let error = try #require(await failure { try await connection.query("SELECT f(\("secret"))") })
            #expect(error.sqlState == "P0001")
            #expect(!"\(error)".contains("secret"))
        }
    }

    @Test("A wrong statement is told apart and says what is wrong")
    func syntax() async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        let error = try #require(await failure { try await connection.query("SELECT * FROM nowhere") })
        #expect(error.code == .syntax)
        #expect(error.detail.contains("nowhere"))
        #expect(error.disposition == .reject)
        let missing = try #require(
            await failure { try await connection.query(SQL(text: "SELECT $1, $2", arguments: [.int8(1)])) })
        #expect(missing.code == .syntax)
        #expect(missing.disposition == .reject)
        #expect(try await connection.query("SELECT 1 AS v")[0].get("v") == 1)
    }

    @Test("A decoding error names the column and the types, never the value")
    func decoding() async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        let row = try await connection.query("SELECT \("secret") AS name, NULL::int8 AS size")[0]
        let wrong = try #require(await failure { _ = try row.get("name", as: Int.self) })
        #expect(wrong.code == .decoding)
        #expect(wrong.detail == "column name is text and cannot be read as Int")
        let null = try #require(await failure { _ = try row.get("size", as: Int.self) })
        #expect(null.detail == "column size is null and was read as Int")
        let missing = try #require(await failure { _ = try row.get("other", as: Int.self) })
        #expect(missing.detail.contains("other"))
        #expect(await failure { _ = try row.get(5, as: Int.self) }?.code == .decoding)
    }

    @Test("A server that is not there, or does not know us, is worth another try; a bad connection string is not")
    func connecting() async throws {
        let nobody = await failure {
            _ = try await Connection.open(DatabaseConfiguration(url: "postgresql://attest@127.0.0.1:1/attest"))
        }
        #expect(nobody?.code == .connectionLost)
        #expect(nobody?.disposition == .retry)
        let bad = await failure {
            _ = try await Connection.open(DatabaseConfiguration(url: "postgresql://u:secret@h/db?nonsense=1"))
        }
        #expect(bad?.code == .configuration)
        #expect(bad?.disposition == .reject)
        #expect(bad.map { "\($0)".contains("secret") } == false)
    }

    @Test("A lock and a statement that take too long are stopped, and worth another try")
    func timeouts() async throws {
        try await TestDatabase.run { database in
            var configuration = database.configuration
            configuration.lockTimeout = .milliseconds(50)
            configuration.statementTimeout = .milliseconds(300)
            let holder = try await Connection.open(database.configuration)
            let other = try await Connection.open(configuration)
            try await holder.query("CREATE TABLE t (id int8)")
            try await holder.pipeline(["BEGIN", "LOCK TABLE t"])
            let lock = try #require(await failure { try await other.query("SELECT * FROM t") })
            #expect(lock.code == .lockTimeout)
            #expect(lock.disposition == .retry)
            let slow = try #require(await failure { try await other.query("SELECT pg_sleep(30)") })
            #expect(slow.code == .statementTimeout)
            #expect(slow.disposition == .retry)
            #expect(await other.isHealthy)
            try await holder.rollback()
            #expect(try await other.query("SELECT * FROM t").isEmpty)
        }
    }

    @Test("Two transactions that wait for each other: one is told of the deadlock")
    func deadlock() async throws {
        try await TestDatabase.run { database in
            let first = try await Connection.open(database.configuration)
            let second = try await Connection.open(database.configuration)
            try await first.script("CREATE TABLE a (); CREATE TABLE b ()")
            try await first.pipeline(["BEGIN", "LOCK TABLE a"])
            try await second.pipeline(["BEGIN", "LOCK TABLE b"])
            async let one = failure {
                try await first.query("LOCK TABLE b")
                try await first.rollback()
            }
            async let two = failure {
                try await second.query("LOCK TABLE a")
                try await second.rollback()
            }
            let errors = await [one, two].compactMap(\.self)
            #expect(errors.map(\.code) == [.deadlock])
            #expect(errors.map(\.disposition) == [.retry])
        }
    }

    @Test(
        "The server's code decides between another try and none",
        arguments: [
            ("08006", .retry), ("40001", .retry), ("40P01", .retry), ("53300", .retry), ("55P03", .retry),
            ("57P03", .retry), ("25006", .retry), ("22003", .reject), ("23505", .reject), ("42P01", .reject),
            ("55000", .reject), ("XX000", .reject),
        ] as [(String, DatabaseError.Disposition)])
    func dispositions(state: String, expected: DatabaseError.Disposition) {
        #expect(DatabaseError(.other, sqlState: state).disposition == expected)
    }
}
