// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing
import Threads

@Suite(
    "Rebuilding projections", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(20)))
struct RebuildTests {
    private struct Keeper: HistoryKeeper { static let service = "ledger" }

    /// How many rows the table has that is rebuilt under load.
    private static let rows = ProcessInfo.processInfo.environment["ATTEST_TEST_ROWS"].flatMap { Int($0) } ?? 3_000
    /// Commands a second; ten times as many would keep an engine built for debugging from anything else.
    private static let rate = ProcessInfo.processInfo.environment["ATTEST_TEST_RATE"].flatMap { Int($0) } ?? 50

    private static func ask(_ client: ServiceClient, begin: [String]? = nil) async throws -> [RebuildProgress] {
        try await client.ask(RebuildProjections<Keeper>(begin: begin), as: .operator, trace: TraceContext())
    }

    /// Purses with one deposit of 1 each, as the engine would have written them.
    private static func fill(_ rig: LedgerRig, _ count: Int) async throws {
        try await rig.database.query(
            """
            WITH purses AS (SELECT gen_random_uuid() AS id FROM generate_series(1, \(count))),
            written AS (
                INSERT INTO events (stream, version, type, at, body, digest)
                SELECT id, 1, 'ledger.deposited.v1', now(), body, sha256(sha256(convert_to(body, 'UTF8')))
                FROM purses CROSS JOIN LATERAL (SELECT format(
                    '{"specversion":"1.0","id":"%1$s","source":"/attest/ledger","type":"ledger.deposited.v1",'
                    '"subject":"%1$s","time":"2026-01-01T00:00:00.000Z","sequence":"0000000001",'
                    '"actor":"operator:test","data":{"amount":1,"purse":"%1$s"}}', id) AS body) AS b
                RETURNING stream, digest)
            INSERT INTO states (stream, version, aggregate, state, digest)
            SELECT stream, 1, 'purse', '{"balance":1}', digest FROM written
            """)
        try await rig.database.query(
            """
            INSERT INTO purses (id, balance, version) SELECT stream, 1, 1 FROM states
            ON CONFLICT (id) DO NOTHING
            """)
        try await rig.database.query("ANALYZE")
    }

    /// How many rows are not what the events say.
    private static func astray(_ rig: LedgerRig) async throws -> Int {
        try await rig.count(
            """
            SELECT count(*) FROM purses AS p FULL JOIN (
                SELECT stream, sum((body::jsonb #>> '{data,amount}')::int8)::int8 AS balance, max(version) AS version
                FROM events GROUP BY stream) AS e ON e.stream = p.id
            WHERE (p.balance, p.version) IS DISTINCT FROM (e.balance, e.version) OR p.owner IS NOT NULL
            """)
    }

