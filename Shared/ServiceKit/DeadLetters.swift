// SPDX-License-Identifier: Apache-2.0

public import Broker
import Contracts
import Messaging

/// A service's dead-letter queue: what could not be done, with the reason.
public struct DeadLetters: Sendable {
    let address: BrokerAddress
    let service: String

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
        /// The broker's user who sent it first; nil when nobody vouches for one.
        public let sender: String?
    }

    /// The oldest letters, at most `limit`. They stay where they are.
    public func list(limit: Int = 50) async throws -> [Letter] {
        let count = min(limit, try await depth)
        guard count > 0 else { return [] }
        let consumer = try await open(prefetch: count)
        var letters: [Letter] = []
        while letters.count < count,
            let more = try await consumer.next(max: count - letters.count, within: Self.silence)
        {
            letters += more.map { Letter($0, sender: sender(of: $0.properties)) }
        }
        // Closing without an acknowledgement gives them back.
        await consumer.close()
        return letters
    }

    /// Sends back all letters that are there when it begins: to the service's queue, or where they were going. Each leaves
    /// the dead-letter queue when the broker has its copy.
    ///
    /// - Parameter progress: is told how many were sent back, and of how many.
    /// - Returns: how many were sent back.
    public func replay(progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }) async throws -> Int {
        // What fails again comes back behind them, and is not sent in a circle.
        let all = try await depth
        guard all > 0 else { return 0 }
        let consumer = try await open(prefetch: Self.portion)
        let publisher = try await Publisher.open(address, name: "dead letters \(service)")
        var count = 0
        while count < all,
            let letters = try await consumer.next(max: min(Self.portion, all - count), within: Self.silence)
        {
            let settled = try await publisher.publish(letters.map(returned))
            let taken = settled.prefix { $0 == .confirmed }.count
            // In one word: of many single ones the broker loses some when the connection is closed right after them.
            if taken > 0 { try await consumer.acknowledge(through: letters[taken - 1].tag) }
            count += taken
            progress(count, all)
            // What the broker does not take now would come again and again.
            if taken < letters.count { break }
        }
        await publisher.close()
        await consumer.close()
        return count
    }

    static let portion = 500
    /// How long the broker may hand out nothing before the rest is taken for gone: a busy one pauses for seconds.
    static let silence = Duration.seconds(30)

    /// How many there are.
    var depth: Int {
        get async throws {
            let queue = Routes.dead(service)
            guard let standing = try await Queue.standing(of: queue, address) else {
                throw BrokerError(.notFound, "There is no queue \(queue)")
            }
            return standing.messages
        }
    }

    func open(prefetch: Int) async throws -> Consumer {
        try await Consumer.open(
            address, queue: Routes.dead(service), prefetch: prefetch, name: "dead letters \(service)")
    }

    /// A letter as it is published again: in the operator's name, for whoever sent it first.
    private func returned(_ letter: Delivery) -> OutboundMessage {
        var properties = letter.properties
        properties.userID = address.user
        guard isOurs(letter.properties), let exchange = letter.properties.headers[Header.exchange]?.string,
            [Routes.events, Routes.commands, Routes.reviews].contains(exchange)
        else {
            // Without a sender it is nobody's word, and must not become the operator's.
            properties.headers = [Header.relayedFor: .string(sender(of: letter.properties) ?? "")]
            return OutboundMessage(
                exchange: Routes.direct, routingKey: Routes.work(service), body: letter.body, properties: properties)
        }
        // What could not leave is the service's own word, whatever the letter says.
        properties.headers = [Header.relayedFor: .string(service)]
        return OutboundMessage(
            exchange: exchange, routingKey: letter.properties.headers[Header.key]?.string ?? "", body: letter.body,
            properties: properties)
    }

    /// Only the service itself, and the operator, pass a letter on for somebody else.
    func sender(of properties: MessageProperties) -> String? {
        guard isOurs(properties), let first = properties.headers[Header.relayedFor]?.string else {
            return properties.userID
        }
        return first.isEmpty ? nil : first
    }

    /// Why it was given up, as whoever did so says.
    static func reason(_ properties: MessageProperties) -> String {
        let died = properties.headers["x-first-death-reason"]?.string.map { "broker: \($0)" }
        return properties.headers[Header.reason]?.string ?? died ?? "unknown"
    }

    func isOurs(_ properties: MessageProperties) -> Bool {
        properties.userID == service || properties.userID == address.user
    }
}

extension DeadLetters.Letter {
    fileprivate init(_ delivery: Delivery, sender: String?) {
        id = delivery.properties.messageID ?? ""
        type = delivery.properties.type ?? "unknown"
        bytes = delivery.body.count
        reason = DeadLetters.reason(delivery.properties)
        self.sender = sender
    }
}
