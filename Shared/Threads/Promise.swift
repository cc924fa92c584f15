// SPDX-License-Identifier: Apache-2.0

/// A value that is known later, once; any number of tasks may wait for it.
public final class Promise<Value: Sendable>: Sendable {
    private enum State {
        case waiting([CheckedContinuation<Value, Never>])
        case kept(Value)
    }

    private let state = Lock(State.waiting([]))

    public init() {}

    /// Keeps the promise. A second value is ignored.
    public func keep(_ value: Value) {
        let waiting = state.withLock { state -> [CheckedContinuation<Value, Never>] in
            guard case .waiting(let waiting) = state else { return [] }
            state = .kept(value)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: value) }
    }

    /// The value, waiting for it for so long; nil when it did not come. Another may go on waiting.
    public func value(within duration: Duration) async -> Value? {
        let either = Promise<Value?>()
        let waiting = Task { either.keep(await value) }
        let timer = Task {
            try? await Task.sleep(for: duration)
            either.keep(nil)
        }
        defer {
            waiting.cancel()
            timer.cancel()
        }
        return await either.value
    }

    /// The value, waiting for it.
    public var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let value = state.withLock { state -> Value? in
                    switch state {
                    case .kept(let value): return value
                    case .waiting(let waiting):
                        state = .waiting(waiting + [continuation])
                        return nil
                    }
                }
                if let value { continuation.resume(returning: value) }
            }
        }
    }
}
