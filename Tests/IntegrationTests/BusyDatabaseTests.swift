// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite(
    "A database that is busy", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
struct BusyDatabaseTests {
    /// Waits until so many statements have waited for a lock in vain.
    private static func attempts(_ count: Int, in rig: LedgerRig) async throws {
        var seen: Set<String> = []
        try await eventually("\(count) statements wait for the lock, one after the other") {
            let rows = try await rig.database.query(
                """
                SELECT pid::text || query_start::text FROM pg_stat_activity
                WHERE wait_event_type = 'Lock' AND query_start IS NOT NULL AND application_name = \(rig.sandbox.name)
                """)
            for row in rows { seen.insert(try row.get(0)) }
            return seen.count >= count ? true : nil
        }
    }

    @Test(
        "While a table is locked for longer than anybody waits, durable work waits in its order and is not put off",
        arguments: [false, true])
    func locked(isPrepared: Bool) async throws {
        try await LedgerRig.with(lockTimeout: .milliseconds(200)) { rig in
            let holder = try await Connection.open(rig.sandbox.database())
            try await holder.query("BEGIN")
            try await holder.query("LOCK TABLE purses IN ACCESS EXCLUSIVE MODE")
            let purse = Identifier.make()
            try await rig.publish(
                (1...20).map { amount -> any Instruction in
                    isPrepared
                        ? DepositWithCare(purse: purse, amount: amount) : Deposit(purse: purse, amount: amount)
                })
            // More often than a message is tried before it is given up.
            try await Self.attempts(12, in: rig)
            #expect(try await rig.count("SELECT count(*) FROM events") == 0)
            try await holder.query("COMMIT")
            let released = ContinuousClock.now
            try await eventually("all is done") {
                try await rig.count("SELECT count(*) FROM events") == 20 ? true : nil
            }
            #expect(released.duration(to: .now) < .seconds(3))
            let rows = try await rig.database.query("SELECT body FROM events WHERE stream = \(purse) ORDER BY version")
            let amounts = try rows.map {
                try Envelope.decode(Deposited.self, from: Array(try $0.get(0, as: String.self).utf8)).1.amount
            }
            #expect(amounts == Array(1...20))
            #expect(rig.logged("put off") == 0)
            #expect(rig.logged("quarantined") == 0)
            // The lane that asks for the past may wait too: nobody owns a fact that the sample listens to.
            #expect(rig.logged("work waits", "service=database") == 1)
            try await eventually("it says that work goes on") {
                rig.logged("work goes on", "service=database") == 1 ? true : nil
            }
            await holder.close()
        }
    }

    @Test("Whoever waits for an answer is told soon that a table is locked, and can ask again with the same id")
    func told() async throws {
        try await LedgerRig.with(lockTimeout: .milliseconds(200)) { rig in
            let holder = try await Connection.open(rig.sandbox.database())
            try await holder.query("BEGIN")
            try await holder.query("LOCK TABLE purses IN ACCESS EXCLUSIVE MODE")
            let client = rig.client()
            for isPrepared in [false, true] {
                let (id, purse) = (Identifier.make(), Identifier.make())
                func tell() async throws -> Acceptance {
                    isPrepared
                        ? try await client.tell(
                            DepositWithCare(purse: purse, amount: 1), id: id, as: .operator, trace: TraceContext())
                        : try await client.tell(
                            Deposit(purse: purse, amount: 1), id: id, as: .operator, trace: TraceContext())
                }
                let begun = ContinuousClock.now
                await #expect(throws: ClientError.failed(service: "ledger")) { try await tell() }
                #expect(begun.duration(to: .now) < .seconds(2))
                if isPrepared { try await holder.query("COMMIT") } else { continue }
                #expect(try await tell().version == 1)
            }
            #expect(rig.logged("a request cannot be done") == 0)
            await client.close()
            await holder.close()
        }
    }
}
