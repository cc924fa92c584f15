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
    "Readers of events", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
struct ReaderTests {
    @Test("Late, doubled and reordered facts give the same table", arguments: [1, 2, 3, 4])
    func reordered(seed: UInt64) async throws {
        try await LedgerRig.with(options: { $0.batch = 7 }) { rig in
            var random = Seeded(state: seed)
            let currencies = ["eur", "usd", "chf"]
            var messages: [OutboundMessage] = []
            for currency in currencies {
                for version in 1...30 {
                    let message = try LedgerRig.message(
                        RateSet(currency: currency, rate: version * 100), id: Identifier.make(),
                        exchange: Routes.events, sequence: Int64(version))
                    messages += [message, message]
                }
            }
            messages.shuffle(using: &random)
            let publisher = try await Publisher.open(rig.sandbox.address, name: "test")
            _ = try await publisher.publish(messages)
            await publisher.close()
            try await eventually("all are read") {
                try await rig.count("SELECT count(*) FROM inbox") == 90 ? true : nil
            }
            let rates = try await rig.database.query("SELECT currency, rate FROM rates ORDER BY currency").map {
                "\(try $0.get(0, as: String.self)) \(try $0.get(1, as: Int64.self))"
            }
            #expect(rates == ["chf 3000", "eur 3000", "usd 3000"])
        }
    }

    @Test("A foreign message whose id is any text is recognised when it comes again")
    func foreignIds() async throws {
        try await LedgerRig.with { rig in
            let body = Array(
                """
                {"specversion":"1.0","id":"order 66","source":"urn:partner","type":"bank.rate-set.v1",
                "data":{"currency":"gbp","rate":7}}
                """.utf8)
            let message = OutboundMessage(exchange: Routes.events, routingKey: "bank.rate-set.v1", body: body)
            let publisher = try await Publisher.open(rig.sandbox.address, name: "test")
            _ = try await publisher.publish([message, message, message])
            await publisher.close()
            try await eventually("it is read") { try await rig.count("SELECT count(*) FROM rates") == 1 ? true : nil }
            #expect(try await rig.count("SELECT count(*) FROM inbox_other") == 1)
        }
    }

    @Test("A timer fires once when its time has come, not before, and survives a restart; IMP-18")
    func timers() async throws {
        try await LedgerRig.with { rig in
            let purse = Identifier.make()
            try await rig.publish([DepositLater(purse: purse, amount: 9, at: rig.now.addingTimeInterval(3_600))])
            try await eventually("the timer is set") {
                try await rig.count("SELECT count(*) FROM timers") == 1 ? true : nil
            }
            #expect(try await rig.count("SELECT count(*) FROM events WHERE type = 'ledger.deposited.v1'") == 0)
            rig.moveClock(by: .seconds(3_601))
            _ = try await rig.take(1, from: "tap")
            #expect(try await rig.count("SELECT count(*) FROM timers") == 0)
            #expect(try await rig.count("SELECT count(*) FROM events WHERE type = 'ledger.deposited.v1'") == 1)
        }
    }

    @Test("A timer set for a year ahead fires too: its instruction is not too old by then; IMP-18")
    func farTimers() async throws {
        try await LedgerRig.with { rig in
            let purse = Identifier.make()
            try await rig.publish([DepositLater(purse: purse, amount: 9, at: rig.now.addingTimeInterval(365 * 86_400))])
            try await eventually("the timer is set") {
                try await rig.count("SELECT count(*) FROM timers") == 1 ? true : nil
            }
            rig.moveClock(by: .seconds(365 * 86_400 + 1))
            _ = try await rig.take(1, from: "tap")
            #expect(try await rig.count("SELECT count(*) FROM events WHERE type = 'ledger.deposited.v1'") == 1)
        }
    }

    @Test("Messages of one stream are decided in their order, also when some need preparation")
    func preparedOrder() async throws {
        try await LedgerRig.with { rig in
            let purse = Identifier.make()
            try await rig.publish(
                (1...200).map { number -> any Instruction in
                    number % 2 == 0
                        ? Deposit(purse: purse, amount: number) : DepositWithCare(purse: purse, amount: number)
                })
            try await eventually("all are written") {
                try await rig.count("SELECT count(*) FROM events") == 200 ? true : nil
            }
            let bodies = try await rig.database.query("SELECT body FROM events ORDER BY version")
            let amounts = try bodies.map {
                try Envelope.decode(Deposited.self, from: Array($0.get(0, as: String.self).utf8)).1.amount
            }
            #expect(amounts == Array(1...200))
        }
    }

    @Test("When an engine has drained, what the broker confirmed is written down, and nothing is published again")
    func confirmedAtTheEnd() async throws {
        try await LedgerRig.with(options: { $0.sweepAge = .seconds(60) }) { rig in
            try await rig.publish([Deposit(purse: Identifier.make(), amount: 1)])
            _ = try await rig.take(1, from: "tap")
            rig.engine.beginDraining()
            try await eventually("it is noted", within: .seconds(5)) {
                try await rig.count("SELECT count(*) FROM sent") == 1 ? true : nil
            }
        }
    }

    @Test("A thousand messages that no queue takes do not hold up what lies behind them in the outbox")
    func unroutable() async throws {
        try await LedgerRig.with(options: { $0.slotPeriod = .seconds(1) }) { rig in
            let deposited = Deposited(purse: Identifier.make(), amount: 1, note: nil)
            let message = try LedgerRig.message(deposited, id: Identifier.make(), exchange: Routes.events)
            let body = String(decoding: message.body, as: UTF8.self)
            try await rig.database.query(
                """
                INSERT INTO outbox (slot, at, exchange, key, body)
                SELECT 0, now() - interval '1 minute', \(Routes.commands), 'nobody.home.v1', \(body)
                FROM generate_series(1, 1000)
                """)
            try await rig.database.query(
                """
                INSERT INTO outbox (slot, at, exchange, key, body)
                SELECT 0, now() - interval '1 minute', \(Routes.events), \(Deposited.name.text), \(body)
                """)
            _ = try await rig.take(1, from: "tap", within: .seconds(15))
        }
    }

    @Test("Review work that cannot be offered does not hold up what comes after it")
    func unofferable() async throws {
        try await Sandbox.with { sandbox in
            let drift = try await LedgerRig.topology.apply(sandbox.address)
            #expect(drift.isEmpty)
            // A queue of the team's name that is not what it should be.
            _ = try await Topology(queues: [Queue(name: Routes.team("odd"))]).apply(sandbox.address)
            let outlet = try await BrokerTransport(sandbox.address, name: "test").publish()
            let type = ReviewTaskOpened.name.text
            let sending = try await outlet.send([
                Outgoing(exchange: Routes.reviews, key: "odd", id: "1", type: type, body: Array("{}".utf8)),
                Outgoing(
                    exchange: Routes.events, key: Deposited.name.text, id: "2", type: Deposited.name.text,
                    body: Array("{}".utf8)),
            ])
            let verdicts = try await sending.settled()
            #expect(verdicts.count == 2)
            #expect(verdicts.last == .confirmed)
            await outlet.close()
        }
    }
}

/// Random numbers from a seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
