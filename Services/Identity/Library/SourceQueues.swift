// SPDX-License-Identifier: Apache-2.0

import Threads

/// Lets one password of a network be hashed at a time: whoever sends many waits behind themselves, and nobody else does.
final class SourceQueues: Sendable {
    /// So many of one network may wait; more would be gone before their answer.
    static let patience = 6

    /// Those who wait, by their networks. A network is here while one of its own is at work.
    private let waiting = Lock<[String: [CheckedContinuation<Void, Never>]]>([:])

    /// - Returns: nil when too many of the network wait already.
    func run<Value: Sendable>(_ source: String?, _ work: () async throws -> Value) async rethrows -> Value? {
        // Who comes from nowhere that could be told shares one queue with nobody.
        guard let source else { return try await work() }
        guard await enter(source) else { return nil }
        defer { leave(source) }
        return try await work()
    }

    private func enter(_ source: String) async -> Bool {
        enum Turn { case now, later, never }
        let turn: Turn = waiting.withLock { waiting in
            guard let queue = waiting[source] else {
                waiting[source] = []
                return .now
            }
            return queue.count < Self.patience ? .later : .never
        }
        guard turn == .later else { return turn == .now }
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                // The one at work may have left since.
                guard waiting[source] != nil else {
                    waiting[source] = []
                    return true
                }
                waiting[source]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
        return true
    }

    private func leave(_ source: String) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard var queue = waiting[source], !queue.isEmpty else {
                waiting[source] = nil
                return nil
            }
            let next = queue.removeFirst()
            waiting[source] = queue
            return next
        }
        next?.resume()
    }
}
