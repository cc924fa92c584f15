// SPDX-License-Identifier: Apache-2.0

import ServiceKit
import Testing
import Threads
import struct Foundation.Date

@testable import Identity

@Suite("What one network may do")
struct ThrottleTests {
    private let rate = Rate(10, hourly: 60)

    /// Seconds that somebody has to wait, of a network counted now.
    private func wait(_ level: Double, after seconds: Double = 0) -> Double {
        let time = noon.addingTimeInterval(seconds)
        return max(0, Throttles.end(level: level, counted: noon, rate, at: time).timeIntervalSince(time))
    }

    @Test("Beyond its burst it waits twice as long with each one more, an hour at most; time forgives (IMP-03)")
    func growing() {
        #expect([9, 9.9, 10, 11, 12, 15, 30].map { wait($0) } == [0, 0, 1, 2, 4, 32, 3_600])
        #expect(wait(15, after: 31) == 1)
        // One a minute is forgiven: below the burst nobody waits any longer.
        #expect(wait(12, after: 121) == 0)
    }

    @Test("One of a network is at work at a time, in the order they came, and no more wait than have patience")
    func queues() async {
        let queues = SourceQueues()
        let most = Lock((now: 0, highest: 0))
        let results = await withTaskGroup(of: Int?.self) { tasks in
            for number in 0..<20 {
                tasks.addTask {
                    await queues.run("one") {
                        most.withLock {
                            $0.now += 1
                            $0.highest = max($0.highest, $0.now)
                        }
                        try? await Task.sleep(for: .milliseconds(20))
                        most.withLock { $0.now -= 1 }
                        return number
                    }
                }
            }
            return await tasks.reduce(into: [Int?]()) { $0.append($1) }
        }
        #expect(most.withLock { $0.highest } == 1)
        let served = results.compactMap { $0 }.count
        #expect(served >= 1 + SourceQueues.patience && served < 20, "\(served)")
        // It is free again.
        #expect(await queues.run("one") { true } == true)
    }

    @Test("Another network does not wait behind it")
    func others() async {
        let queues = SourceQueues()
        let (begun, started) = AsyncStream.makeStream(of: Void.self)
        let (go, open) = AsyncStream.makeStream(of: Void.self)
        async let slow: Bool? = queues.run("one") {
            started.yield()
            for await _ in go { break }
            return true
        }
        for await _ in begun { break }
        #expect(await queues.run("two") { true } == true)
        open.yield()
        #expect(await slow == true)
    }
}
