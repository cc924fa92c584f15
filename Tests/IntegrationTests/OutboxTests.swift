// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Logging
import Messaging
import ServiceKit
import TestSupport
import Testing
import Threads

@Suite("What leaves by the outbox", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"))
struct OutboxTests {
    @Test("A confirm that never comes counts as a lost connection: what waits for it is published again")
    func overdue() async throws {
        try await Sandbox.with { sandbox in
            #expect(try await LedgerRig.topology.apply(sandbox.address).isEmpty)
            var options = Options()
            options.confirmDeadline = .milliseconds(400)
            // Nobody else is to publish it meanwhile.
            options.sweepAge = .seconds(600)
            let deaf = DeafTransport(BrokerTransport(sandbox.address, name: "ledger"))
            let rig = try await LedgerRig(sandbox, options, transport: deaf)
            try await rig.engine.migrate()
            try await rig.whileRunning {
                try await rig.publish([Deposit(purse: Identifier.make(), amount: 1)])
                let seen = try await rig.take(2, from: "tap")
                // The broker had it the first time too: the same message, which its readers know.
                #expect(Set(seen.compactMap(\.properties.messageID)).count == 1)
                try await eventually("it is confirmed") {
                    try await rig.count("SELECT count(*) FROM sent") == 1 ? true : nil
                }
            }
            #expect(deaf.outlets.withLock { $0 } == 2)
        }
    }

    @Test("While the broker says that it takes nothing, its word is waited for, and the sweep is left to others")
    func blocked() async throws {
        try await Sandbox.with { sandbox in
            #expect(try await LedgerRig.topology.apply(sandbox.address).isEmpty)
            var options = Options()
            options.confirmDeadline = .milliseconds(100)
            options.slotPeriod = .seconds(1)
            let deaf = DeafTransport(BrokerTransport(sandbox.address, name: "ledger"), isBlocked: true)
            let rig = try await LedgerRig(sandbox, options, transport: deaf)
            try await rig.engine.migrate()
            try await rig.whileRunning {
                try await rig.publish([Deposit(purse: Identifier.make(), amount: 1)])
                _ = try await rig.take(1, from: "tap")
                // Each look asks once; the first of them is past the deadline already.
                try await eventually("it is looked at again and again") { deaf.looks.withLock { $0 } >= 8 ? true : nil }
                #expect(deaf.outlets.withLock { $0 } == 1)
                // It would have been swept again: nobody has confirmed it.
                #expect(try await rig.count("SELECT count(*) FROM sent") == 0)
                deaf.blocked.withLock { $0 = false }
                try await eventually("it is published on another connection") {
                    try await rig.count("SELECT count(*) FROM sent") == 1 ? true : nil
                }
            }
            #expect(deaf.outlets.withLock { $0 } == 2)
        }
    }

    @Test("A row that cannot be read stays where it is, and those behind it are published")
    func unreadable() async throws {
        try await LedgerRig.with(options: { $0.slotPeriod = .seconds(1) }) { rig in
            let deposited = Deposited(purse: Identifier.make(), amount: 1, note: nil)
            let message = try LedgerRig.message(deposited, id: Identifier.make(), exchange: Routes.events)
            let bodies = ["not a message", String(decoding: message.body, as: UTF8.self)]
            try await rig.database.query(
                """
                INSERT INTO outbox (slot, at, exchange, key, body)
                SELECT 0, now() - interval '1 minute', \(Routes.events), \(Deposited.name.text), body
                FROM unnest(\(bodies)::text[]) AS body
                """)
            _ = try await rig.take(1, from: "tap", within: .seconds(15))
            try await eventually("the other is confirmed") {
                try await rig.count("SELECT count(*) FROM sent") == 1 ? true : nil
            }
            #expect(try await rig.count("SELECT count(*) FROM outbox WHERE body = 'not a message'") == 1)
        }
    }

    @Test("While one copy of a service sweeps the outbox, another does not")
    func alone() async throws {
        try await LedgerRig.with(options: { $0.slotPeriod = .seconds(1) }) { rig in
            let other = try await Connection.open(rig.sandbox.database())
            let lock: SQL = "hashtext('attest sweep'), hashtext(current_schema())"
            try await eventually("it is not sweeping") {
                let row = try await other.query("SELECT pg_try_advisory_lock(\(sql: lock))").first
                return try row?.get(0, as: Bool.self) == true ? true : nil
            }
            let deposited = Deposited(purse: Identifier.make(), amount: 1, note: nil)
            let message = try LedgerRig.message(deposited, id: Identifier.make(), exchange: Routes.events)
            try await other.query(
                """
                INSERT INTO outbox (slot, at, exchange, key, body)
                VALUES (0, now() - interval '1 minute', \(Routes.events), \(Deposited.name.text),
                    \(String(decoding: message.body, as: UTF8.self)))
                """)
            await #expect(throws: NotInTime.self) { try await rig.take(1, from: "tap", within: .seconds(3)) }
            try await other.query("SELECT pg_advisory_unlock(\(sql: lock))")
            _ = try await rig.take(1, from: "tap", within: .seconds(15))
            await other.close()
        }
    }
}

/// A broker whose word is never heard on the first connection.
private struct DeafTransport: Transport {
    let transport: BrokerTransport
    let outlets = Lock(0)
    /// What the first connection says of itself, and how often it was asked.
    let blocked: Lock<Bool>
    let looks = Lock(0)

    init(_ transport: BrokerTransport, isBlocked: Bool = false) {
        self.transport = transport
        blocked = Lock(isBlocked)
    }

    func consume(_ queue: String, prefetch: Int) async throws -> any Inlet {
        try await transport.consume(queue, prefetch: prefetch)
    }

    func respond(on queue: String, prefetch: Int) async throws -> any Answering {
        try await transport.respond(on: queue, prefetch: prefetch)
    }

    func publish() async throws -> any Outlet {
        let number = outlets.withLock { count in
            count += 1
            return count
        }
        let outlet = try await transport.publish()
        return number == 1 ? DeafOutlet(outlet: outlet, blocked: blocked, looks: looks) : outlet
    }
}

private struct DeafOutlet: Outlet {
    let outlet: any Outlet
    let blocked: Lock<Bool>
    let looks: Lock<Int>

    var isBlocked: Bool {
        get async {
            looks.withLock { $0 += 1 }
            return blocked.withLock { $0 }
        }
    }

    func send(_ messages: [Outgoing]) async throws -> any Sending {
        _ = try await outlet.send(messages)
        return DeafSending()
    }

    func reply(_ answers: [Answer]) async throws { try await outlet.reply(answers) }
    func close() async { await outlet.close() }
}

private struct DeafSending: Sending {
    func settled() async throws -> [String?] {
        try await Task.sleep(for: .seconds(600))
        return []
    }
}
