// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Logging
import Messaging
import ServiceKit

/// Where it runs: a broker's virtual host and a database with a schema, both made anew for every measurement.
struct Ground: Sendable {
    let broker: String
    let postgres: String
    let address: BrokerAddress

    static let schema = "attest_bench"
    static let tap = "bench.tap"
    static let work = Routes.work("bench")
    var load = Load()

    /// From the variables that `deploy/local bench` sets.
    init() throws {
        func variable(_ name: String) throws -> String {
            guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
                throw Failure("\(name) is not set: start the benchmark with deploy/local bench")
            }
            return value
        }
        broker = try variable("ATTEST_BENCH_BROKER")
        postgres = try variable("ATTEST_BENCH_POSTGRES")
        address = try BrokerAddress(url: broker)
    }

    var database: DatabaseConfiguration {
        DatabaseConfiguration(url: postgres, schema: Self.schema, applicationName: "bench")
    }

    static var quiet: Logger {
        var log = Logger(label: "bench") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = .error
        return log
    }

    func engine(_ transport: any Transport) -> Engine {
        Engine(Purses.definition, configuration: database, transport: transport, log: Self.quiet)
    }

    /// Everything anew and empty.
    func clear(_ floor: Floor) async throws {
        let topology = Self.topology
        try floor.delete(topology.queues.map(\.name))
        let drift = try await topology.apply(address)
        guard drift.isEmpty else { throw Failure("the broker's topology differs: \(drift)") }
        let connection = try await Connection.open(DatabaseConfiguration(url: postgres))
        try await connection.script("DROP SCHEMA IF EXISTS \(Self.schema) CASCADE; CREATE SCHEMA \(Self.schema)")
        await connection.close()
        let engine = engine(BrokerTransport(address, name: "bench"))
        try await engine.migrate()
        await engine.database.close()
        // What an earlier measurement left to write is not this one's burden.
        let quiet = try await Connection.open(DatabaseConfiguration(url: postgres))
        try await quiet.query("CHECKPOINT")
        await quiet.close()
    }

    /// Removes what was made.
    func remove(_ floor: Floor) async throws {
        try floor.delete(Self.topology.queues.map(\.name))
        let connection = try await Connection.open(DatabaseConfiguration(url: postgres))
        try await connection.script("DROP SCHEMA IF EXISTS \(Self.schema) CASCADE")
        await connection.close()
    }

    static var topology: Topology {
        var topology = SystemTopology.exchanges
        let own = SystemTopology.service("bench", reactions: [])
        topology.queues += own.queues + [.quorum(tap)]
        topology.bindings += own.bindings + [Binding(queue: tap, exchange: Routes.events, key: "bench.#")]
        return topology
    }

    /// Fills the work queue.
    ///
    /// - Returns: the sum of all amounts.
    func fill(_ messages: Int) async throws -> Int {
        let publisher = try await Publisher.open(address, name: "bench fill")
        let purses = (0..<load.streams).map { _ in Identifier.make() }
        var sum = 0
        var published = 0
        while published < messages {
            let count = min(1_000, messages - published)
            var batch: [OutboundMessage] = []
            for _ in 0..<count {
                let amount = Int.random(in: 1...1_000)
                sum += amount
                batch.append(try Self.command(purses[Int.random(in: 0..<purses.count)], amount))
            }
            let settled = try await publisher.publish(batch)
            guard settled.allSatisfy({ $0 == .confirmed }) else { throw Failure("the queue could not be filled") }
            published += count
        }
        await publisher.close()
        return sum
    }

    /// About 600 bytes.
    static func command(_ purse: UUID, _ amount: Int) throws -> OutboundMessage {
        let id = Identifier.make().uuidString.lowercased()
        let envelope = Envelope(
            id: id, source: "/attest/bench", type: Deposit.name, time: Date(), trace: TraceContext(), actor: .operator)
        let deposit = Deposit(purse: purse, amount: amount, note: note)
        return OutboundMessage(
            exchange: "", routingKey: work, body: Array(try envelope.encode(deposit).utf8),
            properties: MessageProperties(
                messageID: id, type: Deposit.name.text, contentType: Envelope.contentType, persistent: true))
    }

    static let note = String(repeating: "n", count: 190)

    /// Proves that each command took effect once.
    func verify(messages: Int, sum: Int, floor: Floor) async throws {
        let pool = Pool(database, limit: 1, name: "verify")
        func value(_ sql: SQL) async throws -> Int {
            guard let row = try await pool.query(sql).first else { return -1 }
            return Int(try row.get(0, as: Int64.self))
        }
        let streams = try await value("SELECT count(DISTINCT stream) FROM events")
        let findings: [(String, Int, Int)] = [
            ("events", try await value("SELECT count(*) FROM events"), messages),
            ("remembered ids", try await value("SELECT count(*) FROM inbox"), messages),
            ("versions", try await value("SELECT coalesce(sum(version), 0)::int8 FROM states"), messages),
            ("states", try await value("SELECT count(*) FROM states"), streams),
            ("rows of the projection", try await value("SELECT count(*) FROM purses"), streams),
            ("deposits", try await value("SELECT coalesce(sum(deposits), 0)::int8 FROM purses"), messages),
            ("balances", try await value("SELECT coalesce(sum(balance), 0)::int8 FROM purses"), sum),
            ("outbox rows without a confirmed range", try await value(Self.unconfirmed), 0),
            ("events in the tap", try floor.count(Self.tap), load.isPublic ? messages : 0),
            ("commands left", try floor.count(Self.work), 0),
        ]
        await pool.close()
        for (name, found, expected) in findings where found != expected {
            throw Failure("\(name): \(found) instead of \(expected)")
        }
    }

    /// Waits until the engine has written down that the broker has every event.
    func allConfirmed() async throws {
        let connection = try await Connection.open(database)
        for _ in 0..<100 {
            if try await connection.query(Self.unconfirmed).first?.get(0, as: Int64.self) == 0 { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        await connection.close()
    }

    private static let unconfirmed: SQL = """
        SELECT count(*) FROM outbox AS o WHERE NOT o.position <@
            (SELECT coalesce(range_agg(int8range(low, high, '[]')), '{}'::int8multirange) FROM sent)
        """
}

/// Why there is no measurement.
struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
