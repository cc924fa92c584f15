// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Cryptography
import Database
import Foundation
import Logging
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite(
    "A service that begins to listen", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(20)))
struct NewcomerTests {
    private struct Keeper: HistoryKeeper { static let service = "ledger" }

    /// How many facts there are before anybody listens.
    private static let past =
        ProcessInfo.processInfo.environment["ATTEST_TEST_FACTS"].flatMap { Int($0) } ?? 3_000

    /// A service that writes down each deposit as it hears of it: a double or a gap shows.
    private static func listener(to facts: some Sequence<Handler>) -> Definition {
        Definition(
            service: "mirror",
            migrations: [
                Migration(
                    name: "m0001_heard", sql: "CREATE TABLE heard (purse uuid NOT NULL, amount bigint NOT NULL);")
            ],
            aggregates: [], handlers: Array(facts), questions: [])
    }

    private static let deposits = Handler.record(Deposited.self) { received in
        [
            """
            INSERT INTO heard (purse, amount)
            SELECT * FROM unnest(\(received.map(\.fact.purse))::uuid[], \(received.map(\.fact.amount))::int8[])
            """
        ]
    }

    private static let depositsOfTomorrow = Handler.record(DepositedIn.self) { received in
        [
            """
            INSERT INTO heard (purse, amount)
            SELECT * FROM unnest(\(received.map(\.fact.purse))::uuid[], \(received.map(\.fact.amount))::int8[])
            """
        ]
    }

    private static func engine(_ definition: Definition, _ sandbox: Sandbox) -> Engine {
        Engine(
            definition, configuration: sandbox.database("mirror"),
            transport: BrokerTransport(sandbox.address, name: "mirror"),
            log: Logger(label: "mirror") { _ in SwiftLogNoOpLogHandler() })
    }

    private static func bind(_ definition: Definition, _ sandbox: Sandbox) async throws {
        let drift = try await SystemTopology.service("mirror", reactions: definition.reactions).apply(sandbox.address)
        #expect(drift.isEmpty)
    }

    /// Deposits of the last sixty days, as the engine recorded them: twice as far back as ids are remembered.
    private static func fill(_ rig: LedgerRig, _ count: Int) async throws {
        for start in stride(from: 0, to: count, by: 5_000) {
            var (streams, bodies, digests): ([UUID], [String], [[UInt8]]) = ([], [], [])
            for number in start..<min(start + 5_000, count) {
                let time = Date(timeIntervalSinceNow: -60 * 86_400 * (1 - Double(number) / Double(count)))
                let purse = Identifier.make(at: time)
                let envelope = Envelope(
                    id: Identifier.text(Identifier.make(at: time)), source: "/attest/ledger", type: Deposited.name,
                    subject: Identifier.text(purse), time: time, sequence: 1, actor: .operator)
                streams.append(purse)
                bodies.append(try envelope.encode(Deposited(purse: purse, amount: 1, note: "before")))
                digests.append(SHA256.digest(bodies[bodies.count - 1]))
            }
            try await rig.database.query(
                """
                INSERT INTO events (stream, version, type, at, body, digest)
                SELECT stream, 1, \(Deposited.name.text), now(), body, digest
                FROM unnest(\(streams)::uuid[], \(bodies)::text[], \(digests)::bytea[]) AS n(stream, body, digest)
                """)
        }
    }

