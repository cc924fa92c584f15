// SPDX-License-Identifier: Apache-2.0

/// A message that the broker gave to a consumer.
public struct Delivery: Sendable, Hashable {
    /// Names the delivery to the consumer that received it, and to no other: tags start anew with each connection.
    public var tag: UInt64
    /// Whether the broker has handed the message out before. A message that comes twice may come without it.
    public var redelivered: Bool
    public var exchange: String
    public var routingKey: String
    public var body: [UInt8]
    public var properties: MessageProperties

    public init(
        tag: UInt64, redelivered: Bool, exchange: String, routingKey: String, body: [UInt8],
        properties: MessageProperties
    ) {
        self.tag = tag
        self.redelivered = redelivered
        self.exchange = exchange
        self.routingKey = routingKey
        self.body = body
        self.properties = properties
    }
}
