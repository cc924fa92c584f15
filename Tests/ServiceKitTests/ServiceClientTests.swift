// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Foundation
import Glibc
import Logging
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite(
    "A client whose broker comes and goes",
    .enabled(if: Servers.areThere, "needs the servers of deploy/local test"), .timeLimit(.minutes(1)))
struct ServiceClientTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func withRelay(_ body: (Relay, ServiceClient, Sandbox) async throws -> Void) async throws {
        try await Sandbox.with { sandbox in
            var topology = SystemTopology.all
            topology.queues.append(.quorum("tap"))
            topology.bindings.append(Binding(queue: "tap", exchange: Routes.events, key: "#"))
            _ = try await topology.apply(sandbox.address)
            let relay = try Relay(to: sandbox.address.port)
            defer { relay.cut() }
            var address = sandbox.address
            address.host = "127.0.0.1"
            address.port = relay.port
            let client = ServiceClient(address, name: "test", log: quiet)
            try await body(relay, client, sandbox)
            await client.close()
        }
    }

    private func announce(_ client: ServiceClient, id: UUID = UUID(), within: Duration = .seconds(10)) async throws {
        try await client.announce(
            RegistrationSubmitted(registration: id, category: "general-practice", contactEmail: "a@nhs.uk"), id: id,
            subject: id, as: .operator, trace: TraceContext(), deadline: within)
    }

    /// How long an announcement took that must fail.
    private func refusal(_ client: ServiceClient, within: Duration) async -> Duration {
        let begun = ContinuousClock.now
        await #expect(throws: ClientError.unavailable(service: "broker")) {
            try await announce(client, within: within)
        }
        return .now - begun
    }

    @Test("It is connected while the broker is there, says soon that it is gone, and comes back by itself")
    func readiness() async throws {
        try await withRelay { relay, client, _ in
            #expect(await client.isConnected())
            relay.cut()
            try await eventually("the loss is told", within: .seconds(5)) { await client.isConnected() ? nil : true }
            #expect(await !client.isConnected())
            try relay.mend()
            try await eventually("the return is told", within: .seconds(5)) { await client.isConnected() ? true : nil }
            #expect(relay.accepted == 2)
        }
    }

    @Test("A broker that takes connections and says nothing is told soon")
    func mute() async throws {
        try await withRelay { relay, client, _ in
            relay.isMute = true
            let begun = ContinuousClock.now
            #expect(await !client.isConnected())
            #expect(ContinuousClock.now - begun < .seconds(4))
        }
    }

    @Test("While the broker takes nothing an announcement ends at its deadline, and the connection is kept")
    func blocked() async throws {
        try await withRelay { relay, client, _ in
            try await announce(client)
            // What comes after is lost, in case the broker's word is read late.
            relay.isMute = true
            relay.say([1, 0, 0, 0, 0, 0, 8, 0, 10, 0, 60, 3] + Array("low".utf8) + [0xce])
            let took = await refusal(client, within: .milliseconds(500))
            #expect(took >= .milliseconds(500) && took < .seconds(3))
            relay.isMute = false
            relay.say([1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 61, 0xce])
            try await announce(client)
            #expect(relay.accepted == 1)
        }
    }

    @Test("An announcement that is never confirmed ends at its deadline")
    func unconfirmed() async throws {
        try await withRelay { relay, client, _ in
            try await announce(client)
            relay.isMute = true
            let took = await refusal(client, within: .milliseconds(500))
            #expect(took >= .milliseconds(500) && took < .seconds(3))
        }
    }

    @Test("Without a broker an announcement is tried with pauses until its deadline")
    func absent() async throws {
        try await withRelay { relay, client, _ in
            relay.cut()
            let took = await refusal(client, within: .milliseconds(700))
            #expect(took >= .milliseconds(300) && took < .seconds(3))
            // Back within the deadline, it is announced after all.
            async let later: Void = announce(client)
            try relay.mend()
            try await later
        }
    }

    @Test("What was published and not confirmed is published again under the same id")
    func again() async throws {
        try await withRelay { relay, client, sandbox in
            try await announce(client)
            let consumer = try await Consumer.open(
                sandbox.address, queue: "tap", prefetch: 10, name: "test")
            func next() async throws -> Delivery {
                let delivery = try #require(try await consumer.next(max: 1).first)
                try await consumer.acknowledge(delivery.tag)
                return delivery
            }
            _ = try await next()
            relay.isMute = true
            let id = UUID()
            async let announced: Void = announce(client, id: id)
            let first = try await next()
            relay.drop()
            relay.isMute = false
            try await announced
            #expect(first.properties.messageID == id.uuidString.lowercased())
            #expect(try await next().properties.messageID == first.properties.messageID)
            await consumer.close()
        }
    }
}
