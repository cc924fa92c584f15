// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing
import Threads

@testable import Broker

extension ConnectionOwner {
    /// What the broker's management calls this connection.
    func nameAtBroker() throws -> String {
        func end(_ ask: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) throws
            -> String
        {
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let descriptor = try live().descriptor
            let failed = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(descriptor, $0, &length) }
            }
            try #require(failed == 0)
            return "127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        }
        return "\(try end { getsockname($0, $1, $2) }) -> \(try end { getpeername($0, $1, $2) })"
    }
}

@Suite(
    "Losing the connection", .enabled(if: TestBroker.isThere, "needs ATTEST_TEST_BROKER and its management"),
    .timeLimit(.minutes(1)))
struct FailureTests {
    /// Has the broker close a connection, as an operator would.
    private func kill(_ owner: some ConnectionOwner) async throws {
        let name = try await owner.nameAtBroker()
        let path = try #require(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        // The management hears of a new connection some seconds after its owner, and offers no signal to wait for.
        try await within {
            while try await TestBroker.manage("DELETE", "connections/\(path)", accepting: [404]) == 404 {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    @Test("A connection closed by the broker fails all who wait and all who come, and a new one works")
    func killed() async throws {
        try await TestBroker.withVirtualHost { address in
            let topology = Topology(queues: [.quorum("work"), .transient("questions", expiry: .seconds(60))])
            #expect(try await topology.apply(address).isEmpty)

            let consumer = try await Consumer.open(address, queue: "work", prefetch: 10, name: "consumer")
            let requester = try await Requester.open(address, name: "requester")
            let publisher = try await Publisher.open(address, name: "publisher")
            let waiting = (0..<3).map { _ in Task { try await consumer.next(max: 10) } }
            let asking = Task { try await requester.request(message("x", to: "questions"), deadline: .seconds(60)) }
            while await requester.inFlight == 0 { await Task.yield() }

            try await kill(consumer)
            for task in waiting {
                let error = await #expect(throws: BrokerError.self) { try await value(of: task) }
                #expect(error?.code == .connectionLost)
                #expect(error?.replyCode == 320)
                #expect(error?.isRetriable == true)
            }
            await #expect(throws: BrokerError.self) { try await consumer.next(max: 1) }
            await #expect(throws: BrokerError.self) { try await consumer.acknowledge(1) }

            try await kill(requester)
            let error = await #expect(throws: BrokerError.self) { try await value(of: asking) }
            #expect(error?.code == .connectionLost)

            try await kill(publisher)
            let lost = await #expect(throws: BrokerError.self) {
                try await within {
                    while true { _ = try await publisher.publish([message("x", to: "work")]) }
                }
            }
            #expect(lost?.code == .connectionLost)

            let next = try await Publisher.open(address, name: "publisher")
            #expect(try await next.publish([message("y", to: "work")]) == [.confirmed])
            await next.close()
        }
    }

    @Test("Closing fails those who wait with closed, and may be done twice")
    func closing() async throws {
        try await TestBroker.withVirtualHost { address in
            _ = try await Topology(queues: [.quorum("work")]).apply(address)
            let consumer = try await Consumer.open(address, queue: "work", prefetch: 10, name: "consumer")
            let waiting = Task { try await consumer.next(max: 1) }
            await consumer.close()
            let error = await #expect(throws: BrokerError.self) { try await value(of: waiting) }
            #expect(error?.code == .closed)
            await consumer.close()
        }
    }

    @Test("A connection that nobody holds any more is let go")
    func dropped() async throws {
        try await TestBroker.withVirtualHost { address in
            _ = try await Topology(queues: [.quorum("work")]).apply(address)
            let first = try await Publisher.open(address, name: "publisher")
            #expect(try await first.publish([message("only", to: "work")]) == [.confirmed])
            for _ in 0..<20 {
                // Each takes the message, and must give it back by going.
                let consumer = try await Consumer.open(address, queue: "work", prefetch: 1, name: "consumer")
                #expect(try await take(1, from: consumer).count == 1)
            }
            await first.close()
        }
    }

    @Test("A wrong password and a missing virtual host are refused, not retried, and named without the password")
    func refusedLogin() async throws {
        try await TestBroker.withVirtualHost { address in
            var wrong = address
            wrong.password = "wr0ng"
            let login = await #expect(throws: BrokerError.self) { _ = try await Publisher.open(wrong, name: "p") }
            #expect(login?.code == .refused)
            #expect(login?.isRetriable == false)
            #expect(login?.description.contains("wr0ng") == false)
            wrong = address
            wrong.virtualHost = "absent"
            let host = await #expect(throws: BrokerError.self) { _ = try await Publisher.open(wrong, name: "p") }
            #expect(host?.code == .refused)
        }
    }

    @Test("A broker that falls silent is given up after two heartbeats, and until then heartbeats keep it")
    func silence() async throws {
        try await TestBroker.withVirtualHost { address in
            _ = try await Topology(queues: [.quorum("work")]).apply(address)
            let proxy = try Proxy(to: UInt16(address.port))
            var through = address
            through.port = Int(proxy.port)
            through.heartbeat = .seconds(1)
            let consumer = try await Consumer.open(through, queue: "work", prefetch: 10, name: "consumer")
            let waiting = Task { try await consumer.next(max: 1) }
            // Four times as long as either side bears without a heartbeat from the other.
            try await proxy.waitForBytes(fromClient: 8 * 8)
            #expect(await consumer.isLive)
            proxy.freeze()
            let begin = ContinuousClock.now
            let error = await #expect(throws: BrokerError.self) { try await value(of: waiting) }
            #expect(error?.code == .connectionLost)
            #expect(ContinuousClock.now - begin < .seconds(5))
            proxy.close()
        }
    }
}

@Suite("Connecting to nobody")
struct NobodyTests {
    @Test("A listener that accepts and never answers is given up after about twelve seconds")
    func mute() async throws {
        let listener = try Listener()
        let address = try BrokerAddress(url: "amqp://127.0.0.1:\(listener.port)")
        let begin = ContinuousClock.now
        let error = await #expect(throws: BrokerError.self) { _ = try await Publisher.open(address, name: "p") }
        #expect(error?.code == .timedOut)
        #expect(error?.isRetriable == true)
        #expect(ContinuousClock.now - begin < .seconds(15))
        close(listener.descriptor)
    }

    @Test("A port that nobody listens on is refused at once, by every door")
    func closed() async throws {
        let listener = try Listener()
        close(listener.descriptor)
        let address = try BrokerAddress(url: "amqp://127.0.0.1:\(listener.port)")
        let begin = ContinuousClock.now
        for attempt: @Sendable () async throws -> Void in [
            { _ = try await Publisher.open(address, name: "p") },
            { _ = try await Consumer.open(address, queue: "q", prefetch: 1, name: "c") },
            { _ = try await Requester.open(address, name: "r") },
            { _ = try await Responder.open(address, queue: "q", prefetch: 1, name: "r") },
            { _ = try await Topology().apply(address) },
        ] {
            let error = await #expect(throws: BrokerError.self) { try await attempt() }
            #expect(error?.code == .connectionLost)
        }
        // Far from the time-outs of a connection that is accepted and not answered, also on a busy machine.
        #expect(ContinuousClock.now - begin < .seconds(20))
    }
}

extension ConnectionOwner {
    var isLive: Bool { line.failure == nil && line.connection != nil }
}
