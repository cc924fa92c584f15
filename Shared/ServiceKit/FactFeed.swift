// SPDX-License-Identifier: Apache-2.0

import Broker
public import Contracts
import Messaging

/// Facts as they happen, for a process that keeps nothing: what happens while it does not listen it never hears of.
public struct FactFeed: Sendable {
    private let consumer: Consumer

    /// Begins to listen.
    ///
    /// - Parameter name: who listens: the queue's name begins with it.
    static func open(
        _ address: BrokerAddress, to facts: [any Fact.Type], name: String
    ) async throws -> FactFeed {
        let queue = Queue(
            name: "\(name).facts.\(Identifier.text(Identifier.make()))", durable: false, exclusive: true,
            autoDelete: true)
        let bindings = facts.map { Binding(queue: queue.name, exchange: Routes.events, key: $0.name.text) }
        return FactFeed(
            consumer: try await Consumer.open(
                address, making: queue, bindings, prefetch: 500, name: "\(name) facts"))
    }

    /// Waits for facts, and gives what is there, oldest first: each as its type and its body. What came from anybody but the
    /// service that a fact is of is left out.
    ///
    /// - Throws: when the connection is lost; from then on facts are missed.
    public func next() async throws -> [(type: MessageName, body: [UInt8])] {
        let deliveries = try await consumer.next(max: 500)
        if let last = deliveries.last { try await consumer.acknowledge(through: last.tag) }
        return deliveries.compactMap { delivery in
            guard let type = try? Envelope.decode(from: delivery.body).type,
                delivery.properties.userID == type.service
            else { return nil }
            return (type, delivery.body)
        }
    }

    public func close() async { await consumer.close() }
}
