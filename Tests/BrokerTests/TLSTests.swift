// SPDX-License-Identifier: Apache-2.0

import Broker
import TestSupport
import Testing

/// The runner provides a broker with TLS at a host name that its certificate carries, and the authority that signed it.
@Suite(
    "TLS", .enabled(if: TestBroker.isThereWithTLS, "needs ATTEST_TEST_BROKER_TLS and ATTEST_TEST_CA"),
    .timeLimit(.minutes(1)))
struct TLSTests {
    @Test("With the right authority messages pass in both directions")
    func trusted() async throws {
        let address = try BrokerAddress(url: try #require(TestBroker.secureURL), caFile: TestBroker.authority)
        #expect(address.tls != nil)
        let queue = Queue(name: "tls-test", durable: true, arguments: ["x-expires": 60_000])
        #expect(try await Topology(queues: [queue]).apply(address).isEmpty)
        let publisher = try await Publisher.open(address, name: "publisher")
        let consumer = try await Consumer.open(address, queue: "tls-test", prefetch: 2_000, name: "consumer")
        // Large and small ones, so that TLS records and AMQP frames do not end together.
        let messages = (0..<1_000).map { message(String(repeating: "x", count: $0 * 37 % 40_000), to: "tls-test") }
        let receipt = try await publisher.send(messages)
        #expect(try await within { try await publisher.settled(receipt) }.allSatisfy { $0 == .confirmed })
        let deliveries = try await take(1_000, from: consumer)
        #expect(deliveries.map(\.body) == messages.map(\.body))
        try await consumer.acknowledge(through: try #require(deliveries.last).tag)
        await consumer.close()
        await publisher.close()
    }

    @Test("A broker whose certificate the system does not trust is refused")
    func untrusted() async throws {
        let address = try BrokerAddress(url: try #require(TestBroker.secureURL))
        let error = await #expect(throws: BrokerError.self) { _ = try await Publisher.open(address, name: "p") }
        #expect(error?.code == .untrusted)
    }

    @Test("A broker whose certificate carries another name is refused")
    func otherName() async throws {
        var address = try BrokerAddress(url: try #require(TestBroker.secureURL), caFile: TestBroker.authority)
        address.host = "127.0.0.1"
        let error = await #expect(throws: BrokerError.self) { _ = try await Publisher.open(address, name: "p") }
        #expect(error?.code == .untrusted)
    }

    @Test("A file of authorities that is not there is named")
    func missingFile() async throws {
        let address = try BrokerAddress(url: try #require(TestBroker.secureURL), caFile: "/nowhere/ca.pem")
        let error = await #expect(throws: BrokerError.self) { _ = try await Publisher.open(address, name: "p") }
        #expect(error?.code == .untrusted)
        #expect(error?.detail.contains("/nowhere/ca.pem") == true)
    }
}
