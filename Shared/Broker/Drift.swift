// SPDX-License-Identifier: Apache-2.0

/// One thing at the broker that is not as the code says.
public struct Drift: Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable { case exchange, queue, binding }

    public let kind: Kind
    public let name: String
    /// The broker's own words.
    public let reason: String

    public init(kind: Kind, name: String, reason: String) {
        self.kind = kind
        self.name = name
        self.reason = reason
    }

    public var description: String { "\(kind.rawValue) \(name): \(reason)" }
}
