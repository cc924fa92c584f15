// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
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
        for queue in topology.queues {
            if let target = queue.arguments["x-dead-letter-routing-key"]?.string { #expect(queues.contains(target)) }
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
