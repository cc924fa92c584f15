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
    ///   - deliveryLimit: how often a message is handed out before it is a dead letter.
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
        if let deliveryLimit { arguments["x-delivery-limit"] = .int(deliveryLimit) }
        if let maximumLength {
            arguments["x-max-length"] = .int(maximumLength)
            arguments["x-overflow"] = "reject-publish"
        }
        return Queue(name: name, arguments: arguments)
    }

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

    /// A queue for requests, which are worth nothing after a while. The queue itself outlives a restart of the broker,
    /// so that a responder finds it again; what waits in it does not.
    ///
    /// - Parameter expiry: how long a message may wait.
    public static func transient(_ name: String, expiry: Duration) -> Queue {
        Queue(
            name: name, arguments: ["x-queue-type": "classic", "x-message-ttl": .int(Int(expiry.milliseconds))])
    }
}
