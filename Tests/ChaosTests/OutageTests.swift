// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Logging
import Messaging
import TestSupport
import Testing
import Threads

@Suite("A database that is away")
struct OutageTests {
    /// What is handed out and given back, again and again, would end in the dead-letter queue by its delivery limit.
    @Test("Nothing is taken from the queue while the database is away")
    func nothingTaken() async throws {
        let queue = CountingQueue()
        let waits = Lock(0)
        let log = Logger(label: "outage") { _ in
            CountingHandler { message in
                if message == "work waits" { waits.withLock { $0 += 1 } }
            }
        }
        let engine = Engine(
            Definition(service: "none", migrations: [], aggregates: [], handlers: [], questions: []),
            // Nobody listens on this port.
            configuration: DatabaseConfiguration(url: "postgresql://nobody@127.0.0.1:1/none"), transport: queue,
            log: log)
        let running = Task { try await engine.run() }
        try await eventually("the lanes try again and again") { queue.attempts.withLock { $0 } >= 8 ? true : nil }
        // Three lanes, publishing, the sweep, timers, and the inbox's days: each says it once.
        #expect(waits.withLock { $0 } <= 7)
        #expect(queue.consumers.withLock { $0 } == 0)
        #expect(!engine.isReady)
        running.cancel()
        _ = try? await running.value
    }
}

/// A broker that only counts who wants to consume.
private struct CountingQueue: Transport {
    let consumers = Lock(0)
    /// Of the lanes that need no database to begin with.
    let attempts = Lock(0)

    func consume(_ queue: String, prefetch: Int) async throws -> any Inlet {
        consumers.withLock { $0 += 1 }
        throw NotInTime(description: "there is nothing here")
    }

    func publish() async throws -> any Outlet { throw NotInTime(description: "there is nothing here") }
    func inquire() async throws -> any Inquiring { throw NotInTime(description: "there is nothing here") }

    func respond(to types: [MessageName], on queue: String, prefetch: Int) async throws -> any Answering {
        attempts.withLock { $0 += 1 }
        throw NotInTime(description: "there is nothing here")
    }
}

private struct CountingHandler: LogHandler {
    let noted: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.warning

    init(_ noted: @escaping @Sendable (String) -> Void) { self.noted = noted }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { noted("\(event.message)") }
}
