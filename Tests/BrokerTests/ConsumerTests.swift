// SPDX-License-Identifier: Apache-2.0

import Broker
import Testing

@Suite(
    "Consuming by hand", .enabled(if: TestBroker.isThere, "needs ATTEST_TEST_BROKER and its management"),
    .timeLimit(.minutes(1)))
struct ConsumerTests {
    /// A queue `work` with `count` messages in it, and whatever else the topology names.
    private func fill(_ address: BrokerAddress, _ topology: Topology, _ count: Int) async throws {
        #expect(try await topology.apply(address).isEmpty)
        let publisher = try await Publisher.open(address, name: "publisher")
        let settlements = try await publisher.publish((0..<count).map { message("\($0)", to: "work", id: "m\($0)") })
        #expect(settlements.allSatisfy { $0 == .confirmed })
        await publisher.close()
    }

    @Test("What one acknowledgement covers is gone, and the rest is handed out again, marked")
    func multiple() async throws {
        try await TestBroker.withVirtualHost { address in
            try await fill(address, Topology(queues: [.quorum("work")]), 100)
            let first = try await Consumer.open(address, queue: "work", prefetch: 100, name: "first")
            let deliveries = try await take(100, from: first)
            try await first.acknowledge(through: deliveries[59].tag)
            // Late and doubled answers, which the broker would punish by closing the channel.
            try await first.acknowledge(through: deliveries[9].tag)
            try await first.acknowledge(deliveries[20].tag)
            await first.close()
            let second = try await Consumer.open(address, queue: "work", prefetch: 100, name: "second")
            let again = try await take(40, from: second)
            #expect(again.map(\.text) == (60..<100).map { "\($0)" })
            #expect(again.allSatisfy { $0.redelivered })
            await second.close()
        }
    }

    @Test("What is looked at and given back again and again stays, on every version of the broker")
    func patient() async throws {
        try await TestBroker.withVirtualHost { address in
            try await fill(address, Topology(queues: [.quorum("work")]), 1)
            for _ in 0..<25 {
                let looking = try await Consumer.open(address, queue: "work", prefetch: 1, name: "looking")
                #expect(try await take(1, from: looking).map(\.text) == ["0"])
                await looking.close()
            }
        }
    }

    @Test("A finished consumer hands out nothing more, and what it had taken can still be acknowledged")
    func finished() async throws {
        try await TestBroker.withVirtualHost { address in
            try await fill(address, Topology(queues: [.quorum("work")]), 10)
            let first = try await Consumer.open(address, queue: "work", prefetch: 100, name: "first")
            let deliveries = try await take(4, from: first)
            await first.finish()
            #expect(try await first.next(max: 100).isEmpty)
            try await first.acknowledge(through: deliveries[3].tag)
            await first.close()
            let second = try await Consumer.open(address, queue: "work", prefetch: 100, name: "second")
            _ = try await take(6, from: second)
            let waiting = Task { try await second.next(max: 1) }
            await second.finish()
            #expect(try await waiting.value.isEmpty)
            await second.close()
        }
    }

    @Test("A rejected message goes to the dead-letter queue, also as the last of an acknowledged batch")
    func deadLetter() async throws {
        try await TestBroker.withVirtualHost { address in
            let topology = Topology(exchanges: [Exchange(name: "dead", kind: .fanout)])
                .adding(.quorum("work", deadLetterExchange: "dead"))
                .adding(.quorum("graveyard"), boundTo: "dead", keys: [""])
            try await fill(address, topology, 10)
            let consumer = try await Consumer.open(address, queue: "work", prefetch: 10, name: "consumer")
            let deliveries = try await take(10, from: consumer)
            try await consumer.reject(deliveries[9].tag, requeue: false)
            try await consumer.acknowledge(through: deliveries[9].tag)
            let graveyard = try await Consumer.open(address, queue: "graveyard", prefetch: 10, name: "graveyard")
            let dead = try await take(1, from: graveyard)
            #expect(dead[0].properties.messageID == "m9")
            let death = dead[0].properties.headers["x-death"]?.array?.first?.table
            #expect(death?["reason"]?.string == "rejected")
            #expect(death?["count"]?.int == 1)
            #expect(death?["queue"]?.string == "work")
            // The connection lives on: nothing was answered that was not owed.
            try await consumer.acknowledge(through: .max)
            await consumer.close()
            await graveyard.close()
        }
    }

    @Test("A message given back comes again")
    func requeue() async throws {
        try await TestBroker.withVirtualHost { address in
            try await fill(address, Topology(queues: [.quorum("work")]), 1)
            let consumer = try await Consumer.open(address, queue: "work", prefetch: 1, name: "consumer")
            let first = try await take(1, from: consumer)
            try await consumer.reject(first[0].tag, requeue: true)
            let second = try await take(1, from: consumer)
            #expect(second[0].redelivered && second[0].text == first[0].text)
            await consumer.close()
        }
    }

    @Test("A cancelled wait ends at once and takes no message with it")
    func cancellation() async throws {
        try await TestBroker.withVirtualHost { address in
            try await fill(address, Topology(queues: [.quorum("work")]), 0)
            let consumer = try await Consumer.open(address, queue: "work", prefetch: 10, name: "consumer")
            let waiting = Task { try await consumer.next(max: 10) }
            waiting.cancel()
            let error = await #expect(throws: BrokerError.self) { try await value(of: waiting) }
            #expect(error?.code == .closed)
            try await fill(address, Topology(), 1)
            #expect(try await take(1, from: consumer).count == 1)
            await consumer.close()
        }
    }

    @Test("A queue that is missing is named, and one that is deleted ends the consumer")
    func missing() async throws {
        try await TestBroker.withVirtualHost { address in
            let error = await #expect(throws: BrokerError.self) {
                _ = try await Consumer.open(address, queue: "absent", prefetch: 10, name: "consumer")
            }
            #expect(error?.code == .notFound)
            #expect(error?.detail.contains("absent") == true)
            try await fill(address, Topology(queues: [.quorum("work")]), 0)
            let consumer = try await Consumer.open(address, queue: "work", prefetch: 10, name: "consumer")
            let waiting = Task { try await consumer.next(max: 10) }
            try await TestBroker.manage("DELETE", "queues/\(address.virtualHost)/work")
            let ended = await #expect(throws: BrokerError.self) { try await value(of: waiting) }
            #expect(ended?.code == .notFound)
        }
    }

    @Test("A waiting queue hands a message to the work queue after its delay, with its id and its history")
    func waiting() async throws {
        try await TestBroker.withVirtualHost { address in
            let delay = Duration.milliseconds(700)
            try await fill(
                address, Topology(queues: [.quorum("work"), .waiting("work.retry", delay: delay, workQueue: "work")]),
                0)
            let publisher = try await Publisher.open(address, name: "publisher")
            let begin = ContinuousClock.now
            #expect(try await publisher.publish([message("late", to: "work.retry", id: "m")]) == [.confirmed])
            let consumer = try await Consumer.open(address, queue: "work", prefetch: 10, name: "consumer")
            let deliveries = try await take(1, from: consumer)
            #expect(ContinuousClock.now - begin >= delay)
            #expect(deliveries[0].properties.messageID == "m")
            let death = deliveries[0].properties.headers["x-death"]?.array?.first?.table
            #expect(death?["reason"]?.string == "expired")
            #expect(death?["queue"]?.string == "work.retry")
            await consumer.close()
            await publisher.close()
        }
    }
}
