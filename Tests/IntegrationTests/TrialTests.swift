// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Logging
import ServiceKit
import TestSupport
import Testing

@testable import Messaging

@Suite(
    "What is handed out again and again", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
struct TrialTests {
    /// Takes all that a queue holds and gives it back, as a process does that is killed.
    private static func lose(_ count: Int, from queue: String, _ rig: LedgerRig) async throws {
        let consumer = try await Consumer.open(rig.sandbox.address, queue: queue, prefetch: count, name: "killed")
        var seen = 0
        while seen < count { seen += try await within { try await consumer.next(max: count) }.count }
        await consumer.close()
    }

    private static func rig(_ sandbox: Sandbox) async throws -> LedgerRig {
        #expect(try await LedgerRig.topology.apply(sandbox.address).isEmpty)
        var options = Options()
        options.trialPeriod = .milliseconds(500)
        let rig = try await LedgerRig(sandbox, options, lockTimeout: .milliseconds(200))
        try await rig.engine.migrate()
        return rig
    }

    @Test("Two thousand messages whose consumer was lost 30 times all take effect, once")
    func lostOften() async throws {
        try await Sandbox.with { sandbox in
            let rig = try await Self.rig(sandbox)
            try await rig.publish((0..<2_000).map { _ in Deposit(purse: Identifier.make(), amount: 1) })
            for _ in 0..<30 { try await Self.lose(2_000, from: Routes.work("ledger"), rig) }
            try await rig.whileRunning {
                let seen = try await rig.take(2_000, from: "tap", within: .seconds(120))
                #expect(Set(seen.compactMap(\.properties.messageID)).count == 2_000)
                #expect(try await rig.count("SELECT count(*) FROM events") == 2_000)
                #expect(try await DeadLetters(sandbox.address, service: "ledger").list().isEmpty)
                try await eventually("no trial is left") {
                    try await rig.count("SELECT count(*) FROM trials") == 0 ? true : nil
                }
            }
        }
    }

    @Test("A message with which one process after the other ended is a dead letter, and its neighbours take effect")
    func ending() async throws {
        try await Sandbox.with { sandbox in
            let rig = try await Self.rig(sandbox)
            let purses = (0..<9).map { _ in Identifier.make() }
            let ids = purses.map { _ in Identifier.make() }
            try await rig.publish(purses.map { Deposit(purse: $0, amount: 1) }, ids: ids)
            for _ in 0..<2 { try await Self.lose(9, from: Routes.work("ledger"), rig) }
            // As seven processes leave it behind: two had the fifth message in hand with others, and then five alone.
            let consumer = try await Consumer.open(
                sandbox.address, queue: Routes.work("ledger"), prefetch: 9, name: "look")
            let found = try await eventually("it is there") {
                try await within { try await consumer.next(max: 9) }
                    .first { $0.properties.messageID == ids[4].uuidString.lowercased() }
            }
            await consumer.close()
            let arrival = Arrival(tag: 1, body: found.body)
            for ends in [0, 0, 0, 1, 2, 3, 4] {
                let trials = Trials(
                    pool: rig.database, options: Options(), process: Identifier.make(),
                    log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
                #expect(try await trials.begin([arrival]) == [ends])
                // A connection that is lost and made again is no end of the process.
                #expect(try await trials.begin([arrival]) == [ends])
            }
            try await rig.whileRunning {
                let dead = try await rig.take(1, from: Routes.dead("ledger"))
                #expect(dead[0].body == found.body)
                #expect(
                    dead[0].properties.headers["x-attest-reason"]?.string?.contains("the process ended 5 times") == true
                )
                _ = try await rig.take(8, from: "tap")
                #expect(try await rig.count("SELECT count(*) FROM purses") == 8)
            }
        }
    }

    @Test(
        "Who lives for a while with a message in hand, as it waits for a locked table, has shown that it does not end it"
    )
    func waiting() async throws {
        try await Sandbox.with { sandbox in
            let rig = try await Self.rig(sandbox)
            try await rig.publish((0..<3).map { _ in Deposit(purse: Identifier.make(), amount: 1) })
            for _ in 0..<2 { try await Self.lose(3, from: Routes.work("ledger"), rig) }
            let holder = try await Connection.open(sandbox.database())
            try await holder.query("BEGIN")
            try await holder.query("LOCK TABLE purses IN ACCESS EXCLUSIVE MODE")
            try await rig.whileRunning {
                try await eventually("they are on trial") {
                    try await rig.count("SELECT count(*) FROM trials") == 3 ? true : nil
                }
                try await eventually("they are acquitted") {
                    try await rig.count("SELECT count(*) FROM trials") == 0 ? true : nil
                }
                #expect(try await rig.count("SELECT count(*) FROM events") == 0)
                try await holder.query("COMMIT")
                _ = try await rig.take(3, from: "tap")
            }
            await holder.close()
        }
    }
}
