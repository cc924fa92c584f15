// SPDX-License-Identifier: Apache-2.0

import Threads

/// A connection that consumes one queue and acknowledges by hand.
///
/// One thread, one connection, one generation: after any error every call throws that error, and the broker hands out
/// again, to whoever consumes next, all that was not acknowledged.
public actor Consumer: ConnectionOwner {
    nonisolated let executor: ThreadExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let line = Line()
    private let inbox = Inbox()
    private var ledger = DeliveryLedger()

    private static let channel: UInt16 = 1

    private init(name: String) { executor = ThreadExecutor(name: name) }

    /// Connects, logs in and begins to consume.
    ///
    /// - Parameters:
    ///   - prefetch: how many deliveries may be unacknowledged; five to ten times a batch keeps the stages busy.
    ///   - name: what the broker shows for the connection, and the system for the thread.
    /// - Throws: `notFound` when there is no such queue.
    public static func open(
        _ address: BrokerAddress, queue: String, prefetch: Int, name: String
    ) async throws(BrokerError) -> Consumer {
        let consumer = Consumer(name: name)
        try await consumer.open(address, queue: queue, prefetch: prefetch, name: name)
        return consumer
    }

    /// Connects, makes a queue of the connection's own and begins to consume it: what comes to it is for nobody else, and
    /// all of it is gone with the connection.
    ///
    /// - Parameters:
    ///   - queue: exclusive.
    ///   - bindings: of that queue.
    public static func open(
        _ address: BrokerAddress, making queue: Queue, _ bindings: [Binding], prefetch: Int, name: String
    ) async throws(BrokerError) -> Consumer {
        let consumer = Consumer(name: name)
        try await consumer.open(
            address, queue: queue.name, making: (queue, bindings), prefetch: prefetch, name: name)
        return consumer
    }

    private func open(
        _ address: BrokerAddress, queue: String, making own: (queue: Queue, bindings: [Binding])? = nil, prefetch: Int,
        name: String
    ) throws(BrokerError) {
        try start(address, name: name) { connection throws(BrokerError) in
            try connection.openChannel(Self.channel)
            if let own {
                _ = try connection.declare(own.queue, on: Self.channel, passive: false)
                for binding in own.bindings { try connection.declare(binding, on: Self.channel) }
            }
            try connection.limitUnacknowledged(Self.channel, to: prefetch)
            try connection.consume(Self.channel, queue: queue, automatic: false)
        }
    }

    /// Waits for at least one delivery, and gives what is there, oldest first, up to `max`.
    ///
    /// - Returns: nothing once `finish` was called.
    /// - Throws: `closed` at once when the calling task is cancelled; nothing is lost then.
    public func next(max: Int) async throws(BrokerError) -> [Delivery] {
        if Task.isCancelled { throw .cancelled }
        _ = try live()
        if let deliveries = inbox.takeNow(max: max) { return deliveries }
        let ticket = line.ticket()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { inbox.wait(ticket, max: max, $0) }
        } onCancel: {
            Task { await self.cancel(ticket) }
        }
        return try outcome.get()
    }

    /// Acknowledges every delivery up to this one that is still open. Calls may come in any order: what is settled
    /// already is left out.
    public func acknowledge(through tag: UInt64) async throws(BrokerError) {
        _ = try live()
        guard let answer = ledger.settle(through: tag) else { return }
        try write { connection throws(BrokerError) in
            try connection.acknowledge(answer, on: Self.channel, multiple: true)
        }
    }

    /// Acknowledges one delivery, unless it is settled already.
    public func acknowledge(_ tag: UInt64) async throws(BrokerError) {
        _ = try live()
        guard ledger.settle(tag) else { return }
        try write { connection throws(BrokerError) in
            try connection.acknowledge(tag, on: Self.channel, multiple: false)
        }
    }

    /// Gives one delivery back to the queue, or sends it to the queue's dead-letter exchange.
    public func reject(_ tag: UInt64, requeue: Bool) async throws(BrokerError) {
        _ = try live()
        guard ledger.settle(tag) else { return }
        try write { connection throws(BrokerError) in
            try connection.reject(tag, on: Self.channel, requeue: requeue)
        }
    }

    /// Says good-bye to the broker. Who still waits gets `closed`.
    public func close() async { shut() }

    /// Hands out nothing more; what was handed out can still be dealt with. The rest goes to somebody else when this
    /// connection is closed.
    public func finish() { inbox.finish() }

    private func cancel(_ ticket: UInt64) { inbox.cancel(ticket) }

    func received(_ incoming: Incoming) throws(BrokerError) {
        switch incoming {
        case .delivery(let delivery):
            ledger.received(delivery.tag)
            inbox.append(delivery)
        case .cancelled: throw BrokerError(.notFound, "The broker ended the consumer: its queue is gone")
        default: break
        }
    }

    func caughtUp() { inbox.serve { _ in } }

    func ended(_ error: BrokerError) { inbox.end(error) }
}
