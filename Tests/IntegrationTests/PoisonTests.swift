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
    "Messages that cannot be done", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
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
        "What cannot be read, or is still unknown after the last wait, is given up with its reason; the service goes on",
        arguments: [
            ("undecodable", Array("\u{1}not json".utf8), "not JSON"),
            ("unknown type", try! bytes(type: "ledger.dance.v1"), "type of message is not known"),
            ("unknown version", try! bytes(type: "ledger.deposit.v9"), "version of the message is not known"),
            ("missing field", try! bytes(type: "ledger.deposit.v1"), "'data.purse' is missing"),
            ("two megabytes", [UInt8](repeating: 0x61, count: 2 << 20), "2097152 bytes"),
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

    @Test("The broker takes no message of five megabytes, whoever sends it, and the service goes on")
    func tooLarge() async throws {
        try await LedgerRig.with { rig in
            let publisher = try await Publisher.open(rig.sandbox.address, name: "test")
            await #expect(throws: BrokerError.self) {
                try await publisher.publish([
                    OutboundMessage(
                        exchange: "", routingKey: Routes.work("ledger"), body: [UInt8](repeating: 0x61, count: 5 << 20))
                ])
            }
            await publisher.close()
            try await rig.publish([Deposit(purse: Identifier.make(), amount: 1)])
            _ = try await rig.take(1, from: "tap")
            #expect(try await DeadLetters(rig.sandbox.address, service: "ledger").list().isEmpty)
        }
    }

    @Test(
        "A fact that nobody would read, for its size, is not made: the message behind it is a dead letter with the reason"
    )
    func oversizedFact() async throws {
        try await LedgerRig.with { rig in
            // As long as a message may be, and longer as a fact, which says what caused it.
            var name = NamePurse(purse: Identifier.make(), owner: "ada", secret: "")
            let empty = try LedgerRig.message(name, id: Identifier.make(), exchange: "").body.count
            name.secret = String(repeating: "x", count: Envelope.largestBody - empty)
            try await rig.publish([name])
            let dead = try await rig.take(1, from: Routes.dead("ledger"))
            #expect(
                dead[0].properties.headers["x-attest-reason"]?.string?.contains("ledger.named.v1 would have") == true)
            #expect(try await rig.count("SELECT count(*) FROM events") == 0)
        }
    }

    @Test(
        "More than a thousand dead letters all go back, with word of how far it is, and those that fail again do so once"
    )
    func replayAll() async throws {
        try await LedgerRig.with(options: { $0.attempts = 0 }) { rig in
            let publisher = try await Publisher.open(rig.sandbox.address, name: "test")
            let settled = try await publisher.publish(
                (0..<1_200).map { number in
                    let deposit = Deposit(purse: Identifier.make(), amount: number < 5 ? Ledger.tooMuch : 1)
                    var message = try LedgerRig.message(deposit, id: Identifier.make(), exchange: Routes.direct)
                    message.routingKey = Routes.dead("ledger")
                    return message
                })
            #expect(settled.allSatisfy { $0 == .confirmed })
            await publisher.close()
            let letters = DeadLetters(rig.sandbox.address, service: "ledger")
            // Nobody vouches for whoever sent them.
            #expect(try await letters.list(limit: 3).map(\.sender) == [nil, nil, nil])
            var told: [Int] = []
            #expect(try await letters.replay { done, all in told.append(all - done) } == 1_200)
            #expect(told.count > 1 && told.last == 0)
            try await eventually("the others took effect") {
                try await rig.count("SELECT count(*) FROM purses") == 1_195 ? true : nil
            }
            // They failed again while the rest was sent back, and were not sent in a circle.
            try await eventually("those that cannot be done are there again") {
                try await Queue.standing(of: Routes.dead("ledger"), rig.sandbox.address)?.messages == 5 ? true : nil
            }
        }
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
