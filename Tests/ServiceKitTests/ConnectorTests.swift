// SPDX-License-Identifier: Apache-2.0

import Broker
import Testing
import Threads

@testable import ServiceKit

@Suite("One connection for many callers", .timeLimit(.minutes(1)))
struct ConnectorTests {
    private final class Link: BrokerLink {
        let standing = Lock(true)
        var isOpen: Bool { standing.withLock { $0 } }
        func close() async { standing.withLock { $0 = false } }
    }

    /// Opens links when the test says so, and counts them.
    private final class Opener: Sendable {
        let opened = Lock<[Link]>([])
        let gate = Lock(Promise<Void>())

        func open() async -> Link {
            await gate.withLock { $0 }.value
            let link = Link()
            opened.withLock { $0.append(link) }
            return link
        }
    }

    private func soon(_ duration: Duration = .seconds(10)) -> ContinuousClock.Instant { .now + duration }

    @Test("All who need it at once share one, and one that is lost is replaced once, whoever noticed")
    func shared() async throws {
        let opener = Opener()
        let connector = Connector { await opener.open() }
        for round in 1...3 {
            opener.gate.withLock { $0 }.keep(())
            let links = try await withThrowingTaskGroup(of: Link.self) { group in
                for _ in 0..<20 { group.addTask { try await connector.connection(by: soon()) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(opener.opened.withLock { $0.count } == round)
            #expect(links.allSatisfy { $0 === links[0] && $0.isOpen })
            await links[0].close()
        }
    }

    @Test("Who runs out of time leaves the opening to the others")
    func impatient() async throws {
        let opener = Opener()
        let connector = Connector { await opener.open() }
        let error = await #expect(throws: BrokerError.self) { try await connector.connection(by: soon(.zero)) }
        #expect(error?.code == .timedOut)
        async let patient = connector.connection(by: soon())
        opener.gate.withLock { $0 }.keep(())
        _ = try await patient
        #expect(opener.opened.withLock { $0.count } == 1)
    }

    @Test("A caller who is cancelled waits no longer")
    func cancelled() async throws {
        let opener = Opener()
        let connector = Connector { await opener.open() }
        let caller = Task { try await connector.connection(by: soon(.seconds(600))) }
        caller.cancel()
        await #expect(throws: BrokerError.self) { try await caller.value }
        opener.gate.withLock { $0 }.keep(())
    }

    @Test("Once it is closed it opens no more, and closes what was being opened")
    func closed() async throws {
        let opener = Opener()
        let connector = Connector { await opener.open() }
        await #expect(throws: BrokerError.self) { try await connector.connection(by: soon(.zero)) }
        await connector.close()
        let error = await #expect(throws: BrokerError.self) { try await connector.connection(by: soon()) }
        #expect(error?.code == .closed)
        opener.gate.withLock { $0 }.keep(())
        while opener.opened.withLock({ $0.first?.isOpen }) != false { await Task.yield() }
        #expect(opener.opened.withLock { $0.count } == 1)
    }
}
