// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Logging
import Messaging
import ServiceKit
import TestSupport
import Testing
import Threads

extension ChaosTests {
    /// Only in a soak: it takes minutes, and a number of messages that a short form would not reach.
    @Test(
        "Hot tables do not rot while a transaction that sees the beginning stays open",
        .enabled(if: Run.soak != nil, "only in deploy/local soak"))
    func tablesDoNotRot() async throws {
        let messages = 200_000
        try await FallibleServers.with { servers in
            let topology = SystemTopology.exchanges
            let own = SystemTopology.service("meters", reactions: [])
            let drift = try await Topology(
                exchanges: topology.exchanges, queues: topology.queues + own.queues,
                bindings: topology.bindings + own.bindings
            ).apply(servers.broker)
            try #require(drift.isEmpty)
            let configuration = DatabaseConfiguration(url: servers.postgres, schema: "meters")
            let engine = Engine(
                Meters.definition, configuration: configuration,
                transport: BrokerTransport(servers.broker, name: "meters"),
                log: Logger(label: "meters") { _ in SwiftLogNoOpLogHandler() })
            try await engine.migrate()
            try await Self.fill(servers, messages)

            var patient = configuration
            patient.idleInTransactionTimeout = .zero
            let holder = try await Connection.open(patient)
            try await holder.query("BEGIN ISOLATION LEVEL REPEATABLE READ")
            // The snapshot is taken with the first statement.
            try await holder.query("SELECT count(*) FROM states")
            let running = Task { try await engine.run() }
            let fifths = try await Self.fifths(of: messages, configuration)
            engine.beginDraining()
            try await running.value
            let seen = try await holder.query("SELECT count(*) FROM events").first?.get(0, as: Int64.self)
            #expect(seen == 0, "the transaction was open all the time")
            await holder.close()

            let rates = fifths.map { "\(Int($0))" }.joined(separator: ", ")
            let ratio = fifths[4] / fifths[0]
            Run.report(
                """
                hygiene: \(messages) messages beside an open transaction, in fifths \(rates) a second; \
                the last is \(Int((ratio * 100).rounded())) % of the first
                """)
            // Ten parts of a hundred are the aim; the machine's own noise is as much again.
            #expect(ratio > 0.8)
        }
    }

    private static func fill(_ servers: FallibleServers, _ messages: Int) async throws {
        let publisher = try await Publisher.open(servers.broker, name: "fill")
        let meters = (0..<5_000).map { _ in Identifier.make() }
        let note = String(repeating: "x", count: 200)
        for start in stride(from: 0, to: messages, by: 1_000) {
            let batch = try (start..<start + 1_000).map { number in
                let envelope = Envelope(
                    id: Identifier.make().uuidString.lowercased(), source: "/chaos", type: ReadMeter.name, time: Date(),
                    actor: .operator)
                let body = try envelope.encode(ReadMeter(meter: meters[number % meters.count], note: note))
                return OutboundMessage(
                    exchange: Routes.commands, routingKey: ReadMeter.name.text, body: Array(body.utf8),
                    properties: MessageProperties(messageID: envelope.id, type: ReadMeter.name.text))
            }
            let settled = try await publisher.publish(batch)
            try #require(settled.allSatisfy { $0 == .confirmed })
        }
        await publisher.close()
    }

    /// Messages a second in each fifth of the work.
    private static func fifths(of messages: Int, _ configuration: DatabaseConfiguration) async throws -> [Double] {
        let pool = Pool(configuration, limit: 1, name: "watch")
        var rates: [Double] = []
        var last = (instant: ContinuousClock.now, done: 0)
        for fifth in 1...5 {
            let done = try await eventually("\(fifth) fifths are done", within: .seconds(300)) {
                // The outbox gives out places in order, one for each event.
                let row = try await pool.query("SELECT last_value FROM outbox_position_seq").first
                let done = try row.map { Int(try $0.get(0, as: Int64.self)) } ?? 0
                // The clock starts with the first message, when the engine is up.
                if last.done == 0, done > 1 { last = (.now, done) }
                return done >= messages * fifth / 5 ? done : nil
            }
            let now = ContinuousClock.now
            rates.append(Double(done - last.done) / (last.instant.duration(to: now) / .seconds(1)))
            last = (now, done)
        }
        let events = try await pool.query("SELECT count(*) FROM events").first?.get(0, as: Int64.self)
        #expect(events == Int64(messages))
        await pool.close()
        return rates
    }
}
