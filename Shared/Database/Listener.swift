// SPDX-License-Identifier: Apache-2.0

import Threads

/// Hears what others `NOTIFY`, on a connection of its own.
///
/// Notifications are hints: what was sent while there was no listener is lost. After `connectionLost` open another.
public actor Listener {
    public struct Notification: Sendable, Hashable {
        public let channel: String
        public let payload: String

        public init(channel: String, payload: String) {
            self.channel = channel
            self.payload = payload
        }
    }

    /// More that nobody fetches are forgotten, the oldest first.
    private static let mostKept = 10_000

    private nonisolated let executor: ThreadExecutor
    private var session: Session?
    private var failure: DatabaseError?
    private var heard: [Notification] = []
    private var waiting: [(id: UInt64, continuation: CheckedContinuation<Result<Notification, DatabaseError>, Never>)] =
        []
    private var lastID: UInt64 = 0

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init(name: String) { executor = ThreadExecutor(name: name) }

    /// Connects and listens; what is sent from then on is heard.
    public static func open(
        _ configuration: DatabaseConfiguration, channels: [String], name: String = "listener"
    ) async throws(DatabaseError) -> Listener {
        let listener = Listener(name: name)
        try await listener.start(configuration, channels)
        return listener
    }

    private func start(_ configuration: DatabaseConfiguration, _ channels: [String]) throws(DatabaseError) {
        let session = try Session(configuration, mode: .simple)
        let text = channels.map { "LISTEN \($0.quotedIdentifier)" }.joined(separator: ";")
        try session.script(text, interruption: nil)
        self.session = session
        // Weak: the thread must not keep alive the actor that keeps the thread alive.
        executor.watch(session.descriptor, tick: .seconds(5)) { [weak self] in self?.assumeIsolated { $0.hear() } }
        hear()
    }

    /// The next notification, waiting for it.
    ///
    /// - Throws: `cancelled` when the task is; nothing is lost then. `connectionLost`, `closed`.
    public func next() async throws(DatabaseError) -> Notification {
        if !heard.isEmpty { return heard.removeFirst() }
        if let failure { throw failure }
        lastID += 1
        let id = lastID
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: Result<Notification, DatabaseError>.failure(.cancelledByTask))
                } else {
                    waiting.append((id, continuation))
                }
            }
        } onCancel: {
            Task { await self.giveUp(id) }
        }
        return try result.get()
    }

    public func close() async { end(.closedByOwner) }

    private func giveUp(_ id: UInt64) {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: index).continuation.resume(returning: .failure(.cancelledByTask))
    }

    private func hear() {
        guard let session else { return }
        let (notifications, isAlive) = session.readNotifications()
        heard += notifications
        while !heard.isEmpty, !waiting.isEmpty {
            waiting.removeFirst().continuation.resume(returning: .success(heard.removeFirst()))
        }
        if heard.count > Self.mostKept { heard.removeFirst(heard.count - Self.mostKept) }
        if !isAlive { end(.lost) }
    }

    private func end(_ error: DatabaseError) {
        guard failure == nil else { return }
        failure = error
        executor.unwatch()
        session = nil
        for (_, continuation) in waiting { continuation.resume(returning: .failure(error)) }
        waiting = []
    }
}
