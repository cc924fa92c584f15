// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Logging
import Messaging

/// Gives a service's own queues the properties that this release wants: AMQP cannot change a queue, only make another.
///
/// What a queue holds moves to a queue beside it, which takes its bindings meanwhile, and back when the queue is made
/// anew. What comes twice on the way the inbox knows. It goes on where it was when a process ends in the middle of it, and
/// needs to be alone: while older copies of the service read a queue, it stays as it is.
struct QueueRenewal: Sendable {
    let address: BrokerAddress
    /// The service whose queues these are; what moves, moves in its name.
    let service: String
    let topology: Topology
    let log: Logger

    /// - Parameter drifted: names of the queues that have other properties.
    /// - Returns: those that stay as they are for now, since somebody reads them.
    func run(_ drifted: Set<String>) async throws -> [String] {
        var kept: [String] = []
        for queue in topology.queues {
            if drifted.contains(queue.name) {
                if try await isInUse(queue) {
                    kept.append(queue.name)
                    continue
                }
                try await clear(queue)
            }
            try await restore(queue)
        }
        return kept
    }

    /// Names of queues that an earlier renewal left in the middle.
    func unfinished() async throws -> Set<String> {
        let beside = Topology(queues: topology.queues.map(Self.beside))
        let missing = Set(try await beside.check(address).map(\.name))
        return Set(topology.queues.map(\.name).filter { !missing.contains(Self.beside($0)) })
    }

    /// Whether somebody reads it, or what it gets its dead letters from.
    private func isInUse(_ queue: Queue) async throws -> Bool {
        for name in [queue.name] + feeders(of: queue).map(\.name) {
            if let standing = try await Queue.standing(of: name, address), standing.consumers > 0 { return true }
        }
        return false
    }

    /// The queues whose dead letters it gets.
    private func feeders(of queue: Queue) -> [Queue] {
        topology.queues.filter { $0.arguments["x-dead-letter-routing-key"]?.string == queue.name }
    }

    /// Empties a queue into the one beside it, and removes it.
    private func clear(_ queue: Queue) async throws {
        let beside = Self.beside(queue)
        let bindings = topology.bindings.filter { $0.queue == queue.name }
        let drift = try await Topology(queues: [beside], bindings: bindings.map { $0.moved(to: beside.name) })
            .apply(address)
        guard drift.isEmpty else { throw BrokerError(drift: drift) }
        try await Binding.withdraw(bindings, address)
        // What waits to come back into this queue comes back sooner, or it would arrive when the queue is gone.
        let returning = feeders(of: queue).filter { $0.arguments["x-message-ttl"] != nil }
        var count = 0
        for source in returning + [queue] { count += try await move(from: source.name, to: beside.name) }
        try await Queue.delete(queue.name, address)
        log.notice("a queue is renewed", metadata: ["queue": "\(queue.name)", "messages": "\(count)"])
    }

    /// Makes a queue, and brings back what the one beside it holds.
    private func restore(_ queue: Queue) async throws {
        let beside = Self.beside(queue).name
        guard try await Queue.standing(of: beside, address) != nil else { return }
        let bindings = topology.bindings.filter { $0.queue == queue.name }
        let drift = try await Topology(queues: [queue], bindings: bindings).apply(address)
        guard drift.isEmpty else { throw BrokerError(drift: drift) }
        try await Binding.withdraw(bindings.map { $0.moved(to: beside) }, address)
        _ = try await move(from: beside, to: queue.name)
        try await Queue.delete(beside, address)
    }

    private static func beside(_ name: String) -> String { "\(name).renewing" }

    private static func beside(_ queue: Queue) -> Queue { .quorum(beside(queue.name)) }

    /// Moves messages until none comes any more. Each leaves its queue when the broker has its copy.
    private func move(from source: String, to target: String) async throws -> Int {
        let publisher = try await Publisher.open(address, name: "renewal of \(source)")
        let consumer = try await Consumer.open(
            address, queue: source, prefetch: Self.portion, name: "renewal of \(source)")
        var count = 0
        while let deliveries = try await consumer.next(max: Self.portion, within: .seconds(1)) {
            let settled = try await publisher.publish(deliveries.map { copy($0, to: target) })
            guard let last = deliveries.last, settled.allSatisfy({ $0 == .confirmed }) else {
                throw BrokerError(.blocked, "The broker does not take what moves from \(source)")
            }
            try await consumer.acknowledge(through: last.tag)
            count += deliveries.count
        }
        await consumer.close()
        await publisher.close()
        guard try await Queue.standing(of: source, address)?.messages == 0 else {
            throw BrokerError(.blocked, "Not everything moves from \(source)")
        }
        return count
    }

    private static let portion = 500

    /// In our name, for whoever sent it first.
    private func copy(_ delivery: Delivery, to queue: String) -> OutboundMessage {
        var properties = delivery.properties
        // The same whose word the engine takes for it; empty when nobody vouches for a sender, which is nobody's still.
        let isTheirs = properties.userID == address.user || properties.userID == Sender.operator.name
        let relayed = isTheirs ? properties.headers[Header.relayedFor]?.string : nil
        // What a stranger wrote there, the broker might act upon once it is our word.
        properties.headers = properties.headers.filter { $0.key.hasPrefix(Header.prefix) }
        properties.headers[Header.relayedFor] = .string(relayed ?? properties.userID ?? "")
        properties.userID = address.user
        properties.expiration = nil
        return OutboundMessage(
            exchange: Routes.direct, routingKey: queue, body: delivery.body, properties: properties)
    }
}

extension Binding {
    fileprivate func moved(to queue: String) -> Binding {
        Binding(queue: queue, exchange: exchange, key: key, arguments: arguments)
    }
}
