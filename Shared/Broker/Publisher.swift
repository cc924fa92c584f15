// SPDX-License-Identifier: Apache-2.0

import Threads

/// A connection that publishes and learns what became of each message.
///
/// One thread, one connection, one generation: after any error every call throws that error, and whoever owns the
/// publisher opens another and publishes again what was not settled.
public actor Publisher: ConnectionOwner {
    nonisolated let executor: ThreadExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let line = Line()
    private let standing = Lock(true)
    private let generation: UInt64
    private var book = SettlementBook()
    private var waiters: [UInt64: CheckedContinuation<Result<[Settlement], BrokerError>, Never>] = [:]

    private static let generations = Lock(UInt64(0))
    private static let confirmed: UInt16 = 1
    private static let unconfirmed: UInt16 = 2
    /// Acks are taken in between, so that neither side's buffers fill up with a large batch.
    private static let writesBetweenReads = 256

    private init(name: String) {
        executor = ThreadExecutor(name: name)
        generation = Self.generations.withLock { last in
            last += 1
            return last
        }
    }

    /// Connects, logs in and asks for confirms.
    ///
    /// - Parameter name: what the broker shows for the connection, and the system for the thread.
    public static func open(_ address: BrokerAddress, name: String) async throws(BrokerError) -> Publisher {
        let publisher = Publisher(name: name)
        try await publisher.open(address, name: name)
        return publisher
    }

    private func open(_ address: BrokerAddress, name: String) throws(BrokerError) {
        try start(address, name: name) { connection throws(BrokerError) in
            try connection.openChannel(Self.confirmed)
            try connection.confirmPublishes(Self.confirmed)
            try connection.openChannel(Self.unconfirmed)
        }
    }

    /// Whether the connection stands. Once it does not, it never does again: open another.
    public nonisolated var isOpen: Bool { standing.withLock { $0 } }

    /// Whether the broker has asked for a pause; `send` waits for its end.
    public var isBlocked: Bool { line.isBlocked }

    /// Writes all messages in order, without waiting for confirms. A message without an id gets one, since a
    /// message that the broker sends back is known by its id.
    ///
    /// - Throws: `invalidMessage` before anything is written; whatever ended the connection otherwise.
    public func send(_ messages: [OutboundMessage]) async throws(BrokerError) -> Receipt {
        for message in messages { try message.validate() }
        try await untilWritable()
        guard !messages.isEmpty else { return Receipt(count: 0, batch: 0, generation: generation) }
        let batch = book.open(count: messages.count)
        try write { connection throws(BrokerError) in
            for (index, message) in messages.enumerated() {
                var message = message
                let id = message.properties.messageID ?? "\(generation).\(batch).\(index)"
                message.properties.messageID = id
                let label = SettlementBook.Label(
                    messageID: id, exchange: message.exchange, routingKey: message.routingKey)
                book.record(label, batch: batch, index: index)
                try connection.publish(message, on: Self.confirmed, mandatory: message.mandatory)
                if index % Self.writesBetweenReads == Self.writesBetweenReads - 1 { drain() }
            }
        }
        return Receipt(count: messages.count, batch: batch, generation: generation)
    }

    /// Waits until every message of the receipt is settled, and says how, in the order of the messages. Ask once.
    public func settled(_ receipt: Receipt) async throws(BrokerError) -> [Settlement] {
        guard receipt.generation == generation else {
            throw BrokerError(.closed, "The receipt belongs to another publisher")
        }
        if receipt.count == 0 { return [] }
        if let settlements = book.take(receipt.batch) { return settlements }
        _ = try live()
        guard book.knows(receipt.batch), waiters[receipt.batch] == nil else {
            throw BrokerError(.closed, "The receipt was asked for already")
        }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { waiters[receipt.batch] = $0 }
        } onCancel: {
            Task { await self.cancel(receipt.batch) }
        }
        return try outcome.get()
    }

    /// Writes all messages and waits until every one is settled.
    public func publish(_ messages: [OutboundMessage]) async throws(BrokerError) -> [Settlement] {
        try await settled(try await send(messages))
    }

    /// Writes all messages without confirms and without returns: for replies, which are not worth waiting for.
    public func sendUnconfirmed(_ messages: [OutboundMessage]) async throws(BrokerError) {
        for message in messages { try message.validate() }
        try await untilWritable()
        try write { connection throws(BrokerError) in
            for message in messages { try connection.publish(message, on: Self.unconfirmed, mandatory: false) }
        }
    }

    /// Says good-bye to the broker. Who still waits for a settlement gets `closed`.
    public func close() async { shut() }

    private func cancel(_ batch: UInt64) {
        book.forget(batch)
        waiters.removeValue(forKey: batch)?.resume(returning: .failure(.cancelled))
    }

    func received(_ incoming: Incoming) throws(BrokerError) {
        switch incoming {
        case .returned(let back):
            let label = SettlementBook.Label(
                messageID: back.properties.messageID ?? "", exchange: back.exchange, routingKey: back.routingKey)
            book.returned(label, code: back.code, text: back.text)
        case .settled(let tag, let multiple, let refused):
            for batch in book.settle(tag: tag, multiple: multiple, refused: refused) {
                guard let waiter = waiters.removeValue(forKey: batch) else { continue }
                waiter.resume(returning: .success(book.take(batch) ?? []))
            }
        default: break
        }
    }

    func caughtUp() {}

    func ended(_ error: BrokerError) {
        standing.withLock { $0 = false }
        let waiters = waiters
        self.waiters = [:]
        for waiter in waiters.values { waiter.resume(returning: .failure(error)) }
    }
}
