// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite("The broker's topology")
struct SystemTopologyTests {
    @Test("Every queue that a binding or a dead letter names is declared, and no name twice")
    func closed() {
        let topology = SystemTopology.all
        let queues = topology.queues.map(\.name)
        let exchanges = topology.exchanges.map(\.name)
        #expect(Set(queues).count == queues.count)
        for binding in topology.bindings {
            #expect(queues.contains(binding.queue))
            #expect(exchanges.contains(binding.exchange))
        }
        for queue in topology.queues + SystemTopology.transient("registry.instructions", types: []).queues {
            // What RabbitMQ 4.3 does not take.
            #expect(queue.durable || queue.exclusive)
            if let target = queue.arguments["x-dead-letter-routing-key"]?.string { #expect(queues.contains(target)) }
        }
    }

    @Test(
        "A request to a service that ended is returned at once, and one to a service that came back is taken",
        .enabled(if: Servers.areThere, "needs the servers of deploy/local test"))
    func comingAndGoing() async throws {
        try await Sandbox.with { sandbox in
            let transport = BrokerTransport(sandbox.address, name: "test")
            let queue = Routes.requests("registry")
            let requester = try await Requester.open(sandbox.address, name: "test")
            let request = OutboundMessage(
                exchange: "", routingKey: queue, body: Array("?".utf8),
                properties: MessageProperties(messageID: UUID().uuidString))
            for _ in 0..<2 {
                let answering = try await transport.respond(to: [], on: queue, prefetch: 10)
                async let answered = requester.request(request, deadline: .seconds(20))
                let arrival = try #require(try await answering.next(max: 1).first)
                try await answering.reply([
                    Answer(replyTo: arrival.replyTo ?? "", correlation: arrival.correlation, body: arrival.body)
                ])
                #expect(try await answered.body == arrival.body)
                await answering.close()
                try await eventually("a request is returned", within: .seconds(5)) {
                    await requester.isReturned(request)
                }
            }
            await requester.close()
        }
    }

    @Test(
        "It is applied twice without drift, and drift is reported by name",
        .enabled(if: Servers.areThere, "needs the servers of deploy/local test"))
    func drift() async throws {
        try await Sandbox.with { sandbox in
            #expect(try await SystemTopology.all.check(sandbox.address).isEmpty == false)
            #expect(try await SystemTopology.all.apply(sandbox.address).isEmpty)
            #expect(try await SystemTopology.all.apply(sandbox.address).isEmpty)
            #expect(try await SystemTopology.all.check(sandbox.address).isEmpty)
            var changed = SystemTopology.all
            for index in changed.queues.indices where changed.queues[index].name == "registry.work" {
                changed.queues[index].arguments["x-delivery-limit"] = 3
            }
            let drift = try await changed.apply(sandbox.address)
            #expect(drift.map(\.name) == ["registry.work"])
        }
    }
}
