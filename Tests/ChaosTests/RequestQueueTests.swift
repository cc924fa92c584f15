// SPDX-License-Identifier: Apache-2.0

import Broker
import Messaging
import ServiceKit
import TestSupport
import Testing

extension ChaosTests {
    @Test(
        "A crash of the broker leaves a request queue for its service to come back to; when it does not, the queue goes"
    )
    func requestQueues() async throws {
        try await FallibleServers.with { servers in
            let queue = Routes.requests("meters")
            let serving = try await BrokerTransport(servers.broker, name: "meters").respond(
                to: [], on: queue, prefetch: 10)
            for order in ["crash", "start", "await"] { try await servers.obey("\(order) rabbitmq") }
            #expect(try await SystemTopology.transient(queue, types: []).check(servers.broker).isEmpty)
            let requester = try await Requester.open(servers.broker, name: "test")
            // Asking whether it is there would keep it; a request does not.
            let request = OutboundMessage(exchange: "", routingKey: queue, body: [])
            try await eventually("a request is returned") { await requester.isReturned(request) }
            await requester.close()
            await serving.close()
        }
    }
}
