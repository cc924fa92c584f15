// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A bounded pool of threads for work that computes or blocks for long: password hashes, SMTP conversations.
///
/// The cooperative pool never waits, so such work runs here. At most `limit` pieces run at once; the rest wait in
/// order. Threads start when they are first needed and end with the pool.
public final class WorkerPool: Sendable {
    private let limit: Int
    private let name: String
    private let queue = ConditionQueue()

    /// - Parameters:
    ///   - limit: how many pieces of work may run at once, at least 1.
    ///   - name: what `top -H` shows for the threads.
    public init(limit: Int, name: String) {
        self.limit = max(1, limit)
        self.name = name
    }

    deinit { queue.close() }

    /// Runs `body` on one of the pool's threads and gives its result.
    ///
    /// Cancelling the calling task does not stop work that has begun: a thread inside a C call cannot be stopped.
    public func run<Result: Sendable, Failure: Error>(
        _ body: @escaping @Sendable () throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        let outcome: Swift.Result<Result, Failure> = await withCheckedContinuation { continuation in
            add { continuation.resume(returning: Swift.Result(catching: body)) }
        }
        return try outcome.get()
    }

    /// Pieces of work that wait for a thread.
    public var waiting: Int { queue.count }

    fileprivate func add(_ work: @escaping @Sendable () -> Void) {
        if queue.push(limit: limit, work) { start() }
    }

    private func start() {
        let box = Unmanaged.passRetained(Worker(queue: queue, name: name))
        var handle = pthread_t()
        let failed = pthread_create(
            &handle, nil,
            { argument in
                // The argument is the retained box passed below; without it there is nothing to run.
                guard let argument else { return nil }
                let worker = Unmanaged<Worker>.fromOpaque(argument).takeRetainedValue()
                nameThisThread(worker.name)
                while let work = worker.queue.pop() { work() }
                return nil
            }, box.toOpaque())
        // Work that was accepted would never run: better to stop than to hang without a word.
        precondition(failed == 0, "The system refused another thread")
        pthread_detach(handle)
    }
}

/// A task that prefers the pool runs what it does between two waits on one of the threads.
extension WorkerPool: TaskExecutor {
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // Unowned: whoever gives a task this preference holds the pool for as long.
        let executor = asUnownedTaskExecutor()
        add { job.runSynchronously(on: executor) }
    }
}

private final class Worker {
    let queue: ConditionQueue
    let name: String
    init(queue: ConditionQueue, name: String) {
        self.queue = queue
        self.name = name
    }
}

/// A queue that threads wait on.
private final class ConditionQueue: @unchecked Sendable {  // every access to the members is inside the mutex
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var waiting: [@Sendable () -> Void] = []
    private var threads = 0
    private var idle = 0
    private var closed = false

    init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Adds work; true when the caller must start a thread for it.
    func push(limit: Int, _ work: @escaping @Sendable () -> Void) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        waiting.append(work)
        if idle >= waiting.count || threads == limit {
            pthread_cond_signal(condition)
            return false
        }
        threads += 1
        return true
    }

    var count: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return waiting.count
    }

    /// The next piece of work, waiting for it; nil once the queue is closed and empty.
    func pop() -> (@Sendable () -> Void)? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting.isEmpty {
            if closed { return nil }
            idle += 1
            pthread_cond_wait(condition, mutex)
            idle -= 1
        }
        return waiting.removeFirst()
    }

    func close() {
        pthread_mutex_lock(mutex)
        closed = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }
}
