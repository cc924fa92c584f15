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
            let configuration = DatabaseConfiguration(
                url: servers.postgres, schema: "meters", applicationName: "meters")
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

            let rates = fifths.map { "\(Int($0.rate))" }.joined(separator: ", ")
            let costs = fifths.map { "\(Int($0.cost))" }.joined(separator: ", ")
            let percent = Int((fifths[4].rate / fifths[0].rate * 100).rounded())
            Run.report(
                """
                hygiene: \(messages) messages beside an open transaction, in fifths \(rates) a second (the last is \
                \(percent) % of the first), for which the database worked \(costs) microseconds a message
                """)
            #expect(fifths[4].rate >= fifths[0].rate * 0.9)
            // An engine built for debugging hides much of the database behind its own work; this does not.
            #expect(fifths[4].cost <= fifths[0].cost * 1.2)
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

    /// Messages a second in each fifth of the work, and the processor's microseconds in the database for one.
    private static func fifths(
        of messages: Int, _ configuration: DatabaseConfiguration
    ) async throws -> [(rate: Double, cost: Double)] {
        var watching = configuration
        watching.applicationName = "watch"
        let pool = Pool(watching, limit: 1, name: "watch")
        var fifths: [(rate: Double, cost: Double)] = []
        var last = (instant: ContinuousClock.now, done: 0, work: 0.0)
        for fifth in 1...5 {
            let done = try await eventually("\(fifth) fifths are done", within: .seconds(300)) {
                // The outbox gives out places in order, one for each event.
                let row = try await pool.query("SELECT last_value FROM outbox_position_seq").first
                let done = try row.map { Int(try $0.get(0, as: Int64.self)) } ?? 0
                // The clock starts with the first message, when the engine is up.
                if last.done == 0, done > 1 { last = (.now, done, try await seconds(of: "meters", pool)) }
                return done >= messages * fifth / 5 ? done : nil
            }
            let (now, work) = (ContinuousClock.now, try await seconds(of: "meters", pool))
            let number = Double(done - last.done)
            fifths.append(
                (number / (last.instant.duration(to: now) / .seconds(1)), (work - last.work) / number * 1_000_000))
            last = (now, done, work)
        }
        // A place is given out before its transaction commits.
        try await eventually("the last are committed") {
            let row = try await pool.query("SELECT count(*) FROM events").first
            return try row?.get(0, as: Int64.self) == Int64(messages) ? true : nil
        }
        await pool.close()
        return fifths
    }

    /// Seconds that the processor has spent on an application's connections, as the system counts them.
    private static func seconds(of application: String, _ pool: Pool) async throws -> Double {
        let rows = try await pool.query("SELECT pid FROM pg_stat_activity WHERE application_name = \(application)")
        return try rows.reduce(0) { sum, row in
            let process: Int32 = try row.get(0)
            let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            // After the name, in brackets, come the state and ten numbers; then user and system time in ticks of 10 ms.
            let fields = text?.split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 12 else { return sum }
            return sum + (Double(fields[11]) ?? 0) / 100 + (Double(fields[12]) ?? 0) / 100
        }
    }
}
