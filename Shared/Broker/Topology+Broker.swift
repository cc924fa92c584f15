// SPDX-License-Identifier: Apache-2.0

import Threads

extension Topology {
    /// Declares everything. What exists already with other properties is left as it is and reported by name.
    ///
    /// - Returns: all drift, in the order exchanges, queues, bindings; empty when the broker is as the code says.
    /// - Throws: only when the connection fails: what is wrong with one item never hides the next.
    public func apply(_ address: BrokerAddress) async throws(BrokerError) -> [Drift] {
        try await Surveyor().apply(self, address)
    }

    /// Changes nothing, and reports by name the exchanges and queues that are missing. AMQP has no question for a
    /// binding, nor for the properties of what exists.
    public func check(_ address: BrokerAddress) async throws(BrokerError) -> [Drift] {
        try await Surveyor().check(self, address)
    }
}

extension Queue {
    /// How many messages a queue holds that nobody has in hand.
    public static func depth(of name: String, _ address: BrokerAddress) async throws(BrokerError) -> Int {
        try await Surveyor().depth(name, address)
    }
}

/// A connection for one survey of the broker.
private actor Surveyor {
    private let executor = ThreadExecutor(name: "amqp-topology")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private static let channel: UInt16 = 1

    func apply(_ topology: Topology, _ address: BrokerAddress) throws(BrokerError) -> [Drift] {
        let connection = try Connection(address, name: "topology")
        defer { connection.farewell() }
        try connection.openChannel(Self.channel)
        var drift: [Drift] = []
        for exchange in topology.exchanges {
            try note(.exchange, exchange.name, connection, &drift) { () throws(BrokerError) in
                try connection.declare(exchange, on: Self.channel, passive: false)
            }
        }
        for queue in topology.queues {
            try note(.queue, queue.name, connection, &drift) { () throws(BrokerError) in
                try connection.declare(queue, on: Self.channel, passive: false)
            }
        }
        for binding in topology.bindings {
            try note(.binding, binding.name, connection, &drift) { () throws(BrokerError) in
                try connection.declare(binding, on: Self.channel)
            }
        }
        return drift
    }

    func check(_ topology: Topology, _ address: BrokerAddress) throws(BrokerError) -> [Drift] {
        let connection = try Connection(address, name: "topology")
        defer { connection.farewell() }
        try connection.openChannel(Self.channel)
        var drift: [Drift] = []
        for exchange in topology.exchanges {
            try note(.exchange, exchange.name, connection, &drift) { () throws(BrokerError) in
                try connection.declare(exchange, on: Self.channel, passive: true)
            }
        }
        for queue in topology.queues {
            try note(.queue, queue.name, connection, &drift) { () throws(BrokerError) in
                try connection.declare(queue, on: Self.channel, passive: true)
            }
        }
        return drift
    }

    func depth(_ queue: String, _ address: BrokerAddress) throws(BrokerError) -> Int {
        let connection = try Connection(address, name: "topology")
        defer { connection.farewell() }
        try connection.openChannel(Self.channel)
        return try connection.declare(Queue(name: queue), on: Self.channel, passive: true)
    }

    /// A refusal of one item closes the channel: it is noted, and a new channel is opened for the next.
    private func note(
        _ kind: Drift.Kind, _ name: String, _ connection: Connection, _ drift: inout [Drift],
        _ body: () throws(BrokerError) -> Void
    ) throws(BrokerError) {
        do throws(BrokerError) {
            try body()
        } catch {
            guard let channel = connection.closedChannel else { throw error }
            drift.append(Drift(kind: kind, name: name, reason: error.detail))
            try connection.openChannel(channel)
        }
    }
}
