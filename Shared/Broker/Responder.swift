// SPDX-License-Identifier: Apache-2.0

import Threads

/// A connection that takes requests and writes the replies.
///
/// A request counts as taken the moment `next` hands it over: one that is lost later is simply not answered, and its
/// requester's deadline passes. What waits in here for its turn is not taken yet, so `prefetch` bounds it, and it goes
/// to somebody else when this connection ends.
public actor Responder: ConnectionOwner {
    nonisolated let executor: ThreadExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let line = Line()
    private let inbox = Inbox()

    private static let channel: UInt16 = 1

    private init(name: String) { executor = ThreadExecutor(name: name) }

    /// Connects, logs in and begins to take requests.
    ///
    /// - Throws: `notFound` when there is no such queue.
    public static func open(
        _ address: BrokerAddress, queue: String, prefetch: Int, name: String
    ) async throws(BrokerError) -> Responder {
        let responder = Responder(name: name)
        try await responder.open(address, queue: queue, prefetch: prefetch, name: name)
        return responder
    }

    private func open(_ address: BrokerAddress, queue: String, prefetch: Int, name: String) throws(BrokerError) {
        try start(address, name: name) { connection throws(BrokerError) in
            try connection.openChannel(Self.channel)
            try connection.limitUnacknowledged(Self.channel, to: prefetch)
            try connection.consume(Self.channel, queue: queue, automatic: false)
        }
    }

    /// Waits for at least one request, and gives what is there, oldest first, up to `max`.
    ///
    /// - Returns: nothing once `finish` was called.
    /// - Throws: `closed` at once when the calling task is cancelled; nothing is lost then.
    public func next(max: Int) async throws(BrokerError) -> [Delivery] {
        if Task.isCancelled { throw .cancelled }
        _ = try live()
        if let requests = inbox.takeNow(max: max) {
            try take(requests)
            return requests
        }
        let ticket = line.ticket()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { inbox.wait(ticket, max: max, $0) }
        } onCancel: {
            Task { await self.cancel(ticket) }
        }
        return try outcome.get()
    }

    /// Writes replies in order. The routing key of each is the request's `replyTo`, the exchange is always the default
    /// one, and a reply whose requester is gone is dropped by the broker.
    public func reply(_ messages: [OutboundMessage]) async throws(BrokerError) {
        for message in messages { try message.validate() }
        try await untilWritable()
        try write { connection throws(BrokerError) in
            for message in messages {
                var message = message
                message.exchange = ""
                try connection.publish(message, on: Self.channel, mandatory: false)
            }
        }
    }

    /// Says good-bye to the broker. Who still waits gets `closed`.
    public func close() async { shut() }

    private func take(_ requests: [Delivery]) throws(BrokerError) {
        guard let last = requests.last else { return }
        // Requests are handed over in the order of their tags, so this never goes back.
        try write { connection throws(BrokerError) in
            try connection.acknowledge(last.tag, on: Self.channel, multiple: true)
        }
    }

    /// Hands out nothing more; what was handed out can still be dealt with. The rest goes to somebody else when this
    /// connection is closed.
    public func finish() { inbox.finish() }

    private func cancel(_ ticket: UInt64) { inbox.cancel(ticket) }

    func received(_ incoming: Incoming) throws(BrokerError) {
        switch incoming {
        case .delivery(let delivery): inbox.append(delivery)
        case .cancelled: throw BrokerError(.notFound, "The broker ended the consumer: its queue is gone")
        default: break
        }
    }

    func caughtUp() { inbox.serve { requests throws(BrokerError) in try take(requests) } }

    func ended(_ error: BrokerError) { inbox.end(error) }
}
