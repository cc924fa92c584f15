// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite("An upgrade of the broker", .enabled(if: canTravel, "needs deploy/local test"), .timeLimit(.minutes(5)))
struct RenewalTests {
    /// The queues and exchanges of the release before, as far as they differ.
    private static var earlier: Topology {
        let work = Routes.work("notification")
        var topology = SystemTopology.service("notification", reactions: [])
        topology.exchanges = [
            Exchange(name: "attest.unread", kind: .fanout),
            Exchange(name: Routes.events, kind: .topic, alternate: "attest.unread"),
            Exchange(name: Routes.commands, kind: .topic),
        ]
        for index in topology.queues.indices {
            switch topology.queues[index].name {
            case work: topology.queues[index].arguments["x-delivery-limit"] = 20
            case Routes.dead("notification"): topology.queues[index].arguments["x-delivery-limit"] = nil
            default: break
            }
        }
        return topology.adding(
            Queue(name: "attest.unread", arguments: ["x-queue-type": "classic"]), boundTo: "attest.unread", keys: [""])
    }

    /// Asks for an e-mail by putting the message into a queue of the service.
    private static func order(_ email: UUID, _ queue: String, _ publisher: Publisher, _ user: String) async throws {
        let envelope = Envelope(
            id: Identifier.text(Identifier.make()), source: "/attest/identity", type: SendEmail.name, time: Date(),
            actor: .service("identity"))
        let order = SendEmail(
            email: email, template: "account-approved", recipient: "before@example.nhs.uk", recipientName: "Jo",
            values: [:])
        let settled = try await publisher.publish([
            OutboundMessage(
                exchange: "", routingKey: queue, body: Array(try envelope.encode(order).utf8),
                properties: MessageProperties(messageID: envelope.id, type: SendEmail.name.text, userID: user))
        ])
        #expect(settled == [.confirmed])
    }

    @Test("Queues of the release before are renewed when the service starts, with all that they hold")
    func renewed() async throws {
        try await RunningSystem.with([]) { system in
            let address = system.sandbox.address
            for queue in SystemTopology.service("notification", reactions: []).queues {
                try await Queue.delete(queue.name, address)
            }
            #expect(try await Self.earlier.apply(address).filter { $0.kind == .queue }.isEmpty)
            let sender = system.sandbox.address(as: "identity")
            let publisher = try await Publisher.open(sender, name: "test")
            let queues = [
                Routes.work("notification"), Routes.work("notification"), Routes.waiting("notification", attempt: 3),
                Routes.dead("notification"),
            ]
            let emails = queues.map { _ in UUID() }
            for (email, queue) in zip(emails, queues) { try await Self.order(email, queue, publisher, sender.user) }
            await publisher.close()

            // While somebody reads it, a queue stays as it is.
            let older = try await Consumer.open(address, queue: Routes.work("notification"), prefetch: 1, name: "older")
            try system.start("notification")
            try await system.awaitReady("notification")
            #expect(await system.terminate("notification") == 0)
            await older.close()
            let topology = SystemTopology.service("notification", reactions: [])
            #expect(
                try await topology.apply(address).map(\.name)
                    == [Routes.dead("notification"), Routes.work("notification")])

            try system.start("notification")
            try await system.awaitReady("notification")
            #expect(try await topology.apply(address).isEmpty)
            let pool = Pool(system.database("notification"), limit: 1, name: "look")
            try await eventually("what waited takes effect") {
                let rows = try await pool.query("SELECT id FROM emails")
                return Set(try rows.map { try $0.get(0, as: UUID.self) }) == Set(emails.prefix(3)) ? true : nil
            }
            let dead = try await DeadLetters(address, service: "notification").list()
            #expect(dead.map(\.sender) == ["identity"])
            #expect(try await Queue.standing(of: Routes.work("notification") + ".renewing", address) == nil)
            await pool.close()
        }
    }
}
