// SPDX-License-Identifier: Apache-2.0

public import Broker
import Contracts
import Messaging

/// A service's dead-letter queue: what could not be done, with the reason.
public struct DeadLetters: Sendable {
    private let address: BrokerAddress
    private let service: String

    public init(_ address: BrokerAddress, service: String) {
        self.address = address
        self.service = service
    }

    /// One message that was given up.
    public struct Letter: Sendable {
        public let id: String
        public let type: String
        public let reason: String
        public let bytes: Int
    }

    /// The oldest letters, at most `limit`. They stay where they are.
    public func list(limit: Int = 50) async throws -> [Letter] {
        let consumer = try await Consumer.open(
            address, queue: Routes.dead(service), prefetch: limit, name: "dead letters \(service)")
        let letters = try await collect(from: consumer, limit: limit).map(Letter.init)
        // Closing without an acknowledgement gives them back.
        await consumer.close()
        return letters
    }

    /// Sends letters back to the service's queue; each leaves the dead-letter queue when the broker has its copy.
    ///
    /// - Returns: how many were sent back.
    public func replay(limit: Int = 1_000) async throws -> Int {
        let consumer = try await Consumer.open(
            address, queue: Routes.dead(service), prefetch: limit, name: "dead letters \(service)")
        let publisher = try await Publisher.open(address, name: "dead letters \(service)")
        var count = 0
        for delivery in try await collect(from: consumer, limit: limit) {
            var properties = delivery.properties
            // The broker vouches for us from here on; who sent it first goes along.
            let sender = properties.headers[Header.relayedFor]?.string ?? properties.userID
            properties.headers = sender.map { [Header.relayedFor: .string($0)] } ?? [:]
            properties.userID = address.user
            let message = OutboundMessage(
                exchange: "", routingKey: Routes.work(service), body: delivery.body, properties: properties)
            guard try await publisher.publish([message]).first == .confirmed else { break }
            try await consumer.acknowledge(delivery.tag)
            count += 1
        }
        await publisher.close()
        await consumer.close()
        return count
    }

    /// What is there now: waits a second for the first, and then for as long as more comes.
    private func collect(from consumer: Consumer, limit: Int) async throws -> [Delivery] {
        var letters: [Delivery] = []
        while letters.count < limit {
            let more = try await withThrowingTaskGroup(of: [Delivery]?.self) { tasks in
                tasks.addTask {
                    do { return try await consumer.next(max: limit) } catch {
                        if Task.isCancelled { return nil }
                        throw error
                    }
                }
                tasks.addTask {
                    try? await Task.sleep(for: .seconds(1))
                    return nil
                }
                defer { tasks.cancelAll() }
                return try await tasks.next() ?? nil
            }
            guard let more else { break }
            letters += more
        }
        return Array(letters.prefix(limit))
    }
}

extension DeadLetters.Letter {
    fileprivate init(_ delivery: Delivery) {
        id = delivery.properties.messageID ?? ""
        type = delivery.properties.type ?? "unknown"
        bytes = delivery.body.count
        let died = delivery.properties.headers["x-first-death-reason"]?.string.map { "broker: \($0)" }
        reason = delivery.properties.headers[Header.reason]?.string ?? died ?? "unknown"
    }
}
