// SPDX-License-Identifier: Apache-2.0

/// What went wrong between this process and the broker.
///
/// The detail carries the broker's own reply where there is one; never a message's content, never a password.
public struct BrokerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A closed set of causes, which can grow.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        public let description: String
        private let retriable: Bool

        /// The connection broke, or was never made. Open another.
        public static let connectionLost = Code(description: "connectionLost", retriable: true)
        /// The broker turned the login, the virtual host or an operation down.
        public static let refused = Code(description: "refused", retriable: false)
        /// The broker's certificate or host name could not be verified, or the TLS handshake failed.
        public static let untrusted = Code(description: "untrusted", retriable: false)
        /// Nothing came in time.
        public static let timedOut = Code(description: "timedOut", retriable: true)
        /// The broker closed the channel; the detail says why.
        public static let channelClosed = Code(description: "channelClosed", retriable: true)
        /// An exchange, queue or binding is not what the code says.
        public static let topologyDrift = Code(description: "topologyDrift", retriable: false)
        /// A queue or an exchange does not exist, or nobody took a request.
        public static let notFound = Code(description: "notFound", retriable: true)
        /// The broker takes no messages for the moment: it is short of memory or disk.
        public static let blocked = Code(description: "blocked", retriable: true)
        /// The URL cannot be read.
        public static let invalidAddress = Code(description: "invalidAddress", retriable: false)
        /// A message cannot be put on the wire as it is.
        public static let invalidMessage = Code(description: "invalidMessage", retriable: false)
        /// This side closed the connection, or the calling task was cancelled.
        public static let closed = Code(description: "closed", retriable: false)

        public static func == (left: Code, right: Code) -> Bool { left.description == right.description }
        public func hash(into hasher: inout Hasher) { hasher.combine(description) }
        var isRetriable: Bool { retriable }
    }

    public let code: Code
    public let detail: String
    /// The AMQP reply code, where the broker gave one (404, 406 and so on).
    public let replyCode: Int?

    public init(_ code: Code, _ detail: String, replyCode: Int? = nil) {
        self.code = code
        self.detail = detail
        self.replyCode = replyCode
    }

    /// All drift as one error, each item by name.
    public init(drift: [Drift]) {
        self.init(.topologyDrift, drift.map(\.description).joined(separator: "; "))
    }

    /// Whether the same call may succeed on a new connection a little later.
    public var isRetriable: Bool { code.isRetriable }

    public var description: String { "\(code): \(detail)" }

    static let cancelled = BrokerError(.closed, "The calling task was cancelled")
}