    @Test(
        "A projection is rebuilt while commands and questions come: none fails, and in the end it is as the events say")
    func underLoad() async throws {
        try await LedgerRig.with { rig in
            try await Self.fill(rig, Self.rows)
            let purses = try await rig.database.query("SELECT id FROM purses LIMIT 3000").map {
                try $0.get(0, as: UUID.self)
            }
            // What was put wrong by hand shows that the table is another one afterwards.
            try await rig.database.query("UPDATE purses SET owner = 'damage' WHERE id::text < '8'")
            let isOver = Lock(false)
            let load = Load()
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await Self.command(rig, purses, load) { isOver.withLock { $0 } } }
                tasks.addTask { try await Self.question(rig, purses, load) { isOver.withLock { $0 } } }
                tasks.addTask {
                    defer { isOver.withLock { $0 = true } }
                    let client = rig.client()
                    try await eventually("the load runs") { load.questions > 100 ? true : nil }
                    let before = load.takeLongest()
                    let begun = ContinuousClock.now
                    #expect(try await Self.ask(client, begin: ["purses"]).map(\.isRunning) == [true])
                    try await eventually("it is rebuilt", within: .seconds(600)) {
                        try await Self.ask(client).contains { $0.isRunning } ? nil : true
                    }
                    let took = begun.duration(to: .now)
                    load.note("\(Self.rows) rows in \(took), longest question \(load.takeLongest()), before \(before)")
                    await client.close()
                }
                while try await tasks.next() != nil {}
            }
            try await eventually("all commands have taken effect", within: .seconds(60)) {
                try await rig.count("SELECT count(*) FROM inbox") == load.commands ? true : nil
            }
            #expect(load.failures == 0)
            #expect(load.commands > 10)
            #expect(try await Self.astray(rig) == 0)
            #expect(try await rig.count("SELECT count(*) FROM rebuilds") == 0)
            let left = try await rig.count(
                "SELECT count(*) FROM pg_tables WHERE schemaname = \(rig.sandbox.name + "_next")")
            #expect(left == 0)
            if ProcessInfo.processInfo.environment["ATTEST_TEST_ROWS"] != nil { print(load.notes, load.commands) }
        }
    }

    /// Deposits at a rate, some of them into new purses.
    private static func command(
        _ rig: LedgerRig, _ purses: [UUID], _ load: Load, until isOver: () -> Bool
    ) async throws {
        let clock = ContinuousClock()
        var next = clock.now
        while !isOver() {
            let deposits = (0..<rate / 10).map { number in
                let purse = number == 0 ? Identifier.make() : purses[Int.random(in: purses.indices)]
                return Deposit(purse: purse, amount: 1)
            }
            try await rig.publish(deposits)
            load.sent(deposits.count)
            next += .milliseconds(100)
            try await clock.sleep(until: next)
        }
    }

    private static func question(
        _ rig: LedgerRig, _ purses: [UUID], _ load: Load, until isOver: () -> Bool
    ) async throws {
        let client = rig.client()
        while !isOver() {
            let begun = ContinuousClock.now
            let answer = try? await client.ask(
                ShowBalance(purse: purses[Int.random(in: purses.indices)]), as: .operator, trace: TraceContext())
            load.answered(answer != nil, after: begun.duration(to: .now))
            try await ContinuousClock().sleep(for: .milliseconds(2))
        }
        await client.close()
    }

    @Test("A rebuild that is broken off is taken up by the next process and ends as if it had not been")
    func brokenOff() async throws {
        try await Sandbox.with { sandbox in
            guard try await LedgerRig.topology.apply(sandbox.address).isEmpty else { throw NotInTime(description: "") }
            var options = Options()
            options.rebuildPage = 5
            let first = try await LedgerRig(sandbox, options)
            try await first.engine.migrate()
            try await Self.fill(first, 1_000)
            try await first.database.query("UPDATE purses SET owner = 'damage'")
            let begun = try await first.whileRunning {
                let client = first.client()
                _ = try await Self.ask(client, begin: [])
                let streams = try await eventually("some of it is done") {
                    let streams = try await Self.ask(client).first?.streams ?? 0
                    return streams > 0 ? streams : nil
                }
                await client.close()
                return streams
            }
            #expect(begun < 1_000)
            let second = try await LedgerRig(sandbox, options)
            let cursor = try await second.database.query("SELECT cursor, started FROM rebuilds")
            #expect(try cursor.first?.get(0, as: UUID?.self) != nil)
            try await second.whileRunning {
                try await eventually("it is rebuilt", within: .seconds(60)) {
                    try await second.count("SELECT count(*) FROM rebuilds") == 0 ? true : nil
                }
                #expect(try await Self.astray(second) == 0)
            }
        }
    }

    @Test(
        "A rebuild that meets an event nobody can read any more changes nothing and says so, until it is asked for again"
    )
    func retiredEvent() async throws {
        try await LedgerRig.with { rig in
            try await Self.fill(rig, 10)
            try await rig.database.query("UPDATE purses SET owner = 'damage'")
            let one = "(SELECT min(stream::text)::uuid FROM states)"
            try await rig.database.query("UPDATE events SET type = 'ledger.retired.v1' WHERE stream = \(raw: one)")
            let client = rig.client()
            _ = try await Self.ask(client, begin: [])
            let fault = try await eventually("it says so") { try await Self.ask(client).first?.fault }
            #expect(fault.contains("ledger.retired.v1"))
            #expect(try await rig.count("SELECT count(*) FROM purses WHERE owner = 'damage'") == 10)
            try await rig.database.query("UPDATE events SET type = 'ledger.deposited.v1'")
            _ = try await Self.ask(client, begin: ["purses"])
            try await eventually("it is rebuilt") { try await Self.astray(rig) == 0 ? true : nil }
            await client.close()
        }
    }

    @Test("Only the operator may ask for it")
    func refused() async throws {
        try await LedgerRig.with { (rig: LedgerRig) async throws -> Void in
            let client = rig.client()
            await #expect(throws: ClientError.refused([.forbidden])) {
                try await client.ask(
                    RebuildProjections<Keeper>(begin: []), as: .account(Identifier.make(), roles: [.centralAdmin]),
                    trace: TraceContext())
            }
            #expect(try await rig.count("SELECT count(*) FROM rebuilds") == 0)
            await client.close()
        }
    }
}

/// What was sent and answered so far.
private final class Load: Sendable {
    private struct Counts {
        var commands = 0
        var questions = 0
        var failures = 0
        var longest = Duration.zero
        var notes = ""
    }

    private let counts = Lock(Counts())

    var commands: Int { counts.withLock { $0.commands } }
    var questions: Int { counts.withLock { $0.questions } }
    var failures: Int { counts.withLock { $0.failures } }
    var notes: String { counts.withLock { $0.notes } }

    func sent(_ number: Int) { counts.withLock { $0.commands += number } }
    func note(_ text: String) { counts.withLock { $0.notes = text } }

    func answered(_ isGood: Bool, after duration: Duration) {
        counts.withLock {
            $0.questions += 1
            if !isGood { $0.failures += 1 }
            $0.longest = max($0.longest, duration)
        }
    }

    func takeLongest() -> Duration {
        counts.withLock { counts in
            defer { counts.longest = .zero }
            return counts.longest
        }
    }
}
