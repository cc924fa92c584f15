// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite("Messages that cannot be done", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"))
struct PoisonTests {
    @Test(
        "A batch of 500 with one poison message commits 499, and that one ends in the dead-letter queue with its reason"
    )
    func isolation() async throws {
        try await LedgerRig.with(options: { $0.batch = 500 }) { rig in
            var commands = (0..<499).map { _ in Deposit(purse: Identifier.make(), amount: 1) }
            commands.insert(Deposit(purse: Identifier.make(), amount: Ledger.tooMuch), at: 250)
            try await rig.publish(commands)
            // The others are done long before the poison message has waited for its second attempt.
            _ = try await rig.take(499, from: "tap", within: .seconds(10))
            #expect(try await rig.count("SELECT count(*) FROM events") == 499)
            let dead = try await rig.take(1, from: Routes.dead("ledger"))
            #expect(dead[0].properties.headers["x-attest-reason"]?.string?.contains("purses") == true)
            #expect(try Envelope.decode(Deposit.self, from: dead[0].body).1.amount == Ledger.tooMuch)
            #expect(try await rig.count("SELECT count(*) FROM inbox") == 499)
        }
    }

    @Test(
        "What cannot be read is quarantined with its reason, and the service goes on",
        arguments: [
            ("undecodable", Array("\u{1}not json".utf8), "not JSON"),
            ("unknown type", try! bytes(type: "ledger.dance.v1"), "type of message is not known"),
            ("unknown version", try! bytes(type: "ledger.deposit.v9"), "version of the message is not known"),
            ("missing field", try! bytes(type: "ledger.deposit.v1"), "'data.purse' is missing"),
            ("ten megabytes", [UInt8](repeating: 0x61, count: 10 << 20), "10485760 bytes"),
        ] as [(String, [UInt8], String)])
    func quarantine(name: String, body: [UInt8], reason: String) async throws {
        try await LedgerRig.with { rig in
            let publisher = try await Publisher.open(rig.sandbox.address, name: "test")
            let settled = try await publisher.publish([
                OutboundMessage(exchange: "", routingKey: Routes.work("ledger"), body: body)
            ])
            #expect(settled == [.confirmed])
            await publisher.close()
            let dead = try await rig.take(1, from: Routes.dead("ledger"))
            #expect(dead[0].body == body)
            #expect(dead[0].properties.headers["x-attest-reason"]?.string?.contains(reason) == true)
            try await rig.publish([Deposit(purse: Identifier.make(), amount: 1)])
            _ = try await rig.take(1, from: "tap")
        }
    }

    private static func bytes(type: MessageName) throws -> [UInt8] {
        let envelope = Envelope(
            id: Identifier.make().uuidString, source: "/test", type: type, time: Date(), actor: .operator)
        return Array(envelope.encode(data: "{}").utf8)
    }

    @Test("A dead letter can be listed and sent back")
    func replay() async throws {
        try await LedgerRig.with { rig in
            let purse = Identifier.make()
            try await rig.publish([Deposit(purse: purse, amount: Ledger.tooMuch)])
            let letters = DeadLetters(rig.sandbox.address, service: "ledger")
            let found = try await eventually("it is a dead letter") {
                let list = try await letters.list()
                return list.isEmpty ? nil : list
            }
            #expect(found.count == 1)
            #expect(found[0].type == Deposit.name.text)
            #expect(found[0].reason.contains("rejected"))
            try await rig.database.query("ALTER TABLE purses DROP CONSTRAINT purses_balance_check")
            #expect(try await letters.replay() == 1)
            _ = try await rig.take(1, from: "tap")
            #expect(try await letters.list().isEmpty)
        }
    }
}
