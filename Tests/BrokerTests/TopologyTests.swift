// SPDX-License-Identifier: Apache-2.0

import Broker
import Testing

@Suite(
    "Topology", .enabled(if: TestBroker.isThere, "needs ATTEST_TEST_BROKER and its management"), .timeLimit(.minutes(1))
)
struct TopologyTests {
    private let topology = Topology(exchanges: [
        Exchange(name: "unrouted", kind: .fanout), Exchange(name: "events", alternate: "unrouted"),
    ])
    .adding(.quorum("work", deadLetterExchange: "", deadLetterRoutingKey: "dead", deliveryLimit: 5))
    .adding(.quorum("dead"))
    .adding(.waiting("work.1s", delay: .seconds(1), workQueue: "work"))
    .adding(.transient("questions", expiry: .seconds(30)))
    .adding(Binding(queue: "work", exchange: "events", key: "service.*.v1"))

    @Test("What was applied once is found without drift the second time")
    func twice() async throws {
        try await TestBroker.withVirtualHost { address in
            let missing = try await topology.check(address)
            #expect(missing.map(\.name) == ["unrouted", "events", "work", "dead", "work.1s", "questions"])
            #expect(try await topology.apply(address).isEmpty)
            #expect(try await topology.apply(address).isEmpty)
            #expect(try await topology.check(address).isEmpty)
            let publisher = try await Publisher.open(address, name: "publisher")
            #expect(
                try await publisher.publish([message("x", to: "service.fact.v1", exchange: "events")])
                    == [.confirmed])
            await publisher.close()
        }
    }

    @Test("Everything that differs is reported by name, and what comes after it is still declared")
    func drift() async throws {
        try await TestBroker.withVirtualHost { address in
            #expect(try await topology.apply(address).isEmpty)
            var changed = topology
            changed.exchanges[1].alternate = nil
            changed.queues[0].arguments["x-delivery-limit"] = 6
            changed.queues[2].arguments["x-message-ttl"] = 2_000
            changed =
                changed
                .adding(.quorum("fresh"))
                .adding(Binding(queue: "work", exchange: "absent", key: "k"))
                .adding(Binding(queue: "fresh", exchange: "events", key: "fresh"))
            let drift = try await changed.apply(address)
            #expect(drift.map(\.name) == ["events", "work", "work.1s", "absent -[k]-> work"])
            #expect(drift.map(\.kind) == [.exchange, .queue, .queue, .binding])
            #expect(drift[1].reason.contains("x-delivery-limit"))
            #expect(BrokerError(drift: drift).detail.contains("queue work.1s"))
            #expect(try await changed.check(address).isEmpty)
            let publisher = try await Publisher.open(address, name: "publisher")
            #expect(try await publisher.publish([message("x", to: "fresh", exchange: "events")]) == [.confirmed])
            await publisher.close()
        }
    }

    @Test("Adding topologies declares what they share once")
    func sum() {
        let both = topology + topology.adding(.quorum("other"))
        #expect(both.queues.count == topology.queues.count + 1)
        #expect(both.exchanges == topology.exchanges)
        #expect(both.bindings == topology.bindings)
    }
}
