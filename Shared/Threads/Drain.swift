// SPDX-License-Identifier: Apache-2.0

/// The signal to take no more work and to finish what was taken.
public final class Drain: Sendable {
    private struct State {
        var begun = false
        var next: UInt64 = 0
        var handlers: [UInt64: @Sendable () -> Void] = [:]
    }

    private let state = Lock(State())

    public init() {}

    public var hasBegun: Bool { state.withLock { $0.begun } }

    /// Begins the drain; what waits for it is told.
    public func begin() {
        let handlers = state.withLock { state in
            state.begun = true
            defer { state.handlers = [:] }
            return Array(state.handlers.values)
        }
        for handler in handlers { handler() }
    }

    /// Calls `handler` when the drain begins while `body` runs; at once when it has begun.
    public func whenBegun<Value>(
        _ handler: @escaping @Sendable () -> Void, during body: () async throws -> Value
    ) async rethrows -> Value {
        let id = state.withLock { state -> UInt64? in
            if state.begun { return nil }
            state.next += 1
            state.handlers[state.next] = handler
            return state.next
        }
        if id == nil { handler() }
        defer { if let id { state.withLock { _ = $0.handlers.removeValue(forKey: id) } } }
        return try await body()
    }

    /// Runs `body`, cancelling it when the drain begins.
    ///
    /// - Returns: its result; nil when the drain began first.
    public func unlessDraining<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        let task = Task { try await body() }
        return try await whenBegun {
            task.cancel()
        } during: {
            try await withTaskCancellationHandler {
                do {
                    return try await task.value
                } catch {
                    if hasBegun { return nil }
                    throw error
                }
            } onCancel: {
                task.cancel()
            }
        }
    }
}
