// SPDX-License-Identifier: Apache-2.0

import Database
import Testing
import Threads

@Suite("A pool of connections", .needsPostgreSQL, .serialized, .timeLimit(.minutes(1)))
struct PoolTests {
    private struct Stop: Error {}

    private func pool(limit: Int, change: (inout DatabaseConfiguration) -> Void = { _ in }) throws -> Pool {
        var configuration = DatabaseConfiguration(url: try #require(TestDatabase.url))
        change(&configuration)
        return Pool(configuration, limit: limit, name: "test")
    }

    private func process(_ connection: Connection) async throws -> Int {
        try await connection.query("SELECT pg_backend_pid() AS v")[0].get("v")
    }

    @Test("A transaction is committed when its body ends and rolled back when it throws")
    func transactions() async throws {
        try await TestDatabase.run { database in
            let pool = Pool(database.configuration, limit: 1, name: "test")
            try await pool.query("CREATE TABLE t (id int8)")
            let answer = try await pool.transaction { connection in
                try await connection.query("INSERT INTO t VALUES (\(1))")
                return "done"
            }
            #expect(answer == "done")
            await #expect(throws: Stop.self) {
                try await pool.transaction { connection in
                    try await connection.query("INSERT INTO t VALUES (\(2))")
                    throw Stop()
                }
            }
            #expect(try await pool.query("SELECT id FROM t").map { try $0.get("id", as: Int.self) } == [1])
            await pool.close()
        }
    }

    @Test("A connection that comes back inside a transaction is rolled back and used again")
    func leftOpen() async throws {
        let pool = try pool(limit: 1)
        let first = try await pool.withConnection { connection in
            try await connection.query("BEGIN")
            return try await process(connection)
        }
        try await pool.withConnection { connection in
            #expect(await connection.transactionStatus == .idle)
            let second = try await process(connection)
            #expect(second == first)
        }
    }

    @Test("No more connections are opened than the limit, and everybody is served")
    func limit() async throws {
        let pool = try pool(limit: 3)
        let processes = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<60 {
                group.addTask { try await pool.withConnection { try await process($0) } }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(processes.count <= 3)
        #expect(!processes.isEmpty)
    }

    @Test("Who waits longer than the deadline is told so, and the pool goes on")
    func deadline() async throws {
        let pool = try pool(limit: 1) { $0.waitDeadline = .milliseconds(50) }
        try await pool.withConnection { _ in
            let error = await #expect(throws: DatabaseError.self) { try await pool.query("SELECT 1") }
            #expect(error?.code == .poolTimedOut)
            #expect(error?.disposition == .retry)
        }
        #expect(try await pool.query("SELECT 1 AS v")[0].get("v") == 1)
    }

    @Test("Who is cancelled while waiting stops waiting, and takes nothing with it")
    func cancelledWait() async throws {
        let pool = try pool(limit: 1)
        try await pool.withConnection { _ in
            let waiter = Task { try await pool.query("SELECT 1") }
            waiter.cancel()
            let error = await #expect(throws: DatabaseError.self) { try await waiter.value }
            #expect(error?.code == .cancelled)
        }
        #expect(try await pool.query("SELECT 1 AS v")[0].get("v") == 1)
    }

    @Test("A cancelled task's statement is stopped, and its connection serves the next")
    func cancellation() async throws {
        try await TestDatabase.run { database in
            let pool = Pool(database.configuration, limit: 1, name: "test")
            let watcher = try await Connection.open(database.configuration)
            let process = try await pool.withConnection { try await self.process($0) }
            for _ in 0..<5 {
                let sleeper = Task {
                    try await pool.transaction { try await $0.query("SELECT pg_sleep(60)") }
                }
                try await until(
                    watcher, "SELECT 1 FROM pg_stat_activity WHERE pid = \(process) AND wait_event = 'PgSleep'")
                sleeper.cancel()
                let error = await #expect(throws: DatabaseError.self) { try await sleeper.value }
                #expect(error?.code == .cancelled)
                try await pool.withConnection { connection in
                    let same = try await self.process(connection)
                    #expect(same == process)
                    #expect(await connection.transactionStatus == .idle)
                }
            }
            await pool.close()
        }
    }

    @Test("Cancelling at any moment never harms whoever has the connection next")
    func cancellationRaces() async throws {
        let pool = try pool(limit: 2) { $0.waitDeadline = .seconds(30) }
        let harmed = Lock(0)
        await withTaskGroup(of: Void.self) { group in
            for round in 0..<300 {
                group.addTask {
                    let victim = Task { try await pool.query("SELECT \(round), pg_sleep(0.0005)") }
                    for _ in 0..<round % 40 { await Task.yield() }
                    victim.cancel()
                    _ = await victim.result
                    do {
                        let value: Int = try await pool.query("SELECT \(round) AS v")[0].get("v")
                        if value != round { harmed.withLock { $0 += 1 } }
                    } catch {
                        harmed.withLock { $0 += 1 }
                    }
                }
            }
        }
        #expect(harmed.withLock { $0 } == 0)
    }

    @Test("A cancelled task sends nothing more")
    func alreadyCancelled() async throws {
        try await TestDatabase.run { database in
            let connection = try await Connection.open(database.configuration)
            try await connection.query("CREATE TABLE t (id int8)")
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await connection.query("INSERT INTO t VALUES (\(1))")
            }
            let error = await #expect(throws: DatabaseError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            #expect(try await connection.query("SELECT * FROM t").isEmpty)
        }
    }

