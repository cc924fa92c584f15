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

extension Binding {
    /// Withdraws bindings; those that are not there are withdrawn already.
    public static func withdraw(_ bindings: [Binding], _ address: BrokerAddress) async throws(BrokerError) {
        try await Surveyor().withdraw(bindings, address)
    }
}

extension Queue {
    /// What a queue holds, and who reads it.
    public struct Standing: Sendable, Equatable {
        /// Messages that nobody has in hand.
        public var messages: Int
        public var consumers: Int
    }

    /// - Returns: nil when there is no such queue.
    public static func standing(of name: String, _ address: BrokerAddress) async throws(BrokerError) -> Standing? {
        try await Surveyor().standing(name, address)
    }

    /// Deletes a queue with whatever it holds; one that is not there is deleted already.
    public static func delete(_ name: String, _ address: BrokerAddress) async throws(BrokerError) {
        try await Surveyor().delete(name, address)
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

    func standing(_ queue: String, _ address: BrokerAddress) throws(BrokerError) -> Queue.Standing? {
        let connection = try Connection(address, name: "topology")
        defer { connection.farewell() }
        try connection.openChannel(Self.channel)
        do throws(BrokerError) {
            return try connection.declare(Queue(name: queue), on: Self.channel, passive: true)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    func delete(_ queue: String, _ address: BrokerAddress) throws(BrokerError) {
        let connection = try Connection(address, name: "topology")
        defer { connection.farewell() }
        try connection.openChannel(Self.channel)
        try connection.delete(queue: queue, on: Self.channel)
    }

    func withdraw(_ bindings: [Binding], _ address: BrokerAddress) throws(BrokerError) {
        let connection = try Connection(address, name: "topology")
        defer { connection.farewell() }
        try connection.openChannel(Self.channel)
        for binding in bindings { try connection.withdraw(binding, on: Self.channel) }
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