    @Test(
        "It ends with exactly all that happened before and since, however old, however often it is stopped on the way")
    func exactlyAll() async throws {
        try await LedgerRig.with(options: { $0.factsPage = 500 }) { rig in
            try await Self.fill(rig, Self.past)
            let definition = Self.listener(to: [Self.deposits])
            let mirror = Pool(rig.sandbox.database("mirror"), limit: 2, name: "test")
            let begun = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                // New ones come all the while; the last when everything else is read.
                tasks.addTask {
                    while !Task.isCancelled {
                        try await rig.publish((0..<20).map { _ in Deposit(purse: Identifier.make(), amount: 1) })
                        try? await Task.sleep(for: .milliseconds(50))
                    }
                }
                try await Self.engine(definition, rig.sandbox).migrate()
                try await Self.bind(definition, rig.sandbox)
                // Copies that end without a word, and in the end two that stay.
                for _ in 0..<4 {
                    let copy = Task { try await Self.engine(definition, rig.sandbox).run() }
                    try await Task.sleep(for: .milliseconds(Int64.random(in: 300...900)))
                    copy.cancel()
                    _ = try? await copy.value
                }
                let copies = [Self.engine(definition, rig.sandbox), Self.engine(definition, rig.sandbox)]
                for copy in copies { tasks.addTask { try await copy.run() } }
                try await eventually("the past is read", within: .seconds(300)) {
                    try await mirror.query("SELECT FROM subscriptions WHERE done").isEmpty ? nil : true
                }
                print("\(Self.past) facts of the past were asked for within \(begun.duration(to: .now))")
                tasks.cancelAll()
                while await tasks.nextResult() != nil {}
            }
            // One copy is enough to hear the rest.
            let last = Self.engine(definition, rig.sandbox)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await last.run() }
                try await eventually("everything is heard", within: .seconds(120)) {
                    let recorded = try await rig.count("SELECT count(*) FROM events")
                    let heard: Int = try await mirror.query("SELECT count(*) FROM heard")[0].get(0)
                    return heard >= recorded ? true : nil
                }
                last.beginDraining()
                try await tasks.waitForAll()
            }
            print("everything was heard after \(begun.duration(to: .now))")
            let row = try await mirror.query("SELECT count(*), count(DISTINCT purse), sum(amount)::int8 FROM heard")[0]
            let counted: (Int, Int, Int) = try (row.get(0), row.get(1), row.get(2))
            let recorded = try await rig.count("SELECT count(*) FROM events")
            #expect(recorded > Self.past)
            #expect(counted == (recorded, recorded, recorded))
            await mirror.close()
        }
    }

    @Test("What is recorded as an older type comes in the form of the one that is asked for")
    func olderTypes() async throws {
        try await Sandbox.with { sandbox in
            guard try await LedgerRig.topology.apply(sandbox.address).isEmpty else { throw NotInTime(description: "") }
            let old = try await LedgerRig(sandbox, Options())
            try await old.engine.migrate()
            try await Self.fill(old, 40)
            let rig = try await LedgerRig(sandbox, Options(), definition: Tomorrow.definition)
            try await rig.engine.migrate()
            let mirror = Pool(sandbox.database("mirror"), limit: 2, name: "test")
            try await rig.whileRunning {
                let definition = Self.listener(to: [Self.depositsOfTomorrow])
                let listener = Self.engine(definition, sandbox)
                try await listener.migrate()
                try await Self.bind(definition, sandbox)
                let running = Task { try await listener.run() }
                try await eventually("all is heard") {
                    try await mirror.query("SELECT count(*) FROM heard WHERE amount = 1")[0].get(0, as: Int.self) == 40
                        ? true : nil
                }
                listener.beginDraining()
                try await running.value
            }
            await mirror.close()
            await old.database.close()
        }
    }

    @Test("Only services are told, and only what leaves the service; a page ends where it gets large")
    func bounds() async throws {
        try await LedgerRig.with(options: { $0.factsPage = 10 }) { rig in
            let client = rig.client()
            let ask: @Sendable (MessageName, Int64, Actor) async throws -> FactPage = { type, after, actor in
                try await client.ask(ReadFacts<Keeper>(type: type, after: after), as: actor, trace: TraceContext())
            }
            let all: FactPage = try await ask(Deposited.name, 0, .service("mirror"))
            #expect(all == FactPage(facts: [], next: 10, isLast: true))
            for actor in [Actor.operator, .visitor, .account(Identifier.make(), roles: [.centralAdmin])] {
                await #expect(throws: ClientError.refused([.forbidden])) { _ = try await ask(Deposited.name, 0, actor) }
            }
            for name: MessageName in [Named.name, "ledger.unheard-of.v1", "bank.rate-set.v1"] {
                await #expect(throws: ClientError.refused([.notFound])) {
                    _ = try await ask(name, 0, .service("mirror"))
                }
            }
            try await Self.fill(rig, 25)
            try await rig.database.query(
                "UPDATE events SET body = body || repeat(' ', 300000) WHERE position = 3 OR position = 14")
            var (pages, after): ([FactPage], Int64) = ([], 0)
            repeat {
                pages.append(try await ask(Deposited.name, after, .service("mirror")))
                after = pages.last?.next ?? 0
            } while pages.last?.isLast == false
            #expect(pages.map(\.facts.count) == [3, 10, 1, 10, 1])
            #expect(pages.map(\.next) == [3, 13, 14, 24, 34])
            #expect(Set(pages.flatMap(\.facts)).count == 25)
            await client.close()
        }
    }

    @Test("A service that listened before there was a table for it has heard everything")
    func before() async throws {
        try await Sandbox.with { sandbox in
            let definition = Self.listener(to: [Self.deposits])
            let mirror = Pool(sandbox.database("mirror"), limit: 2, name: "test")
            try await Self.engine(definition, sandbox).migrate()
            #expect(
                try await mirror.query("SELECT FROM subscriptions WHERE fact = 'ledger.deposited' AND NOT done").count
                    == 1)
            try await mirror.query("DROP TABLE subscriptions")
            try await mirror.query("DELETE FROM schema_migrations WHERE name = 'engine_m0006'")
            try await mirror.query("INSERT INTO inbox (id, at) VALUES (\(Identifier.make()), now())")
            try await Self.engine(definition, sandbox).migrate()
            #expect(
                try await mirror.query("SELECT FROM subscriptions WHERE fact = 'ledger.deposited' AND done").count == 1)
            // What comes later is new.
            try await Self.engine(Self.listener(to: [Self.deposits, .record(RateSet.self) { _ in [] }]), sandbox)
                .migrate()
            #expect(
                try await mirror.query("SELECT FROM subscriptions WHERE fact = 'bank.rate-set' AND NOT done").count == 1
            )
            #expect(try await mirror.query("SELECT FROM subscriptions").count == 2)
            await mirror.close()
        }
    }
}
