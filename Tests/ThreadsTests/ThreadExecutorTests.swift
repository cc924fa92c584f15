// SPDX-License-Identifier: Apache-2.0

import Glibc
import Foundation
import Testing
import Threads

private actor Home {
    private let executor = ThreadExecutor(name: "home")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private var seen: [UInt] = []

    func thread() -> UInt { UInt(pthread_self()) }
    func note(_ value: UInt) { seen.append(value) }
    var notes: [UInt] { seen }

    func watch(_ descriptor: Int32, _ signal: AsyncStream<Void>.Continuation) {
        executor.watch(descriptor, tick: .milliseconds(20)) {
            self.assumeIsolated { _ = $0.thread() }
            signal.yield()
        }
    }

    func unwatch() { executor.unwatch() }
}

@Suite("Threads that own a C handle")
struct ThreadExecutorTests {
    @Test("An actor's jobs all run on its one thread, which is not the caller's")
    func oneThread() async {
        let home = Home()
        let first = await home.thread()
        await withTaskGroup(of: UInt.self) { group in
            for _ in 0..<200 { group.addTask { await home.thread() } }
            for await thread in group { #expect(thread == first) }
        }
    }

    @Test("Jobs from one task run in the order they were sent")
    func order() async {
        let home = Home()
        for value in 0..<500 { await home.note(UInt(value)) }
        #expect(await home.notes == (0..<500).map { UInt($0) })
    }

    @Test("A watched descriptor is served when it is readable and on every tick")
    func watching() async {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let home = Home()
        let (stream, signal) = AsyncStream.makeStream(of: Void.self)
        await home.watch(ends[0], signal)
        var calls = stream.makeAsyncIterator()
        for _ in 0..<3 { await calls.next() }
        await home.unwatch()
        close(ends[0])
        close(ends[1])
    }
}

@Suite("A bounded pool for long work")
struct WorkerPoolTests {
    @Test("No more pieces run at once than the limit allows, and all of them run")
    func bounded() async {
        let pool = WorkerPool(limit: 3, name: "pool")
        let running = Lock((now: 0, most: 0))
        let results = await withTaskGroup(of: Int.self) { group in
            for value in 0..<40 {
                group.addTask {
                    await pool.run {
                        running.withLock {
                            $0.now += 1; $0.most = max($0.most, $0.now)
                        }
                        var sum = 0
                        for step in 0..<20_000 { sum &+= step }
                        running.withLock { $0.now -= 1 }
                        return value + (sum == 0 ? 1 : 0)
                    }
                }
            }
            var all: [Int] = []
            for await value in group { all.append(value) }
            return all.sorted()
        }
        #expect(results == Array(0..<40))
        #expect(running.withLock { $0.most } <= 3)
    }

    @Test("Tasks that prefer the pool run on its threads, no more of them at once than it has")
    func preference() async {
        let pool = WorkerPool(limit: 2, name: "test-pool")
        let (running, most) = (Lock(0), Lock(0))
        let names = await withTaskGroup(of: String.self) { tasks in
            for _ in 0..<20 {
                tasks.addTask(executorPreference: pool) {
                    let now = running.withLock { count in
                        count += 1
                        return count
                    }
                    most.withLock { $0 = max($0, now) }
                    let name = threadName()
                    running.withLock { $0 -= 1 }
                    await Task.yield()
                    return name == threadName() ? name : "elsewhere"
                }
            }
            return await tasks.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(names == ["test-pool"])
        #expect(most.withLock { $0 } <= 2)
    }

    @Test("An error comes back as it was thrown")
    func errors() async {
        struct Refused: Error, Equatable { let code: Int }
        let pool = WorkerPool(limit: 1, name: "pool")
        await #expect(throws: Refused(code: 7)) {
            try await pool.run { () throws(Refused) -> Int in throw Refused(code: 7) }
        }
    }
}

/// What the system calls the calling thread.
private func threadName() -> String {
    let name = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
    return name?.trimmingCharacters(in: .newlines) ?? ""
}
