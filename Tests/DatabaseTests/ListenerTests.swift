// SPDX-License-Identifier: Apache-2.0

import Database
import Testing
import struct Foundation.UUID

@Suite("Notifications", .needsPostgreSQL, .serialized, .timeLimit(.minutes(1)))
struct ListenerTests {
    private let channel = "Channel \"\(UUID())\""

    private func open() async throws -> (Listener, Connection) {
        let configuration = DatabaseConfiguration(url: try #require(TestDatabase.url))
        let listener = try await Listener.open(configuration, channels: [channel, channel + "2"])
        return (listener, try await Connection.open(configuration))
    }

    @Test("What is sent is heard, in order, with channel and payload")
    func hears() async throws {
        let (listener, sender) = try await open()
        async let first = listener.next()
        for index in 0..<3 { try await sender.query("SELECT pg_notify(\(channel), \("n\(index)"))") }
        try await sender.query("SELECT pg_notify(\(channel + "2"), '')")
        #expect(try await first == .init(channel: channel, payload: "n0"))
        #expect(try await listener.next().payload == "n1")
        #expect(try await listener.next().payload == "n2")
        #expect(try await listener.next() == .init(channel: channel + "2", payload: ""))
        await listener.close()
    }

    @Test("A cancelled wait ends, and the next hears what comes")
    func cancellation() async throws {
        let (listener, sender) = try await open()
        let waiter = Task { try await listener.next() }
        waiter.cancel()
        let error = await #expect(throws: DatabaseError.self) { try await waiter.value }
        #expect(error?.code == .cancelled)
        try await sender.query("SELECT pg_notify(\(channel), 'later')")
        #expect(try await listener.next().payload == "later")
        await listener.close()
    }

    @Test("Closing ends a wait")
    func closing() async throws {
        let (listener, _) = try await open()
        let waiting = Task { try await listener.next() }
        await listener.close()
        let error = await #expect(throws: DatabaseError.self) { try await waiting.value }
        #expect(error?.code == .closed)
    }

    @Test("A lost connection ends a wait, with an error worth another try")
    func lost() async throws {
        let (listener, killer) = try await open()
        let waiting = Task { try await listener.next() }
        try await killer.query(
            """
            SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND query LIKE \("%" + channel.replacing("\"", with: "\"\"") + "%")
            """)
        let error = await #expect(throws: DatabaseError.self) { try await waiting.value }
        #expect(error?.code == .connectionLost)
        #expect(error?.disposition == .retry)
    }
}
