// SPDX-License-Identifier: Apache-2.0

/// What travels beside a message's body. Each text has at most 255 bytes of UTF-8.
public struct MessageProperties: Sendable, Hashable {
    public var messageID: String?
    public var type: String?
    public var contentType: String?
    public var correlationID: String?
    public var replyTo: String?
    /// The broker's user who sends it. The broker refuses a name that is not the connection's own, so that a reader can
    /// rely on it.
    public var userID: String?
    /// How long the message may wait in a queue, in whole milliseconds.
    public var expiration: Duration?
    /// Whether a durable queue writes the message to disk.
    public var persistent: Bool
    public var headers: [String: HeaderValue]

    public init(
        messageID: String? = nil, type: String? = nil, contentType: String? = nil, correlationID: String? = nil,
        replyTo: String? = nil, userID: String? = nil, expiration: Duration? = nil, persistent: Bool = true,
        headers: [String: HeaderValue] = [:]
    ) {
        self.messageID = messageID
        self.type = type
        self.contentType = contentType
        self.correlationID = correlationID
        self.replyTo = replyTo
        self.userID = userID
        self.expiration = expiration
        self.persistent = persistent
        self.headers = headers
    }
}
