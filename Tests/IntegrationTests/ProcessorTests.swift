// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Logging
import TestSupport
import Testing

@testable import Messaging

@Suite(
    "A batch in the database", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
struct ProcessorTests {
    /// The sample service's processor on a schema of its own, without a broker.
    private struct Bench: Sendable {
        let processor: Processor
        /// Another copy of the service.
        let other: Processor
        let connection: Connection
        let pool: Pool

        @discardableResult
        func process(
            _ instructions: [any Instruction], id: UUID? = nil, by copy: Processor? = nil
        ) async throws -> Processor.Committed {
            let intake = Intake(Ledger.definition.handlers, of: "ledger", options: Options())
            let messages = try instructions.map { instruction in
                let message = try LedgerRig.message(instruction, id: id ?? Identifier.make(), exchange: "")
                guard case .ready(let incoming) = intake.read(Arrival(tag: 1, body: message.body), at: Date()) else {
                    throw MalformedMessage("not read")
                }
                return incoming
            }
            return try await (copy ?? processor).process(messages, on: connection, patiently: true)
        }

        func count(_ sql: SQL) async throws -> Int64 {
            try await pool.query(sql).first?.get(0, as: Int64.self) ?? 0
        }
    }

    private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func with(
        now: @escaping @Sendable () -> Date = { Date() }, _ body: (Bench) async throws -> Void
    ) async throws {
        try await Sandbox.with { sandbox in
            let engine = LedgerRig.engine(sandbox, Options())
            try await engine.migrate()
            let aggregates = Dictionary(uniqueKeysWithValues: Ledger.definition.aggregates.map { ($0.name, $0) })
            let bench = Bench(
                processor: processor(aggregates, now), other: processor(aggregates, now),
                connection: try await Connection.open(sandbox.database()), pool: engine.database)
            try await body(bench)
            await bench.connection.close()
            await engine.database.close()
        }
    }

    private static func processor(_ aggregates: [String: Aggregate], _ now: @escaping @Sendable () -> Date) -> Processor
    {
        Processor(
            service: "ledger", aggregates: aggregates, options: Options(), sealingKey: nil, now: now,
            confirmations: Confirmations(), memory: Memory(capacity: 1 << 20), alarm: Alarm(),
            busy: Outage("service", "test", log: silent), log: silent)
    }

    @Test("What was written last is decided upon without a look at the database")
    func remembered() async throws {
        try await Self.with { bench in
            let purses = (0..<3).map { _ in Identifier.make() }
            for amount in 1...3 { try await bench.process(purses.map { Deposit(purse: $0, amount: amount) }) }
            #expect(try await bench.count("SELECT sum(balance)::int8 FROM purses") == 18)
            // Whoever looked would find nothing now, and begin anew.
            try await bench.pool.query("DELETE FROM states")
            try await bench.process(purses.map { Deposit(purse: $0, amount: 4) })
            #expect(try await bench.count("SELECT sum(balance)::int8 FROM purses") == 30)
            #expect(try await bench.count("SELECT count(*) FROM events WHERE version = 4") == 3)
        }
    }

    @Test("A stream that is younger than the process has not begun, unless another copy has begun it")
    func young() async throws {
        try await Self.with { bench in
            let (mine, shared) = (Identifier.make(), Identifier.make())
            try await bench.process([Deposit(purse: Identifier.make(), amount: 1)])
            try await bench.process([Deposit(purse: shared, amount: 1)], by: bench.other)
            // Whoever looked would find a state that nothing led to.
            try await bench.pool.query(
                """
                INSERT INTO states (stream, version, aggregate, shape, state, digest)
                SELECT \(mine), 7, aggregate, shape, state, digest FROM states WHERE stream = \(shared)
                """)
            try await bench.process([Deposit(purse: mine, amount: 2)])
            #expect(
                try await bench.count("SELECT coalesce(max(version), 0)::int8 FROM events WHERE stream = \(mine)") == 1)
            try await bench.process([Deposit(purse: shared, amount: 4)])
            #expect(try await bench.count("SELECT balance FROM purses WHERE id = \(shared)") == 5)
        }
    }

    @Test(
        "What another copy did since is seen, also by a decision that changes nothing, and by a message that came before"
    )
    func outdated() async throws {
        try await Self.with { bench in
            let purse = Identifier.make()
            let id = Identifier.make()
            try await bench.process([Deposit(purse: purse, amount: 1)])
            try await bench.process([Deposit(purse: purse, amount: 2)], by: bench.other)
            try await bench.process([Deposit(purse: purse, amount: 4)], id: id)
            #expect(try await bench.count("SELECT balance FROM purses") == 7)
            #expect(try await bench.count("SELECT count(*) FROM events") == 3)
            try await bench.process([Deposit(purse: purse, amount: 4)], id: id, by: bench.other)
            try await bench.process([Deposit(purse: purse, amount: 4)], id: id)
            #expect(try await bench.count("SELECT balance FROM purses") == 7)
            // The first copy remembers a purse without an owner.
            try await bench.process([NamePurse(purse: purse, owner: "ada", secret: "s")], by: bench.other)
            try await bench.process([ReturnName(purse: purse)])
            #expect(try await bench.count("SELECT count(*) FROM claims") == 0)
            #expect(try await bench.count("SELECT count(*) FROM events") == 5)
        }
    }

    @Test("When the first message is put aside, the places of the others keep their own slot")
    func slots() async throws {
        // In slot 2.
        try await Self.with(now: { Date(timeIntervalSince1970: 1_800_000_060) }) { bench in
            let committed = try await bench.process(
                [Ledger.tooMuch, 1, 2, 3].map { Deposit(purse: Identifier.make(), amount: $0) })
            #expect(committed.parts.flatMap(\.positions).count == 3)
            #expect(committed.parts.allSatisfy { $0.slot == 2 })
        }
    }

    @Test("A secret that is recorded and erased in one batch is not in the log, one recorded later is; SOC-179")
    func erasedInOneBatch() async throws {
        try await Self.with { bench in
            let purse = Identifier.make()
            _ = try await bench.process([
                NamePurse(purse: purse, owner: "ada", secret: "early-secret"), ForgetSecret(purse: purse),
                NamePurse(purse: purse, owner: "ada", secret: "late-secret"),
            ])
            // The erasing is an event itself.
            #expect(try await bench.count("SELECT count(*) FROM events") == 4)
            #expect(try await bench.count("SELECT count(*) FROM events WHERE body LIKE '%early-secret%'") == 0)
            #expect(try await bench.count("SELECT count(*) FROM events WHERE body LIKE '%late-secret%'") == 1)
            #expect(try await bench.count("SELECT count(*) FROM events WHERE body_digest IS NOT NULL") == 1)
            let engine = History(pool: bench.pool)
            #expect(try await engine.verify().isEmpty)
        }
    }

    @Test("A message that meets an event nobody can read any more is put aside alone")
    func retiredEvent() async throws {
        try await Self.with { bench in
            let purse = Identifier.make()
            _ = try await bench.process([Deposit(purse: purse, amount: 1)])
            try await bench.pool.query("UPDATE events SET type = 'ledger.retired.v1'")
            let committed = try await bench.process([
                Deposit(purse: Identifier.make(), amount: 1), ForgetSecret(purse: purse),
                Deposit(purse: Identifier.make(), amount: 1),
            ])
            var poison = 0
            for case .poison in committed.outcomes { poison += 1 }
            #expect(poison == 1)
            #expect(try await bench.count("SELECT count(*) FROM events") == 3)
        }
    }

    @Test("While the server can write nothing, a message waits and is not given up")
    func serverIsFull() async throws {
        try await Self.with { bench in
            for statement: SQL in [
                "CREATE SEQUENCE refusals",
                """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    PERFORM nextval('refusals'); RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$
                """,
                "CREATE TRIGGER full_disk BEFORE INSERT ON purses FOR EACH ROW EXECUTE FUNCTION refuse()",
            ] { try await bench.pool.query(statement) }
            async let committed = bench.process([Deposit(purse: Identifier.make(), amount: 1)])
            try await eventually("it was refused again and again") {
                try await bench.count("SELECT last_value FROM refusals") >= 8 ? true : nil
            }
            try await bench.pool.query("DROP TRIGGER full_disk ON purses")
            guard case .settled? = try await committed.outcomes.first else {
                Issue.record("the message was given up")
                return
            }
            #expect(try await bench.count("SELECT count(*) FROM events") == 1)
        }
    }

    @Test("A day of the inbox that cannot be made now does not hold up the lanes until it can")
    func busyInbox() async throws {
        try await Self.with { bench in
            try await bench.connection.query("BEGIN")
            try await bench.connection.query("SELECT count(*) FROM inbox")
            let days = InboxDays(
                pool: bench.pool, options: Options(), now: { Date(timeIntervalSinceNow: 40 * 86_400) },
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let begun = ContinuousClock.now
            await #expect(throws: DatabaseError.self) { try await days.keep() }
            #expect(begun.duration(to: .now) < .seconds(5))
            try await bench.connection.query("COMMIT")
            try await days.keep()
        }
    }
}
