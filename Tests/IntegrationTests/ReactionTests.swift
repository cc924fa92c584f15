// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import TestSupport
import Testing

@Suite(
    "Several handlers and streams", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
struct ReactionTests {
    private static func publish(_ messages: [any Message], _ rig: LedgerRig) async throws {
        let publisher = try await Publisher.open(rig.sandbox.address, name: "test")
        let outbound = try messages.map {
            try LedgerRig.message(
                $0, id: Identifier.make(), exchange: $0 is any Fact ? Routes.events : Routes.commands)
        }
        let settled = try await publisher.publish(outbound)
        await publisher.close()
        #expect(settled.allSatisfy { $0 == .confirmed })
    }

    @Test("All handlers of a fact take effect in one transaction, in every stream that it names")
    func together() async throws {
        try await LedgerRig.with { rig in
            let purses = (0..<5).map { _ in Identifier.make() }
            try await Self.publish([InterestPaid(purses: purses, amount: 7)], rig)
            try await eventually("the fact is remembered") {
                try await rig.count("SELECT count(*) FROM inbox") == 1 ? true : nil
            }
            #expect(try await rig.count("SELECT count(*) FROM purses WHERE balance = 7") == 5)
            #expect(try await rig.count("SELECT count(*) FROM rates WHERE currency = 'interest 7'") == 1)
            let transactions = try await rig.count(
                """
                SELECT count(DISTINCT x) FROM (SELECT xmin::text AS x FROM events UNION ALL SELECT xmin::text FROM rates
                    UNION ALL SELECT xmin::text FROM inbox UNION ALL SELECT xmin::text FROM purses) AS all_of_them
                """)
            #expect(transactions == 1)
        }
    }

    @Test("When one stream cannot take it, none does, and no handler has had an effect")
    func none() async throws {
        try await LedgerRig.with(options: { $0.attempts = 0 }) { rig in
            let purses = (0..<5).map { _ in Identifier.make() }
            try await Self.publish([Deposit(purse: purses[3], amount: Ledger.tooMuch - 1)], rig)
            _ = try await rig.take(1, from: "tap")
            try await Self.publish(
                [Deposit(purse: purses[0], amount: 1), InterestPaid(purses: purses, amount: 7)], rig)
            let dead = try await rig.take(1, from: Routes.dead("ledger"))
            #expect(dead[0].properties.type == InterestPaid.name.text)
            try await eventually("the other is done") {
                try await rig.count("SELECT count(*) FROM events") == 2 ? true : nil
            }
            #expect(try await rig.count("SELECT count(*) FROM purses WHERE balance = 7") == 0)
            #expect(try await rig.count("SELECT count(*) FROM rates") == 0)
            #expect(try await rig.count("SELECT count(*) FROM inbox") == 2)
        }
    }

    @Test(
        "What names several streams keeps its place in each of them, however many strands there are", arguments: [1, 3])
    func order(strands: Int) async throws {
        try await LedgerRig.with(options: {
            $0.strands = strands
            $0.batch = 9
        }) { rig in
            let purses = (0..<6).map { _ in Identifier.make() }
            var expected: [UUID: [Int]] = [:]
            let messages: [any Message] = (1...400).map { number in
                if number % 11 == 0 {
                    let several = [purses[number % 6], purses[(number + 1) % 6], purses[(number + 3) % 6]]
                    for purse in several { expected[purse, default: []].append(number) }
                    return InterestPaid(purses: several, amount: number)
                }
                expected[purses[number % 6], default: []].append(number)
                return Deposit(purse: purses[number % 6], amount: number)
            }
            try await Self.publish(messages, rig)
            try await eventually("all are done") {
                try await rig.count("SELECT count(*) FROM inbox") == 400 ? true : nil
            }
            for purse in purses {
                let rows = try await rig.database.query(
                    "SELECT body FROM events WHERE stream = \(purse) ORDER BY version")
                let amounts = try rows.map {
                    try Envelope.decode(Deposited.self, from: Array(try $0.get(0, as: String.self).utf8)).1.amount
                }
                #expect(amounts == expected[purse])
            }
        }
    }
}
