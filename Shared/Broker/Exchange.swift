// SPDX-License-Identifier: Apache-2.0

/// Where messages enter the broker.
public struct Exchange: Sendable, Hashable {
    public enum Kind: String, Sendable { case direct, topic, fanout, headers }

    public var name: String
    public var kind: Kind
    public var durable: Bool
    /// The exchange that gets what this one cannot route; nil drops it, or returns it when it is mandatory.
    public var alternate: String?

    public init(name: String, kind: Kind = .topic, durable: Bool = true, alternate: String? = nil) {
        self.name = name
        self.kind = kind
        self.durable = durable
        self.alternate = alternate
    }

    var arguments: [String: HeaderValue] { alternate.map { ["alternate-exchange": .string($0)] } ?? [:] }
}
