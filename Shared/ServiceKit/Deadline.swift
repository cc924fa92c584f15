// SPDX-License-Identifier: Apache-2.0

import Broker
import Threads

/// Waits for some work until a deadline.
///
/// - Throws: `timedOut` at the deadline, or when the calling task is cancelled. Then the work is cancelled and left to
///   itself: a connection that is being opened, or a thread that is stuck in a write, hears of neither.
func within<Value: Sendable>(
    _ end: ContinuousClock.Instant, of work: @escaping @Sendable () async throws(BrokerError) -> Value
) async throws(BrokerError) -> Value {
    let outcome = Promise<Result<Value, BrokerError>>()
    let working = Task {
        do throws(BrokerError) {
            outcome.keep(.success(try await work()))
        } catch {
            outcome.keep(.failure(error))
        }
    }
    let timer = Task {
        try? await Task.sleep(until: end, clock: .continuous)
        working.cancel()
        outcome.keep(.failure(BrokerError(.timedOut, "It took too long")))
    }
    defer { timer.cancel() }
    return try await withTaskCancellationHandler {
        await outcome.value
    } onCancel: {
        timer.cancel()
    }.get()
}
