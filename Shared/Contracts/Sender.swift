// SPDX-License-Identifier: Apache-2.0

/// Who sends a message, as the broker vouches for it: one of our processes, or the partners.
public struct Sender: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let name: String

    public init(_ name: String) { self.name = name }

    public static let gateway = Sender("gateway")
    public static let identity = Sender("identity")
    public static let registry = Sender("registry")
    public static let compliance = Sender("compliance")
    public static let notification = Sender("notification")
    /// The operator's tool.
    public static let `operator` = Sender("operator")
    /// Any foreign system that an operator listed.
    public static let partners = Sender("partners")

    /// The services, each with a schema and queues of its own.
    public static let services: [Sender] = [.identity, .registry, .compliance, .notification]
    /// All processes with a broker user of the same name.
    public static let processes: [Sender] = [.gateway] + services + [.operator]

    /// False for processes that have no history of what they say, or none to tell of.
    public var keepsHistory: Bool { self != .gateway && self != .operator && self != .partners }

    public var description: String { name }

    public static func < (one: Sender, other: Sender) -> Bool { one.name < other.name }
}

/// Who may send one type of message: `[.gateway, .compliance]`.
public struct Senders: Sendable, Equatable, ExpressibleByArrayLiteral {
    public let all: Set<Sender>

    public init(arrayLiteral senders: Sender...) { all = Set(senders) }

    public func contains(_ sender: Sender) -> Bool { all.contains(sender) }
}
