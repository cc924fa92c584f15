// SPDX-License-Identifier: Apache-2.0

import Threads

/// A connection that asks questions and gets each its own answer, hundreds at a time.
///
/// It uses the broker's direct reply-to: no queue is declared, and answers come back on the channel that asked. One
/// thread, one connection, one generation: after any error every call throws that error.
public actor Requester: ConnectionOwner {
    private struct Pending {
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Result<Delivery, BrokerError>, Never>
    }

    nonisolated let executor: ThreadExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let line = Line()
    private let standing = Lock(true)
    private var pending: [String: Pending] = [:]
    private var nextExpiry: ContinuousClock.Instant?
    private var ticksFast = false

    private static let channel: UInt16 = 1
    private static let replies = "amq.rabbitmq.reply-to"
    /// How late a deadline may be noticed.
    private static let precision = Duration.milliseconds(20)

    private init(name: String) { executor = ThreadExecutor(name: name) }

    /// Connects, logs in and begins to listen for answers.
    public static func open(_ address: BrokerAddress, name: String) async throws(BrokerError) -> Requester {
        let requester = Requester(name: name)
        try await requester.open(address, name: name)
        return requester
    }

    private func open(_ address: BrokerAddress, name: String) throws(BrokerError) {
        try start(address, name: name) { connection throws(BrokerError) in
            try connection.openChannel(Self.channel)
            try connection.consume(Self.channel, queue: Self.replies, automatic: true)
        }
    }

    /// Whether the connection stands. Once it does not, it never does again: open another.
    public nonisolated var isOpen: Bool { standing.withLock { $0 } }

    /// How many requests wait for an answer.
    public var inFlight: Int { pending.count }

    /// Sends a request and waits for its answer. The message's reply-to, correlation id and expiration are set here; it
    /// is always mandatory.
    ///
    /// - Throws: `notFound` at once when no queue takes the request, `timedOut` when no answer came within `deadline`,
    ///   `blocked` while the broker takes no messages, `closed` when the calling task is cancelled.
    public func request(_ message: OutboundMessage, deadline: Duration) async throws(BrokerError) -> Delivery {
        if Task.isCancelled { throw .cancelled }
        _ = try live()
        if line.isBlocked { throw BrokerError(.blocked, "The broker takes no messages for the moment") }
        // Whoever answers one question learns nothing about the next.
        let id =
            String(UInt64.random(in: 0...(.max)), radix: 36) + "-" + String(UInt64.random(in: 0...(.max)), radix: 36)
        var message = message
        message.properties.replyTo = Self.replies
        message.properties.correlationID = id
        message.properties.expiration = max(deadline, .milliseconds(1))
        try message.validate()
        let request = message
        let due = ContinuousClock.now + deadline
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Before the write, which may read the answer.
                pending[id] = Pending(deadline: due, continuation: continuation)
                ask(request, id)
                expect(due)
            }
        } onCancel: {
            Task { await self.finish(id, .failure(.cancelled)) }
        }
        return try outcome.get()
    }

    /// Says good-bye to the broker. Who still waits gets `closed`.
    public func close() async { shut() }

    private func ask(_ message: OutboundMessage, _ id: String) {
        do throws(BrokerError) {
            try write { connection throws(BrokerError) in
                try connection.publish(message, on: Self.channel, mandatory: true)
            }
        } catch {
            finish(id, .failure(error))
        }
    }

    private func finish(_ id: String, _ outcome: Result<Delivery, BrokerError>) {
        // An answer that comes after its deadline finds nobody.
        pending.removeValue(forKey: id)?.continuation.resume(returning: outcome)
    }

    /// Ticks fast while there is a deadline to watch.
    private func expect(_ deadline: ContinuousClock.Instant) {
        nextExpiry = min(nextExpiry ?? deadline, deadline)
        if !ticksFast {
            ticksFast = true
            listen(tick: Self.precision)
        }
        expire()
    }

    private func expire() {
        guard let due = nextExpiry, ContinuousClock.now >= due else { return }
        let now = ContinuousClock.now
        for (id, request) in pending where request.deadline <= now {
            finish(id, .failure(BrokerError(.timedOut, "No answer came within the deadline")))
        }
        nextExpiry = pending.values.lazy.map(\.deadline).min()
        if nextExpiry == nil {
            ticksFast = false
            listen()
        }
    }

    func received(_ incoming: Incoming) throws(BrokerError) {
        switch incoming {
        case .delivery(let answer):
            if let id = answer.properties.correlationID { finish(id, .success(answer)) }
        case .returned(let back):
            guard let id = back.properties.correlationID else { return }
            let detail = "Nobody takes the request: \(back.code) \(back.text)"
            finish(id, .failure(BrokerError(.notFound, detail, replyCode: back.code)))
        case .cancelled: throw BrokerError(.connectionLost, "The broker ended the channel for answers")
        default: break
        }
    }

    func caughtUp() { expire() }

    func ended(_ error: BrokerError) {
        standing.withLock { $0 = false }
        let pending = pending
        self.pending = [:]
        for request in pending.values { request.continuation.resume(returning: .failure(error)) }
    }
}
