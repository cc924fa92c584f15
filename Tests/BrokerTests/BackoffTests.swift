// SPDX-License-Identifier: Apache-2.0

import Broker
import Testing

/// The same numbers each time.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state
    }
}

@Suite("Waiting before the next attempt")
struct BackoffTests {
    @Test("Each step is twice the last, up to the limit, and a success starts anew", arguments: 1...50)
    func doubling(seed: UInt64) {
        var backoff = Backoff(first: .milliseconds(100), most: .seconds(2))
        var generator = Seeded(state: seed)
        for step in [100, 200, 400, 800, 1_600, 2_000, 2_000] {
            let wait = backoff.next(using: &generator)
            #expect(wait >= .milliseconds(step) / 2 && wait <= .milliseconds(step))
        }
        backoff.reset()
        #expect(backoff.next(using: &generator) <= .milliseconds(100))
    }

    @Test("Jitter stays between half a step and the whole of it")
    func jitter() {
        var backoff = Backoff(first: .seconds(1), most: .seconds(1))
        var seen: Set<Duration> = []
        for _ in 0..<200 {
            let wait = backoff.next()
            #expect(wait >= .milliseconds(500) && wait <= .seconds(1))
            seen.insert(wait)
        }
        #expect(seen.count > 100)
    }
}
