// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Logging
import Messaging
import ServiceKit
import TestSupport
import Threads

/// The sample service, running on a sandbox's broker and database.
struct LedgerRig: Sendable {
    let sandbox: Sandbox
    let engine: Engine
    let database: Pool
    let options: Options
    /// What the engine has logged: each line's message and what belongs to it.
    let log = Lock<[String]>([])
    private let clock: MovableClock

    /// Runs a test beside a running engine, which is drained afterwards.
    static func with<Value: Sendable>(
        options adjust: (inout Options) -> Void = { _ in }, lockTimeout: Duration? = nil,
        _ body: @Sendable (LedgerRig) async throws -> Value
    ) async throws -> Value {
        var options = Options()
        options.attempts = 1
        options.sweepAge = .seconds(1)
        options.timerTick = .milliseconds(20)
        adjust(&options)
        return try await Sandbox.with { [options] sandbox in
            let rig = try await LedgerRig(sandbox, options, lockTimeout: lockTimeout)
            let drift = try await LedgerRig.topology.apply(sandbox.address)
            guard drift.isEmpty else { throw NotInTime(description: "drift: \(drift)") }
            try await rig.engine.migrate()
            return try await rig.whileRunning { try await body(rig) }
        }
    }

    init(
        _ sandbox: Sandbox, _ options: Options, definition: Definition = Ledger.definition,
        transport: (any Transport)? = nil, lockTimeout: Duration? = nil
    ) async throws {
        self.sandbox = sandbox
        self.options = options
        let clock = MovableClock()
        self.clock = clock
        let log = self.log
        let recorder = Logger(label: "ledger") { _ in
            Recorder { line in log.withLock { $0.append(line) } }
        }
        engine = Self.engine(
            sandbox, options, definition: definition, transport: transport, lockTimeout: lockTimeout, log: recorder,
            now: { clock.now })
        database = Pool(sandbox.database(), limit: 2, name: "test")
    }

    static func engine(
        _ sandbox: Sandbox, _ options: Options, definition: Definition = Ledger.definition,
        transport: (any Transport)? = nil, lockTimeout: Duration? = nil,
        log: Logger = Logger(label: "ledger") { _ in SwiftLogNoOpLogHandler() },
        now: @escaping @Sendable () -> Date = { Date() }
    ) -> Engine {
        var configuration = sandbox.database()
        if let lockTimeout { configuration.lockTimeout = lockTimeout }
        return Engine(
            definition, configuration: configuration,
            transport: transport ?? BrokerTransport(sandbox.address, name: "ledger"), options: options, log: log,
            now: now)
    }

    static var topology: Topology {
        var topology = SystemTopology.exchanges
        let own = SystemTopology.service("ledger", reactions: Ledger.definition.reactions)
        topology.queues += own.queues + [Queue(name: "tap")]
        topology.bindings += own.bindings + [Binding(queue: "tap", exchange: Routes.events, key: "#")]
        return topology
    }

    /// Runs `body` while the engine runs.
    func whileRunning<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { tasks in
            tasks.addTask {
                try await engine.run()
                return nil
            }
            try await eventually("the engine is ready") { engine.isReady ? true : nil }
            do {
                let value = try await body()
                engine.beginDraining()
                while try await tasks.next() != nil {}
                await database.close()
                return value
            } catch {
                engine.beginDraining()
                tasks.cancelAll()
                await database.close()
                throw error
            }
        }
    }

    /// How many lines of the log hold a phrase.
    /// How many lines have all of these phrases.
    func logged(_ phrases: String...) -> Int {
        log.withLock { $0.count { line in phrases.allSatisfy { line.contains($0) } } }
    }

    func moveClock(by duration: Duration) { clock.move(by: duration) }
    var now: Date { clock.now }

    /// Publishes instructions to the durable queue.
    func publish(_ instructions: [any Instruction], ids: [UUID]? = nil) async throws {
        let publisher = try await Publisher.patiently(sandbox.address, name: "test")
        var messages: [OutboundMessage] = []
        for (index, instruction) in instructions.enumerated() {
            messages.append(
                try Self.message(instruction, id: ids?[index] ?? Identifier.make(), exchange: Routes.commands))
        }
        let settled = try await publisher.publish(messages)
        await publisher.close()
        guard settled.allSatisfy({ $0 == .confirmed }) else { throw NotInTime(description: "not confirmed") }
    }

    static func message(
        _ message: any Message, id: UUID, exchange: String, sequence: Int64? = nil
    ) throws -> OutboundMessage {
        let type = Swift.type(of: message).name
        let envelope = Envelope(
            id: id.uuidString.lowercased(), source: "/test", type: type, time: Date(), sequence: sequence,
            actor: .operator)
        return OutboundMessage(
            exchange: exchange, routingKey: type.text, body: Array(try envelope.encode(message).utf8),
            properties: MessageProperties(messageID: envelope.id, type: type.text))
    }

    func client() -> ServiceClient {
        ServiceClient(
            sandbox.address, name: "test", roster: nil, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// What lies in a queue, taken from it.
    func take(_ count: Int, from queue: String, within deadline: Duration = .seconds(20)) async throws -> [Delivery] {
        let consumer = try await Consumer.open(sandbox.address, queue: queue, prefetch: 5_000, name: "test")
        var deliveries: [Delivery] = []
        let end = ContinuousClock.now + deadline
        while deliveries.count < count {
            guard ContinuousClock.now < end else {
                throw NotInTime(description: "\(deliveries.count) of \(count) messages in \(queue)")
            }
            deliveries += try await within(end - .now) { try await consumer.next(max: 1_000) }
        }
        if let last = deliveries.last { try await consumer.acknowledge(through: last.tag) }
        await consumer.close()
        return deliveries
    }

    func count(_ sql: SQL) async throws -> Int {
        guard let row = try await database.query(sql).first else { return 0 }
        return Int(try row.get(0, as: Int64.self))
    }
}

/// A clock that a test moves.
final class MovableClock: Sendable {
    private let offset = Lock(0.0)

    var now: Date { Date(timeIntervalSinceNow: offset.withLock { $0 }) }
    func move(by duration: Duration) {
        offset.withLock { $0 += Double(duration.components.seconds) }
    }
}

/// A log whose lines a test reads.
struct Recorder: LogHandler {
    let noted: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    init(_ noted: @escaping @Sendable (String) -> Void) { self.noted = noted }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        noted("\(event.message) " + details.joined(separator: " "))
    }
}