    @Test("A connection killed while idle is replaced without a word")
    func killedIdle() async throws {
        try await TestDatabase.run { database in
            let pool = Pool(database.configuration, limit: 1, name: "test")
            let killer = try await Connection.open(database.configuration)
            let process = try await pool.withConnection { try await self.process($0) }
            try await kill(process, by: killer)
            let next = try await pool.withConnection { try await self.process($0) }
            #expect(next != process)
            await pool.close()
        }
    }

    @Test("A connection killed during a statement is an error worth another try, and the pool heals")
    func killedBusy() async throws {
        try await TestDatabase.run { database in
            let pool = Pool(database.configuration, limit: 1, name: "test")
            let killer = try await Connection.open(database.configuration)
            let process = try await pool.withConnection { try await self.process($0) }
            let victim = Task { try await pool.query("SELECT pg_sleep(60)") }
            try await until(killer, "SELECT 1 FROM pg_stat_activity WHERE pid = \(process) AND wait_event = 'PgSleep'")
            try await kill(process, by: killer)
            let error = await #expect(throws: DatabaseError.self) { try await victim.value }
            #expect(error?.code == .connectionLost)
            #expect(error?.disposition == .retry)
            #expect(try await pool.query("SELECT 1 AS v")[0].get("v") == 1)
            await pool.close()
        }
    }

    @Test("A connection killed between two statements of its borrower is an error worth another try")
    func killedHeld() async throws {
        try await TestDatabase.run { database in
            let pool = Pool(database.configuration, limit: 1, name: "test")
            let killer = try await Connection.open(database.configuration)
            try await pool.withConnection { connection in
                try await kill(try await process(connection), by: killer)
                let error = await #expect(throws: DatabaseError.self) { try await connection.query("SELECT 1") }
                #expect(error?.code == .connectionLost)
                #expect(await !connection.isHealthy)
                #expect(await connection.transactionStatus == .unknown)
            }
            #expect(try await pool.query("SELECT 1 AS v")[0].get("v") == 1)
            await pool.close()
        }
    }

    @Test("A server that cannot be reached does not use up the pool")
    func unreachable() async throws {
        let pool = Pool(
            DatabaseConfiguration(url: "postgresql://attest@127.0.0.1:1/attest"), limit: 1, name: "test")
        for _ in 0..<3 {
            let error = await #expect(throws: DatabaseError.self) { try await pool.query("SELECT 1") }
            #expect(error?.code == .connectionLost)
        }
    }

    @Test("A closed pool refuses, also those who wait")
    func closing() async throws {
        let pool = try pool(limit: 1) { $0.waitDeadline = .seconds(30) }
        try await pool.withConnection { connection in
            let waiter = Task { try await pool.query("SELECT 1") }
            await pool.close()
            let error = await #expect(throws: DatabaseError.self) { try await waiter.value }
            #expect(error?.code == .closed)
            // What is lent works until it comes back.
            try await connection.query("SELECT 1")
        }
        let error = await #expect(throws: DatabaseError.self) { try await pool.query("SELECT 1") }
        #expect(error?.code == .closed)
    }

    /// Ends a server process and waits until it is gone.
    private func kill(_ process: Int, by killer: Connection) async throws {
        let killed: Bool = try await killer.query("SELECT pg_terminate_backend(\(Int32(process)), 10000) AS v")[0].get(
            "v")
        #expect(killed)
    }

    /// Waits until a question has an answer.
    private func until(_ connection: Connection, _ question: SQL) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while try await connection.query(question).isEmpty {
            try #require(ContinuousClock.now < deadline, "What was waited for did not happen")
        }
    }
}
