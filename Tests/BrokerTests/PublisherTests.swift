// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Broker

extension ConnectionOwner {
    /// What connection.blocked and connection.unblocked do.
    func pause() { line.isBlocked = true }
    func resume() { unblock() }
    var waitingWriters: Int { line.writers.count }
}

@Suite(
    "Publishing with confirms", .enabled(if: TestBroker.isThere, "needs ATTEST_TEST_BROKER and its management"),
    .timeLimit(.minutes(1)))
struct PublisherTests {
    @Test("Five thousand messages in pipelined batches are all confirmed and all arrive in order")
    func pipelined() async throws {
        try await TestBroker.withVirtualHost { address in
            #expect(try await Topology(queues: [.quorum("work")]).apply(address).isEmpty)
            let publisher = try await Publisher.open(address, name: "publisher")
            var receipts: [Receipt] = []
            for batch in 0..<25 {
                receipts.append(
                    try await publisher.send((0..<200).map { message("\(batch * 200 + $0)", to: "work") }))
            }
            for receipt in receipts {
                #expect(try await publisher.settled(receipt) == Array(repeating: .confirmed, count: 200))
            }
            let consumer = try await Consumer.open(address, queue: "work", prefetch: 1_000, name: "consumer")
            var texts: [String] = []
            while texts.count < 5_000 {
                let batch = try await within { try await consumer.next(max: 200) }
                #expect((1...200).contains(batch.count))
                texts += batch.map(\.text)
                try await consumer.acknowledge(through: try #require(batch.last).tag)
            }
            #expect(texts == (0..<5_000).map { "\($0)" })
            await consumer.close()
            await publisher.close()
        }
    }

    @Test("A message that no queue takes is returned, and its neighbours are confirmed")
    func returned() async throws {
        try await TestBroker.withVirtualHost { address in
            _ = try await Topology(queues: [.quorum("here")]).apply(address)
            let publisher = try await Publisher.open(address, name: "publisher")
            let settlements = try await within {
                try await publisher.publish(
                    (0..<6).map { message("\($0)", to: $0 % 2 == 0 ? "here" : "nowhere", id: $0 < 3 ? "same" : nil) }
                        + [message("dropped", to: "nowhere", mandatory: false)])
            }
            let back = Settlement.returned(code: 312, text: "NO_ROUTE")
            #expect(settlements == [.confirmed, back, .confirmed, back, .confirmed, back, .confirmed])
            await publisher.close()
        }
    }

    @Test("A full queue refuses: the message is settled as refused")
    func refused() async throws {
        try await TestBroker.withVirtualHost { address in
            let full = Queue(name: "full", arguments: ["x-max-length": 2, "x-overflow": "reject-publish"])
            #expect(try await Topology(queues: [full, .quorum("soft", maximumLength: 5)]).apply(address).isEmpty)
            let publisher = try await Publisher.open(address, name: "publisher")
            let exact = try await within {
                try await publisher.publish((0..<4).map { message("\($0)", to: "full") })
            }
            #expect(exact == [.confirmed, .confirmed, .refused, .refused])
            // A quorum queue's limit is soft, but it does not take everything.
            let soft = try await within {
                try await publisher.publish((0..<400).map { message("\($0)", to: "soft") })
            }
            #expect(soft.first == .confirmed)
            #expect(soft.contains(.refused))
            await publisher.close()
        }
    }

    @Test("An exchange that does not exist ends the generation with the broker's own words")
    func missingExchange() async throws {
        try await TestBroker.withVirtualHost { address in
            let publisher = try await Publisher.open(address, name: "publisher")
            let error = await #expect(throws: BrokerError.self) {
                try await within { try await publisher.publish([message("x", to: "k", exchange: "absent")]) }
            }
            #expect(error?.code == .notFound)
            #expect(error?.replyCode == 404)
            #expect(error?.detail.contains("absent") == true)
            await #expect(throws: try #require(error)) { try await publisher.send([message("y", to: "k")]) }
            await publisher.close()
        }
    }

