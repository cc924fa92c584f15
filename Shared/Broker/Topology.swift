// SPDX-License-Identifier: Apache-2.0

/// The exchanges, queues and bindings that a service needs, as a value.
public struct Topology: Sendable, Hashable {
    public var exchanges: [Exchange]
    public var queues: [Queue]
    public var bindings: [Binding]

    public init(exchanges: [Exchange] = [], queues: [Queue] = [], bindings: [Binding] = []) {
        self.exchanges = exchanges
        self.queues = queues
        self.bindings = bindings
    }

    /// Adds an exchange.
    public func adding(_ exchange: Exchange) -> Topology {
        Topology(exchanges: exchanges + [exchange], queues: queues, bindings: bindings)
    }

    /// Adds a queue, bound to an exchange by each of the keys.
    public func adding(_ queue: Queue, boundTo exchange: String? = nil, keys: [String] = []) -> Topology {
        let added = exchange.map { name in keys.map { Binding(queue: queue.name, exchange: name, key: $0) } } ?? []
        return Topology(exchanges: exchanges, queues: queues + [queue], bindings: bindings + added)
    }

    /// Adds a binding.
    public func adding(_ binding: Binding) -> Topology {
        Topology(exchanges: exchanges, queues: queues, bindings: bindings + [binding])
    }

    /// Both topologies; what they have in common is declared once.
    public static func + (left: Topology, right: Topology) -> Topology {
        Topology(
            exchanges: left.exchanges + right.exchanges.filter { !left.exchanges.contains($0) },
            queues: left.queues + right.queues.filter { !left.queues.contains($0) },
            bindings: left.bindings + right.bindings.filter { !left.bindings.contains($0) })
    }
}
