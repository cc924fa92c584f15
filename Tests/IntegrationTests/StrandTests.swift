// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing
import Threads

@Suite(
    "Work that is divided among strands", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
struct StrandTests {
    @Test(
        "A batch of which one strand lost its connection is handed out again, and all of it takes effect once; IMP-04")
    func lostStrand() async throws {
        try await Sandbox.with { sandbox in
            #expect(try await LedgerRig.topology.apply(sandbox.address).isEmpty)
            let watched = WatchedTransport(transport: BrokerTransport(sandbox.address, name: "ledger"))
            let rig = try await LedgerRig(sandbox, Options(), transport: watched)
            try await rig.engine.migrate()
            let purses = (0..<40).map { _ in Identifier.make() }
            // One strand's streams wait for a lock that somebody else has.
            let blocker = try await Connection.open(sandbox.database())
            let kept = try #require(purses.first)
            try await blocker.query("BEGIN")
            try await blocker.query("SELECT pg_advisory_xact_lock(\(Self.lockKey(kept)))")
            try await rig.whileRunning {
                try await rig.publish(purses.map { Deposit(purse: $0, amount: 1) })
                let waiting = try await eventually("one strand waits") {
                    let rows = try await rig.database.query(
                        """
                        SELECT pid FROM pg_stat_activity
                        WHERE wait_event_type = 'Lock' AND wait_event = 'advisory' AND datname = current_database()
                            AND query LIKE '%advisory_xact_lock%' AND pid IN (
                                SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'advisory'
                                    AND (classid::int8 << 32 | objid::int8) = \(Self.lockKey(kept)))
                        """)
                    return try rows.first?.get(0, as: Int32.self)
                }
                try await eventually("the other has committed") {
                    try await rig.count("SELECT count(*) FROM events") > 0 ? true : nil
                }
                #expect(watched.acknowledged.withLock { $0 } == 0)
                try await rig.database.query("SELECT pg_terminate_backend(\(waiting))")
                try await blocker.query("COMMIT")
                try await eventually("all is done") {
                    try await rig.count("SELECT count(*) FROM events") == purses.count ? true : nil
                }
                #expect(try await rig.count("SELECT count(*) FROM inbox") == purses.count)
                let seen = try await rig.take(purses.count, from: "tap")
                #expect(Set(seen.compactMap(\.properties.messageID)).count == purses.count)
                try await eventually("all is acknowledged") { watched.acknowledged.withLock { $0 } > 0 ? true : nil }
            }
            await blocker.close()
        }
    }

    @Test("Each stream's messages keep their order when all strands are busy", arguments: [1, 2, 3])
    func order(strands: Int) async throws {
        try await LedgerRig.with(options: {
            $0.strands = strands
            $0.batch = 7
        }) { rig in
            let purses = (0..<6).map { _ in Identifier.make() }
            let deposits: [any Instruction] = (0..<300).map { number in
                let (purse, amount) = (purses[number % purses.count], number + 1)
                return number % 5 == 0
                    ? DepositWithCare(purse: purse, amount: amount) : Deposit(purse: purse, amount: amount)
            }
            try await rig.publish(deposits)
            let seen = try await rig.take(300, from: "tap")
            #expect(seen.count == 300)
            for (place, purse) in purses.enumerated() {
                let rows = try await rig.database.query(
                    "SELECT body FROM events WHERE stream = \(purse) ORDER BY version")
                let amounts = try rows.map {
                    try Envelope.decode(Deposited.self, from: Array(try $0.get(0, as: String.self).utf8)).1.amount
                }
                #expect(amounts == (0..<50).map { $0 * 6 + place + 1 })
            }
        }
    }

    /// As the engine locks a stream.
    private static func lockKey(_ stream: UUID) -> Int64 {
        withUnsafeBytes(of: stream.uuid) {
            $0.loadUnaligned(fromByteOffset: 0, as: Int64.self) ^ $0.loadUnaligned(fromByteOffset: 8, as: Int64.self)
        }
    }
}

/// The broker, counting what is acknowledged.
private struct WatchedTransport: Transport {
    let transport: BrokerTransport
    let acknowledged = Lock<UInt64>(0)

    func consume(_ queue: String, prefetch: Int) async throws -> any Inlet {
        WatchedInlet(inlet: try await transport.consume(queue, prefetch: prefetch), acknowledged: acknowledged)
    }

    func publish() async throws -> any Outlet { try await transport.publish() }
    func inquire() async throws -> any Inquiring { try await transport.inquire() }

    func respond(to types: [MessageName], on queue: String, prefetch: Int) async throws -> any Answering {
        try await transport.respond(to: types, on: queue, prefetch: prefetch)
    }
}

private struct WatchedInlet: Inlet {
    let inlet: any Inlet
    let acknowledged: Lock<UInt64>

    func next(max: Int) async throws -> [Arrival] { try await inlet.next(max: max) }
    func finish() async { await inlet.finish() }

    func acknowledge(through tag: UInt64) async throws {
        try await inlet.acknowledge(through: tag)
        acknowledged.withLock { $0 = tag }
    }

    func close() async { await inlet.close() }
}