    @Test("Two megabytes go out and come back unchanged, with every property and header")
    func large() async throws {
        try await TestBroker.withVirtualHost { address in
            _ = try await Topology(queues: [.quorum("large")]).apply(address)
            let publisher = try await Publisher.open(address, name: "publisher")
            // A piece whose length divides no frame, so that a piece out of place shows.
            let piece = (0..<10_007).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 7) }
            let body = Array([[UInt8]](repeating: piece, count: 200).joined())
            let properties = MessageProperties(
                messageID: "id-1", type: "service.fact.v1", contentType: "application/json", correlationID: "c",
                replyTo: "r", expiration: .seconds(600),
                headers: [
                    "text": "würde", "number": -7, "flag": true, "time": .timestamp(1_700_000_000), "none": .null,
                    "raw": .bytes([0, 255]), "real": .double(1.5), "empty": .array([]),
                    "nested": .array([.table(["a": 1, "b": .array(["x"])]), "y"]),
                ])
            let sent = OutboundMessage(exchange: "", routingKey: "large", body: body, properties: properties)
            #expect(
                try await within { try await publisher.publish([sent, message("", to: "large")]) }
                    == [.confirmed, .confirmed])
            let consumer = try await Consumer.open(address, queue: "large", prefetch: 10, name: "consumer")
            let deliveries = try await take(2, from: consumer)
            #expect(body.count > 2_000_000 && deliveries[0].body == body)
            #expect(deliveries[0].properties == properties)
            #expect(deliveries[0].routingKey == "large")
            #expect(deliveries[1].body.isEmpty)
            await consumer.close()
            await publisher.close()
        }
    }

    @Test("Unconfirmed messages arrive, and one that nobody takes harms nothing")
    func unconfirmed() async throws {
        try await TestBroker.withVirtualHost { address in
            _ = try await Topology(queues: [.transient("answers", expiry: .seconds(60))]).apply(address)
            let publisher = try await Publisher.open(address, name: "publisher")
            try await publisher.sendUnconfirmed([message("lost", to: "nowhere"), message("kept", to: "answers")])
            let consumer = try await Consumer.open(address, queue: "answers", prefetch: 10, name: "consumer")
            #expect(try await take(1, from: consumer).map(\.text) == ["kept"])
            #expect(try await publisher.publish([message("x", to: "answers")]) == [.confirmed])
            await consumer.close()
            await publisher.close()
        }
    }

    @Test("While the broker asks for a pause nothing is written, a cancelled writer leaves, and then all goes out")
    func blocked() async throws {
        try await TestBroker.withVirtualHost { address in
            _ = try await Topology(queues: [.quorum("work")]).apply(address)
            let publisher = try await Publisher.open(address, name: "publisher")
            let requester = try await Requester.open(address, name: "requester")
            await publisher.pause()
            await requester.pause()
            let error = await #expect(throws: BrokerError.self) {
                try await requester.request(message("x", to: "work"), deadline: .seconds(5))
            }
            #expect(error?.code == .blocked)
            let patient = Task { try await publisher.publish([message("x", to: "work")]) }
            while await publisher.waitingWriters < 1 { await Task.yield() }
            let cancelled = Task { try await publisher.sendUnconfirmed([message("y", to: "work")]) }
            while await publisher.waitingWriters < 2 { await Task.yield() }
            cancelled.cancel()
            let left = await #expect(throws: BrokerError.self) { try await value(of: cancelled) }
            #expect(left?.code == .closed)
            #expect(await publisher.waitingWriters == 1)
            await publisher.resume()
            #expect(try await value(of: patient) == [.confirmed])
            await publisher.close()
            await requester.close()
        }
    }

    @Test("A receipt is good for one question, to the publisher that gave it")
    func receipts() async throws {
        try await TestBroker.withVirtualHost { address in
            _ = try await Topology(queues: [.quorum("work")]).apply(address)
            let publisher = try await Publisher.open(address, name: "one")
            let other = try await Publisher.open(address, name: "two")
            let receipt = try await publisher.send([message("x", to: "work")])
            await #expect(throws: BrokerError.self) { try await other.settled(receipt) }
            #expect(try await publisher.settled(receipt) == [.confirmed])
            await #expect(throws: BrokerError.self) { try await publisher.settled(receipt) }
            #expect(try await publisher.publish([]).isEmpty)
            await publisher.close()
            await other.close()
        }
    }
}
