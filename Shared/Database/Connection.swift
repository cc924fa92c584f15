// SPDX-License-Identifier: Apache-2.0

import Threads

/// One connection to PostgreSQL, on a thread of its own.
///
/// Statements are prepared when first seen and remembered; arguments and results travel in binary form. Calls run one
/// after the other. When the calling task is cancelled the running statement is stopped on the server, and the
/// connection stays usable. A connection that is lost stays lost: open another.
public actor Connection {
    private nonisolated let executor: ThreadExecutor
    private let configuration: DatabaseConfiguration
    private var session: Session?
    private var bell: Bell?
    /// What the pool asks without a visit to the thread.
    nonisolated let standing = Lock(Standing())

    struct Standing: Sendable {
        var status = TransactionStatus.idle
        var descriptor: Int32 = -1
    }

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init(_ configuration: DatabaseConfiguration, name: String) {
        self.configuration = configuration
        executor = ThreadExecutor(name: name)
    }

    /// Connects.
    ///
    /// - Parameter name: what `top -H` shows for the connection's thread.
    public static func open(
        _ configuration: DatabaseConfiguration, name: String = "database"
    ) async throws(DatabaseError) -> Connection {
        let connection = Connection(configuration, name: name)
        try await connection.connect()
        return connection
    }

    private func connect() throws(DatabaseError) {
        let session = try Session(configuration, mode: .pipeline)
        self.session = session
        bell = session.bell
        standing.withLock { $0.descriptor = session.descriptor }
    }

    /// Runs one statement.
    @discardableResult
    public func query(_ sql: SQL) async throws(DatabaseError) -> Rows {
        try await pipeline([sql])[0]
    }

    /// Runs statements in one round trip; `BEGIN` and `COMMIT` are statements like any other.
    ///
    /// Without an explicit transaction all of them are one transaction. On an error the server skips the rest, and the
    /// first error is thrown; inside an explicit transaction the caller then rolls back.
    @discardableResult
    public func pipeline(_ statements: [SQL]) async throws(DatabaseError) -> [Rows] {
        if statements.isEmpty { return [] }
        return try await interruptible { (session, interruption) throws(DatabaseError) in
            try session.trip(statements, interruption: interruption)
        }
    }

    /// Runs a text of several statements without arguments, as migrations need it. Without an explicit transaction all
    /// of them are one transaction.
    public func script(_ text: String) async throws(DatabaseError) {
        try await interruptible { (session, interruption) throws(DatabaseError) in
            try session.script(text, interruption: interruption)
        }
    }

    /// Runs work on the connection's own thread, where a call of the connection changes no thread: for a loop that waits
    /// for the database most of the time.
    public func onItsThread<Value: Sendable>(
        _ body: @Sendable (isolated Connection) async throws -> Value
    ) async rethrows -> Value {
        try await body(self)
    }

    /// Ends an open transaction, even in a task that is cancelled; nothing happens when there is none.
    public func rollback() async throws(DatabaseError) {
        guard let session else { throw .closedByOwner }
        defer { note(session) }
        switch session.transactionStatus {
        case .idle: return
        case .unknown: throw .lost
        case .open, .failed, .active: _ = try session.trip(["ROLLBACK"], interruption: nil)
        }
    }

    /// Whether the connection stands, as far as can be told without a round trip.
    public var isHealthy: Bool {
        guard let session else { return false }
        session.checkHealth()
        note(session)
        return !session.isBroken
    }

    public var transactionStatus: TransactionStatus { session?.transactionStatus ?? .unknown }

    /// Says goodbye to the server. Every later call throws `closed`.
    public func close() async {
        standing.withLock { $0 = Standing(status: .unknown, descriptor: -1) }
        session = nil
    }

    private func interruptible<Value: Sendable>(
        _ body: (Session, Interruption) throws(DatabaseError) -> Value
    ) async throws(DatabaseError) -> Value {
        guard let bell else { throw .closedByOwner }
        let interruption = Interruption(bell)
        // The closure must mention the actor: one that does not is not isolated to it, and leaves its thread.
        let result = await withTaskCancellationHandler {
            self.attempt(interruption, body)
        } onCancel: {
            interruption.raise()
        }
        return try result.get()
    }

    private func attempt<Value: Sendable>(
        _ interruption: Interruption, _ body: (Session, Interruption) throws(DatabaseError) -> Value
    ) -> Result<Value, DatabaseError> {
        assertIsolated()
        guard let session else { return .failure(.closedByOwner) }
        defer { note(session) }
        do throws(DatabaseError) {
            return .success(try body(session, interruption))
        } catch {
            return .failure(error)
        }
    }

    /// Runs a COPY, whose rows come from the caller or go to it.
    func copying(_ body: (Session, Interruption) throws -> Int) async throws -> Int {
        guard let bell else { throw DatabaseError.closedByOwner }
        let interruption = Interruption(bell)
        return try await withTaskCancellationHandler {
            self.assertIsolated()
            guard let session = self.session else { throw DatabaseError.closedByOwner }
            defer { self.note(session) }
            return try body(session, interruption)
        } onCancel: {
            interruption.raise()
        }
    }

    private func note(_ session: Session) {
        let status = session.transactionStatus
        standing.withLock { $0.status = status }
    }
}
