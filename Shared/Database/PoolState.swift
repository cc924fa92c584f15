// SPDX-License-Identifier: Apache-2.0

/// Who has what of a pool: a value without I/O.
struct PoolState {
    typealias Waiter = CheckedContinuation<Grant, Never>

    enum Grant: Sendable {
        case connection(Connection)
        /// The right to open one more.
        case place
        case refused(DatabaseError)
    }

    enum Answer {
        case now(Grant)
        /// Call `wait` with this number.
        case wait(UInt64)
    }

    enum Return {
        case keep
        case hand(Waiter)
        case close
    }

    private let limit: Int
    /// The most recently used last, and taken first.
    private var idle: [Connection] = []
    /// Idle, lent, and being opened.
    private var count = 0
    private var waiting: [(id: UInt64, waiter: Waiter)] = []
    private var lastID: UInt64 = 0
    /// Given up between `take` and `wait`.
    private var isClosed = false

    init(limit: Int) { self.limit = limit }

    var use: (lent: Int, waiting: Int) { (count - idle.count, waiting.count) }

    mutating func take() -> Answer {
        if let grant = available() { return .now(grant) }
        lastID += 1
        return .wait(lastID)
    }

    private mutating func available() -> Grant? {
        if isClosed { return .refused(.closedByOwner) }
        if let connection = idle.popLast() { return .connection(connection) }
        guard count < limit else { return nil }
        count += 1
        return .place
    }

    /// Queues a waiter, unless something has come free in between.
    mutating func wait(_ id: UInt64, _ waiter: Waiter, isCancelled: Bool) -> Grant? {
        if isCancelled { return .refused(.cancelledByTask) }
        if let grant = available() { return grant }
        waiting.append((id, waiter))
        return nil
    }

    /// The waiter, when it still waits.
    mutating func giveUp(_ id: UInt64) -> Waiter? {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return nil }
        return waiting.remove(at: index).waiter
    }

    mutating func giveBack(_ connection: Connection) -> Return {
        if isClosed {
            count -= 1
            return .close
        }
        if !waiting.isEmpty { return .hand(waiting.removeFirst().waiter) }
        idle.append(connection)
        return .keep
    }

    /// A connection is gone: its place goes to who waits.
    mutating func free() -> Waiter? {
        if !isClosed, !waiting.isEmpty { return waiting.removeFirst().waiter }
        count -= 1
        return nil
    }

    /// - Returns: the connections to close.
    mutating func close() -> [Connection] {
        isClosed = true
        for (_, waiter) in waiting { waiter.resume(returning: .refused(.closedByOwner)) }
        waiting = []
        count -= idle.count
        defer { idle = [] }
        return idle
    }
}
