// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite(
    "What stands around a message is its sender's choice",
    .enabled(if: Servers.areThere, "needs the servers of deploy/local test"), .timeLimit(.minutes(5)))
struct StrangePropertiesTests {
    /// Sends messages whose properties have 0xff in place of each tilde, which is not UTF-8.
    private static func sendRaw(_ messages: [OutboundMessage], _ rig: LedgerRig) async throws {
        let relay = try Relay(to: rig.sandbox.address.port)
        defer { relay.cut() }
        var address = rig.sandbox.address
        (address.host, address.port) = ("127.0.0.1", relay.port)
        let publisher = try await Publisher.open(address, name: "stranger")
        relay.swapped = (0x7e, 0xff)
        for message in messages { #expect(try await publisher.publish([message]) == [.confirmed]) }
        await publisher.close()
    }

    private static func message(_ properties: MessageProperties, to queue: String) -> OutboundMessage {
        OutboundMessage(exchange: Routes.direct, routingKey: queue, body: Array("x".utf8), properties: properties)
    }

    @Test("A type, an address for answers or a header that is not UTF-8 stops nobody: not the work, not the questions")
    func notText() async throws {
        try await LedgerRig.with { rig in
            let long = String(repeating: "~", count: 255)
            let work = Routes.work("ledger")
            try await Self.sendRaw(
                [
                    Self.message(MessageProperties(messageID: "1", type: long), to: work),
                    Self.message(
                        MessageProperties(messageID: "2", correlationID: long, replyTo: "amq.rabbitmq.reply-to.~"),
                        to: work),
                    Self.message(
                        MessageProperties(
                            messageID: "3", headers: [long: "a", "b": .string(String(repeating: "~", count: 60_000))]),
                        to: work),
                    Self.message(
                        MessageProperties(messageID: "4", type: long, correlationID: long, replyTo: long),
                        to: Routes.requests("ledger")),
                    Self.message(
                        MessageProperties(messageID: "5", type: long, correlationID: long, replyTo: long),
                        to: Routes.queries("ledger")),
                ], rig)
            let letters = try await rig.take(3, from: Routes.dead("ledger"))
            #expect(letters.map(\.properties.type) == ["unknown", "unknown", "unknown"])
            let client = rig.client()
            let deposit = Deposit(purse: Identifier.make(), amount: 3)
            _ = try await client.tell(deposit, id: Identifier.make(), as: .operator, trace: TraceContext())
            #expect(
                try await client.ask(ShowBalance(purse: deposit.purse), as: .operator, trace: TraceContext()) == 3)
            await client.close()
            _ = try await rig.take(1, from: "tap")
            #expect(rig.logged("work waits lane") == 0)
        }
    }

    @Test(
        "Counts that nobody counted, and headers of any depth, end no process",
        arguments: [
            ["x-acquired-count": .int(.max)], ["x-delivery-count": .int(.max)], ["x-attest-attempt": .int(-1)],
            ["x-attest-attempt": .int(.max), "x-acquired-count": .int(.min)], ["deep": deep(200)],
        ] as [[String: HeaderValue]])
    func counts(headers: [String: HeaderValue]) async throws {
        try await LedgerRig.with(options: { $0.trialPeriod = .seconds(1) }) { rig in
            let unknown = Envelope(
                id: Identifier.text(Identifier.make()), source: "/test", type: "ledger.dance.v1", time: Date(),
                actor: .operator)
            let publisher = try await Publisher.open(rig.sandbox.address, name: "stranger")
            let message = OutboundMessage(
                exchange: Routes.direct, routingKey: Routes.work("ledger"),
                body: Array(unknown.encode(data: "{}").utf8),
                properties: MessageProperties(headers: headers))
            #expect(try await publisher.publish([message]) == [.confirmed])
            await publisher.close()
            _ = try await rig.take(1, from: Routes.dead("ledger"))
            try await rig.publish([Deposit(purse: Identifier.make(), amount: 1)])
            _ = try await rig.take(1, from: "tap")
        }
    }

    private static func deep(_ levels: Int) -> HeaderValue {
        (0..<levels).reduce(.null) { inner, _ in .array([inner]) }
    }

    @Test("Answers go to addresses that the broker gives, and to no queue by its name")
    func deputy() async throws {
        try await LedgerRig.with { rig in
            _ = try await Topology(queues: [Queue(name: "victim")]).apply(rig.sandbox.address)
            let publisher = try await Publisher.open(rig.sandbox.address, name: "stranger")
            let deposit = try LedgerRig.message(
                Deposit(purse: Identifier.make(), amount: 1), id: Identifier.make(), exchange: Routes.direct)
            let query = try LedgerRig.message(
                ShowBalance(purse: Identifier.make()), id: Identifier.make(), exchange: Routes.direct)
            for (message, queue) in [
                (deposit, Routes.work("ledger")), (deposit, Routes.work("ledger")),
                (deposit, Routes.requests("ledger")), (query, Routes.queries("ledger")),
            ] {
                var message = message
                message.routingKey = queue
                message.properties.replyTo = "victim"
                #expect(try await publisher.publish([message]) == [.confirmed])
            }
            await publisher.close()
            _ = try await rig.take(1, from: "tap")
            try await Task.sleep(for: .milliseconds(500))
            #expect(try await Queue.standing(of: "victim", rig.sandbox.address)?.messages == 0)
        }
    }

    @Test("An instruction to a stream of another kind is refused as one to no stream")
    func otherKind() async throws {
        try await LedgerRig.with(options: { $0.rememberedBytes = 0 }) { rig in
            let purse = Identifier.make()
            try await rig.publish([Deposit(purse: purse, amount: 1)])
            _ = try await rig.take(1, from: "tap")
            try await rig.database.query("UPDATE states SET aggregate = 'other'")
            let client = rig.client()
            for _ in 0..<2 {
                await #expect(throws: ClientError.refused([.notFound])) {
                    _ = try await client.tell(
                        Deposit(purse: purse, amount: 1), id: Identifier.make(), as: .operator, trace: TraceContext())
                }
            }
            await client.close()
            #expect(try await rig.count("SELECT count(*) FROM events") == 1)
        }
    }
}
