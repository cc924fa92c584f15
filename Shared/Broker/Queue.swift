// SPDX-License-Identifier: Apache-2.0

import Threads

/// Where messages wait.
public struct Queue: Sendable, Hashable {
    public var name: String
    public var durable: Bool
    /// Belongs to the connection that declared it, and goes with it: of no use in a topology that is applied on a
    /// connection of its own.
    public var exclusive: Bool
    public var autoDelete: Bool
    public var arguments: [String: HeaderValue]

    public init(
        name: String, durable: Bool = true, exclusive: Bool = false, autoDelete: Bool = false,
        arguments: [String: HeaderValue] = [:]
    ) {
        self.name = name
        self.durable = durable
        self.exclusive = exclusive
        self.autoDelete = autoDelete
        self.arguments = arguments
    }
}

extension Queue {
    /// A replicated queue that loses nothing: also a dead letter stays in it until the dead-letter exchange has it.
    ///
    /// - Parameters:
    ///   - deadLetterExchange: where rejected messages go; `""` is the default exchange, nil drops them.
    ///   - deadLetterRoutingKey: the key they get there; nil keeps their own.
    ///   - deliveryLimit: how often a message is handed out before it is a dead letter; nil for as often as it takes.
    ///   - maximumLength: about how many messages may wait before further ones are refused.
    public static func quorum(
        _ name: String, deadLetterExchange: String? = nil, deadLetterRoutingKey: String? = nil,
        deliveryLimit: Int? = nil, maximumLength: Int? = nil
    ) -> Queue {
        var arguments: [String: HeaderValue] = ["x-queue-type": "quorum"]
        if let deadLetterExchange {
            arguments["x-dead-letter-exchange"] = .string(deadLetterExchange)
            arguments["x-dead-letter-strategy"] = "at-least-once"
            // The broker refuses at-least-once with any other overflow.
            arguments["x-overflow"] = "reject-publish"
        }
        if let deadLetterRoutingKey { arguments["x-dead-letter-routing-key"] = .string(deadLetterRoutingKey) }
        arguments["x-delivery-limit"] = .int(deliveryLimit ?? endlessly)
        if let maximumLength {
            arguments["x-max-length"] = .int(maximumLength)
            arguments["x-overflow"] = "reject-publish"
        }
        return Queue(name: name, arguments: arguments)
    }

    /// A limit that nothing reaches. RabbitMQ 4 drops what was given back 20 times from a queue that names no limit, and
    /// 3 does not know its -1 for none.
    public static let endlessly = 1_000_000_000

    /// A rung of a retry ladder: nobody consumes it, and after the delay each message goes to the work queue. One queue
    /// for each delay, since only the oldest message of a queue can expire.
    public static func waiting(_ name: String, delay: Duration, workQueue: String) -> Queue {
        Queue(
            name: name,
            arguments: [
                "x-queue-type": "quorum",
                "x-message-ttl": .int(Int(delay.milliseconds)),
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": .string(workQueue),
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            ])
    }

    /// A queue for requests, which are worth nothing after a while, and which nobody takes once its last consumer is gone:
    /// it goes with it, so that further requests are returned.
    ///
    /// It is durable all the same, since RabbitMQ 4.3 takes no queue that is neither durable nor exclusive. A restart of
    /// the broker leaves it without its consumers and not gone with them; unused, it then goes by itself.
    ///
    /// - Parameters:
    ///   - expiry: how long a message may wait.
    ///   - unused: how long the queue stays without a first consumer.
    public static func transient(_ name: String, expiry: Duration, unused: Duration = .seconds(10)) -> Queue {
        Queue(
            name: name, autoDelete: true,
            arguments: [
                "x-queue-type": "classic",
                "x-message-ttl": .int(Int(expiry.milliseconds)),
                "x-expires": .int(Int(unused.milliseconds)),
            ])
    }
}
