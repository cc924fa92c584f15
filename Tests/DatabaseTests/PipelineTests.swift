// SPDX-License-Identifier: Apache-2.0

import Database
import Testing

@Suite("Statements in one round trip", .needsPostgreSQL, .serialized, .timeLimit(.minutes(1)))
struct PipelineTests {
    @Test("Results come in the order of the statements")
    func order() async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        let results = try await connection.pipeline(["SELECT \(1) AS v", "SELECT \(2) AS v", "SELECT \(3) AS v"])
        #expect(try results.map { try $0[0].get("v", as: Int.self) } == [1, 2, 3])
        #expect(try await connection.pipeline([]).isEmpty)
    }

    @Test("One that fails gives its error, undoes the others, and leaves the connection usable", arguments: [0, 1, 2])
    func failure(position: Int) async throws {
        try await TestDatabase.run { database in
            let connection = try await Connection.open(database.configuration)
            try await connection.query("CREATE TABLE t (id int8 PRIMARY KEY)")
            var statements: [SQL] = [
                "INSERT INTO t VALUES (\(1))", "INSERT INTO t VALUES (\(2)) RETURNING id",
                "INSERT INTO t VALUES (\(3))",
            ]
            statements.insert("SELECT \(1) / \(0)", at: position)
            let error = await #expect(throws: DatabaseError.self) { try await connection.pipeline(statements) }
            #expect(error?.sqlState == "22012")
            #expect(await connection.transactionStatus == .idle)
            #expect(try await connection.query("SELECT * FROM t").isEmpty)
            statements.remove(at: position)
            try await connection.pipeline(statements)
            #expect(try await connection.query("SELECT * FROM t").count == 3)
        }
    }

    @Test("Where rows are found by key, a table that grows after the first look is not read whole")
    func foundByKey() async throws {
        try await TestDatabase.run { database in
            var configuration = database.configuration
            configuration.findsByKey = true
            let connection = try await Connection.open(configuration)
            try await connection.query("CREATE TABLE t (id int8, version int8, PRIMARY KEY (id, version))")
            func delete(_ keys: [Int]) -> SQL {
                """
                DELETE FROM t USING unnest(\(keys)::int8[], \(keys)::int8[]) AS o(id, version)
                WHERE t.id = o.id AND t.version = o.version
                """
            }
            // Planned while there is nothing in it.
            try await connection.query(delete([1]))
            try await connection.query("INSERT INTO t SELECT n, n FROM generate_series(1, \(20_000)) AS n")
            let before = try await scans(connection)
            try await connection.query(delete([1, 2]))
            #expect(try await scans(connection) == before)
            #expect(try await connection.query("SELECT count(*) FROM t")[0].get(0, as: Int64.self) == 19_998)
        }
    }

    /// How often the table was read whole.
    private func scans(_ connection: Connection) async throws -> Int64 {
        try await connection.query("SELECT pg_stat_force_next_flush()")
        return try await connection.query("SELECT pg_stat_get_numscans('t'::regclass)")[0].get(0)
    }

    @Test("Work on a connection's own thread stays there between its statements")
    func onItsThread() async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        let sum = try await connection.onItsThread { connection in
            var sum = 0
            for number in 1...3 {
                sum += try await ask(number, connection)
                connection.preconditionIsolated()
            }
            return sum
        }
        #expect(sum == 6)
    }

    private func ask(_ number: Int, _ connection: Connection) async throws -> Int {
        connection.preconditionIsolated()
        defer { connection.preconditionIsolated() }
        return try await connection.query("SELECT \(number) AS v")[0].get("v", as: Int.self)
    }

    @Test("A statement that cannot be prepared gives its error and leaves the connection usable")
    func unpreparable() async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        for _ in 0..<2 {
            let error = await #expect(throws: DatabaseError.self) {
                try await connection.pipeline(["SELECT \(1)", "SELEC \(1)", "SELECT \(2)"])
            }
            #expect(error?.sqlState == "42601")
        }
        #expect(try await connection.pipeline(["SELECT \(1)", "SELECT \(2) AS v"])[1][0].get("v") == 2)
    }

    @Test("A transaction reaches over several trips, and after an error waits for its rollback")
    func transactions() async throws {
        try await TestDatabase.run { database in
            let connection = try await Connection.open(database.configuration)
            try await connection.query("CREATE TABLE t (id int8 PRIMARY KEY)")
            try await connection.pipeline(["BEGIN", "INSERT INTO t VALUES (\(1))"])
            #expect(await connection.transactionStatus == .open)
            let error = await #expect(throws: DatabaseError.self) {
                try await connection.pipeline(["INSERT INTO t VALUES (\(1))", "COMMIT"])
            }
            #expect(error?.code == .uniqueViolation)
            #expect(await connection.transactionStatus == .failed)
            let refused = await #expect(throws: DatabaseError.self) { try await connection.query("SELECT 1") }
            #expect(refused?.code == .transactionFailed)
            try await connection.query("ROLLBACK")
            #expect(await connection.transactionStatus == .idle)
            try await connection.pipeline(["BEGIN", "INSERT INTO t VALUES (\(1))", "COMMIT"])
            #expect(try await connection.query("SELECT * FROM t").count == 1)
        }
    }

    @Test("The commit of a failed transaction is an error")
    func failedCommit() async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        try await connection.query("BEGIN")
        _ = try? await connection.query("SELECT \(1) / \(0)")
        let error = await #expect(throws: DatabaseError.self) { try await connection.query("COMMIT") }
        #expect(error?.code == .transactionFailed)
        #expect(await connection.transactionStatus == .idle)
    }

    @Test("Large parameters and large results at once do not stand still")
    func large() async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        let big = String(repeating: "x", count: 2 << 20)
        // The first results are more than the sockets hold, before the last parameters are read.
        let statements = (0..<8).map { _ -> SQL in "SELECT repeat('y', 20 << 20) AS v, length(\(big)) AS n" }
        let results = try await connection.pipeline(statements)
        for rows in results {
            #expect(try rows[0].get("v", as: String.self).utf8.count == 20 << 20)
            #expect(try rows[0].get("n") == 2 << 20)
        }
    }

    @Test("More texts than are remembered can be used, again and again")
    func manyTexts() async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        for _ in 0..<2 {
            for start in stride(from: 0, to: 1_200, by: 100) {
                let statements = (start..<start + 100).map {
                    SQL(text: "SELECT $1 + \($0) AS v", arguments: [.int8(1)])
                }
                let results = try await connection.pipeline(statements)
                #expect(try results.map { try $0[0].get("v", as: Int.self) } == (start..<start + 100).map { $0 + 1 })
            }
        }
        let known: Int = try await connection.query("SELECT count(*) AS v FROM pg_prepared_statements")[0].get("v")
        #expect(known <= 513)
    }

    @Test("One text with arguments of different types is prepared for each")
    func types() async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        let types = try await connection.pipeline([
            "SELECT pg_typeof(\(1))::text AS v", "SELECT pg_typeof(\("a"))::text AS v",
        ])
        #expect(try types.map { try $0[0].get("v", as: String.self) } == ["bigint", "text"])
    }

    @Test("A statement whose tables changed fails once, and is then prepared anew")
    func stalePlan() async throws {
        try await TestDatabase.run { database in
            let connection = try await Connection.open(database.configuration)
            try await connection.query("CREATE TABLE t (a int8)")
            #expect(try await connection.query("SELECT * FROM t").columns == ["a"])
            try await connection.query("ALTER TABLE t ADD COLUMN b text")
            let error = await #expect(throws: DatabaseError.self) { try await connection.query("SELECT * FROM t") }
            #expect(error?.code == .stalePlan)
            #expect(error?.disposition == .retry)
            #expect(try await connection.query("SELECT * FROM t").columns == ["a", "b"])
        }
    }

    @Test("A statement that the server has forgotten fails once, and is then prepared anew")
    func forgotten() async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        try await connection.query("SELECT 1 AS v")
        try await connection.query("DEALLOCATE ALL")
        let error = await #expect(throws: DatabaseError.self) { try await connection.query("SELECT 1 AS v") }
        #expect(error?.code == .stalePlan)
        #expect(try await connection.query("SELECT 1 AS v")[0].get("v") == 1)
    }

    @Test("A script runs several statements, or none when one fails, and the pipeline works after it")
    func scripts() async throws {
        try await TestDatabase.run { database in
            let connection = try await Connection.open(database.configuration)
            try await connection.script("CREATE TABLE t (id int8); INSERT INTO t VALUES (1); -- done")
            let error = await #expect(throws: DatabaseError.self) {
                try await connection.script("INSERT INTO t VALUES (2); SELECT 1/0; INSERT INTO t VALUES (3)")
            }
            #expect(error?.sqlState == "22012")
            #expect(try await connection.query("SELECT * FROM t").count == 1)
        }
    }

    @Test("A kind of statement that needs the client's stream is refused, not waited for")
    func copy() async throws {
        let connection = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        await #expect(throws: DatabaseError.self) { try await connection.query("COPY pg_class TO STDOUT") }
        let other = try await Connection.open(DatabaseConfiguration(url: try #require(TestDatabase.url)))
        await #expect(throws: DatabaseError.self) { try await other.script("COPY pg_class TO STDOUT") }
    }
}
