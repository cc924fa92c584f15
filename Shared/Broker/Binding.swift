// SPDX-License-Identifier: Apache-2.0

/// Which messages of an exchange go to a queue.
public struct Binding: Sendable, Hashable {
    public var queue: String
    public var exchange: String
    public var key: String
    /// For a headers exchange: what must match.
    public var arguments: [String: HeaderValue]

    public init(queue: String, exchange: String, key: String, arguments: [String: HeaderValue] = [:]) {
        self.queue = queue
        self.exchange = exchange
        self.key = key
        self.arguments = arguments
    }

    /// What a report calls it.
    public var name: String { "\(exchange) -[\(key)]-> \(queue)" }
}
