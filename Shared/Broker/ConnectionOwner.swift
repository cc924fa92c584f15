// SPDX-License-Identifier: Apache-2.0

import Threads

/// What an actor that owns a connection remembers of it.
final class Line {
    var connection: Connection?
    /// Why the connection is gone; set once, and thrown from every later call.
    var failure: BrokerError?
    /// Whether the broker has stopped reading from this connection.
    var isBlocked = false
    var writers: [(ticket: UInt64, CheckedContinuation<Void, Never>)] = []
    private var lastTicket: UInt64 = 0

    /// Names one waiting caller.
    func ticket() -> UInt64 {
        lastTicket += 1
        return lastTicket
    }
}

/// An actor that is one thread with one connection, for one generation.
///
/// Whatever fails ends the generation: the socket is no longer watched, the connection is destroyed, all who wait get the
/// recorded error, and so does every later call. Nobody reconnects in here.
protocol ConnectionOwner: Actor {
    nonisolated var executor: ThreadExecutor { get }
    var line: Line { get }
    /// Takes one thing that the broker said.
    func received(_ incoming: Incoming) throws(BrokerError)
    /// All that the broker has said so far is taken.
    func caughtUp()
    /// The connection is gone: everybody who waits must learn it.
    func ended(_ error: BrokerError)
}

extension ConnectionOwner {
    /// Opens the connection, on the actor's own thread, and starts to listen.
    func start(
        _ address: BrokerAddress, name: String, prepare: (Connection) throws(BrokerError) -> Void
    ) throws(BrokerError) {
        let connection = try Connection(address, name: name)
        try prepare(connection)
        line.connection = connection
        listen()
        drain()
        if let failure = line.failure { throw failure }
    }

    /// Watches the socket. Each tick reads as well: that is when heartbeats are sent and checked.
    func listen(tick: Duration = .seconds(1)) {
        guard let connection = line.connection else { return }
        // Weak: the thread must not keep alive the actor that keeps the thread alive.
        executor.watch(connection.descriptor, tick: tick) { [weak self] in self?.assumeIsolated { $0.drain() } }
    }

    /// The connection, or the reason why there is none.
    func live() throws(BrokerError) -> Connection {
        if let failure = line.failure { throw failure }
        guard let connection = line.connection else { throw BrokerError(.closed, "The connection was never opened") }
        return connection
    }

    /// Reads until the library has nothing more, since a poll does not show what it read ahead.
    func drain() {
        guard let connection = line.connection else { return }
        do throws(BrokerError) {
            while let incoming = try connection.read() {
                switch incoming {
                case .blocked: line.isBlocked = true
                case .unblocked: unblock()
                default: try received(incoming)
                }
            }
        } catch {
            fail(error)
            return
        }
        caughtUp()
    }

    /// Runs something that writes; whatever fails ends the generation.
    func write(_ body: (Connection) throws(BrokerError) -> Void) throws(BrokerError) {
        let connection = try live()
        do throws(BrokerError) {
            try body(connection)
            // A write may have read: to check the heartbeat, or because TLS wanted to.
            if try connection.hasReadAhead { drain() }
        } catch {
            fail(error)
            throw line.failure ?? error
        }
        if let failure = line.failure { throw failure }
    }

    /// Waits while the broker reads nothing: a write would fill the socket and then block the thread.
    func untilWritable() async throws(BrokerError) {
        while line.isBlocked, line.failure == nil {
            if Task.isCancelled { throw .cancelled }
            let ticket = line.ticket()
            await withTaskCancellationHandler {
                await withCheckedContinuation { line.writers.append((ticket, $0)) }
            } onCancel: {
                Task { await self.releaseWriter(ticket) }
            }
        }
        if let failure = line.failure { throw failure }
    }

    private func releaseWriter(_ ticket: UInt64) {
        guard let position = line.writers.firstIndex(where: { $0.ticket == ticket }) else { return }
        line.writers.remove(at: position).1.resume()
    }

    func unblock() {
        line.isBlocked = false
        let writers = line.writers
        line.writers = []
        for writer in writers { writer.1.resume() }
    }

    /// Ends the generation, once.
    func fail(_ error: BrokerError) {
        guard line.failure == nil else { return }
        line.failure = error
        executor.unwatch()
        line.connection?.destroy()
        line.connection = nil
        unblock()
        ended(error)
    }

    /// Ends the generation in good order.
    func shut() {
        guard line.failure == nil else { return }
        executor.unwatch()
        line.connection?.farewell()
        fail(BrokerError(.closed, "The connection was closed by its owner"))
    }
}
