// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A value that is touched briefly by several threads, and the mutex that guards it.
///
/// `Synchronization.Mutex` would do the same, but its slow path lies in the runtime where the thread sanitizer cannot
/// see it, so that correct code is reported under contention. A `pthread_mutex_t` keeps the sanitizer usable.
///
/// Never hold it across an `await` or a blocking call.
public final class Lock<Value>: @unchecked Sendable {  // every access to `value` is inside the mutex
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    public init(_ value: sending Value) {
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        self.value = value
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` with exclusive access to the value.
    public func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
