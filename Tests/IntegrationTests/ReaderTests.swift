// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite("Readers of events", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"))
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
