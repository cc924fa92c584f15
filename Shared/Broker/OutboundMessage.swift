// SPDX-License-Identifier: Apache-2.0

/// A message on its way out.
public struct OutboundMessage: Sendable, Hashable {
    /// Empty for the default exchange, where the routing key is a queue's name.
    public var exchange: String
    public var routingKey: String
    public var body: [UInt8]
    public var properties: MessageProperties
    /// Whether the broker returns the message when no queue takes it. Otherwise it is confirmed and gone.
    public var mandatory: Bool

    public init(
        exchange: String, routingKey: String, body: [UInt8], properties: MessageProperties = MessageProperties(),
        mandatory: Bool = true
    ) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.body = body
        self.properties = properties
        self.mandatory = mandatory
    }
}

extension OutboundMessage {
    /// AMQP counts the bytes of a short text in one byte, and the library would cut the count without a word.
    ///
    /// - Throws: `invalidMessage` when it cannot be sent.
    public func validate() throws(BrokerError) {
        let texts: [(String, String?)] = [
            ("exchange", exchange), ("routing key", routingKey), ("message id", properties.messageID),
            ("type", properties.type), ("user id", properties.userID), ("content type", properties.contentType),
            ("correlation id", properties.correlationID), ("reply-to", properties.replyTo),
        ]
        for (name, text) in texts where (text?.utf8.count ?? 0) > 255 {
            throw BrokerError(.invalidMessage, "The \(name) has more than 255 bytes")
        }
        guard properties.headers.keys.allSatisfy({ $0.utf8.count <= 255 }) else {
            throw BrokerError(.invalidMessage, "The name of a header has more than 255 bytes")
        }
        guard (properties.expiration ?? .zero) >= .zero else {
            throw BrokerError(.invalidMessage, "The expiration is negative")
        }
    }
}
