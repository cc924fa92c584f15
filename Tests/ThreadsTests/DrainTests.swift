// SPDX-License-Identifier: Apache-2.0

import Testing
import Threads

@Suite("A drain", .timeLimit(.minutes(1)))
struct DrainTests {
    @Test("Whoever wants to know is told when it begins, at once when it has begun, and not after his work is done")
    func told() async {
        let drain = Drain()
        let told = Lock<[String]>([])
        await drain.whenBegun {
            told.withLock { $0.append("too late") }
        } during: {
        }
        await drain.whenBegun {
            told.withLock { $0.append("during") }
        } during: {
            #expect(told.withLock { $0 }.isEmpty)
            drain.begin()
            #expect(told.withLock { $0 } == ["during"])
        }
        await drain.whenBegun {
            told.withLock { $0.append("at once") }
        } during: {
            #expect(told.withLock { $0 } == ["during", "at once"])
        }
        #expect(drain.hasBegun)
    }

    @Test("Work that gives way to it is cancelled, and what it did before counts")
    func givesWay() async throws {
        let drain = Drain()
        #expect(try await drain.unlessDraining { 7 } == 7)
        let started = Promise<Void>()
        let waiting = Task {
            try await drain.unlessDraining {
                started.keep(())
                try await Task.sleep(for: .seconds(600))
                return 8
            }
        }
        await started.value
        drain.begin()
        #expect(try await waiting.value == nil)
    }
}
