// SPDX-License-Identifier: Apache-2.0

import Glibc
import Threads

/// A bounded set of connections, opened when first needed and opened anew when lost.
///
/// A connection that comes back inside a transaction is rolled back, and a broken one is dropped, so that nobody gets
/// what another left behind.
public final class Pool: Sendable {
    private let configuration: DatabaseConfiguration
    private let name: String
    private let state: Lock<PoolState>

    /// - Parameters:
    ///   - limit: how many connections at most, at least 1.
    ///   - name: what `top -H` shows for the connections' threads.
    public init(_ configuration: DatabaseConfiguration, limit: Int, name: String) {
        self.configuration = configuration
        self.name = name
        state = Lock(PoolState(limit: max(1, limit)))
    }

    deinit { _ = state.withLock { $0.close() } }

    /// Lends a connection for the time of `body`, which must not keep it.
    ///
    /// - Throws: `poolTimedOut` when none comes free within the configuration's deadline.
    public func withConnection<Value>(_ body: (Connection) async throws -> Value) async throws -> Value {
        let connection = try await take()
        do {
            let value = try await body(connection)
            await giveBack(connection)
            return value
        } catch {
            await giveBack(connection)
            throw error
        }
    }

    /// Runs one statement.
    @discardableResult
    public func query(_ sql: SQL) async throws -> Rows {
        try await withConnection { try await $0.query(sql) }
    }

    /// Runs one statement also when the calling task is cancelled: the last word of something that ends.
    public func lastly(_ sql: SQL) async throws {
        try await Task { _ = try await query(sql) }.value
    }

    /// Runs `body` in a transaction, which is rolled back when it throws.
    ///
    /// An error of the commit itself with the code `connectionLost` leaves open whether the transaction took effect.
    public func transaction<Value>(_ body: (Connection) async throws -> Value) async throws -> Value {
        try await withConnection { connection in
            try await connection.query("BEGIN")
            // What is thrown leaves the transaction open, and the way back to the pool rolls it back.
            let value = try await body(connection)
            try await connection.query("COMMIT")
            return value
        }
    }

    /// How many connections are lent, and how many callers wait for one.
    public var use: (lent: Int, waiting: Int) { state.withLock { $0.use } }

    /// Closes what is idle now and what is lent when it comes back; whoever waits gets `closed`.
    public func close() async {
        for connection in state.withLock({ $0.close() }) { await connection.close() }
    }

    // MARK: - Lending

    private func take() async throws(DatabaseError) -> Connection {
        while true {
            let answer = state.withLock { $0.take() }
            let grant: PoolState.Grant
            switch answer {
            case .now(let now): grant = now
            case .wait(let id): grant = await wait(id)
            }
            switch grant {
            case .connection(let connection):
                if isSilent(connection) { return connection }
                discard(connection)
                await connection.close()
            case .place: return try await open()
            case .refused(let error): throw error
            }
        }
    }

    private func wait(_ id: UInt64) async -> PoolState.Grant {
        let deadline = configuration.waitDeadline
        let state = self.state
        let timer = Task {
            try await Task.sleep(for: deadline)
            let late = DatabaseError(.poolTimedOut, detail: "no connection came free in \(deadline)")
            state.withLock { $0.giveUp(id) }?.resume(returning: .refused(late))
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let grant = state.withLock { $0.wait(id, continuation, isCancelled: Task.isCancelled) }
                if let grant { continuation.resume(returning: grant) }
            }
        } onCancel: {
            state.withLock { $0.giveUp(id) }?.resume(returning: .refused(.cancelledByTask))
        }
    }

    private func open() async throws(DatabaseError) -> Connection {
        do throws(DatabaseError) {
            return try await Connection.open(configuration, name: name)
        } catch {
            state.withLock { $0.free() }?.resume(returning: .place)
            throw error
        }
    }

    /// Between statements a server says nothing but goodbye.
    private func isSilent(_ connection: Connection) -> Bool {
        var entry = pollfd(
            fd: connection.standing.withLock { $0.descriptor }, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 0
    }

    private func giveBack(_ connection: Connection) async {
        if connection.standing.withLock({ $0.status }) != .idle { try? await connection.rollback() }
        guard connection.standing.withLock({ $0.status }) == .idle else {
            discard(connection)
            return await connection.close()
        }
        switch state.withLock({ $0.giveBack(connection) }) {
        case .keep: break
        case .hand(let continuation): continuation.resume(returning: .connection(connection))
        case .close: await connection.close()
        }
    }

    private func discard(_ connection: Connection) {
        state.withLock { $0.free() }?.resume(returning: .place)
    }
}
