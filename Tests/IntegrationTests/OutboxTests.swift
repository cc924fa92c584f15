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

@Suite(
    "What leaves by the outbox", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
struct OutboxTests {
    @Test("A confirm that never comes counts as a lost connection: what waits for it is published again")
    func overdue() async throws {
        try await Sandbox.with { sandbox in
            #expect(try await LedgerRig.topology.apply(sandbox.address).isEmpty)
            var options = Options()
            // Long enough that a busy machine's second connection is not counted as lost as well.
            options.confirmDeadline = .seconds(3)
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
            options.confirmDeadline = .seconds(3)
            options.slotPeriod = .seconds(1)
            let deaf = DeafTransport(BrokerTransport(sandbox.address, name: "ledger"), isBlocked: true)
            let rig = try await LedgerRig(sandbox, options, transport: deaf)
            try await rig.engine.migrate()
            try await rig.whileRunning {
                try await rig.publish([Deposit(purse: Identifier.make(), amount: 1)])
                _ = try await rig.take(1, from: "tap")
                // Each look asks once; the first of them is past the deadline already.
                try await eventually("it is looked at again and again") { deaf.looks.withLock { $0 } >= 3 ? true : nil }
                #expect(deaf.outlets.withLock { $0 } == 1)
                // It would have been swept again: nobody has confirmed it.
                #expect(try await rig.count("SELECT count(*) FROM sent") == 0)
                deaf.blocked.withLock { $0 = false }
                // A slot is emptied when all that is in it is confirmed, in the same sweep that wrote it down.
                try await eventually("it is confirmed on another connection") {
                    try await rig.count("SELECT count(*) FROM outbox") == 0 ? true : nil
                }
            }
            #expect(deaf.outlets.withLock { $0 } == 2)
        }
    }

    /// Enters rows into the outbox as a process left them that ended a minute ago.
    private static func leave(
        _ rows: [(key: String, body: String)], for exchange: String = Routes.commands, in rig: LedgerRig
    ) async throws {
        try await rig.database.query(
            """
            INSERT INTO outbox (slot, at, exchange, key, body)
            SELECT 0, now() - interval '1 minute', \(exchange), key, body
            FROM unnest(\(rows.map(\.key))::text[], \(rows.map(\.body))::text[]) AS n(key, body)
            """)
    }

    @Test("A row that cannot be read is a dead letter at once, those behind it are published, and the slot is emptied")
    func unreadable() async throws {
        try await LedgerRig.with(options: { $0.slotPeriod = .seconds(1) }) { rig in
            let message = try LedgerRig.message(
                Deposit(purse: Identifier.make(), amount: 1), id: Identifier.make(), exchange: Routes.commands)
            try await Self.leave(
                [
                    ("ledger.deposit.v1", "not a message"),
                    ("ledger.deposit.v1", String(decoding: message.body, as: UTF8.self)),
                ], in: rig)
            _ = try await rig.take(1, from: "tap", within: .seconds(15))
            let dead = try await rig.take(1, from: Routes.dead("ledger"))
            #expect(dead[0].body == Array("not a message".utf8))
            #expect(dead[0].properties.headers["x-attest-reason"]?.string?.contains("cannot be read") == true)
            try await eventually("the outbox is empty") {
                try await rig.count("SELECT count(*) FROM outbox") == 0 ? true : nil
            }
        }
    }

    @Test("Rows for which the broker ends the connection hold up nothing, and are dead letters in the end")
    func unacceptable() async throws {
        try await LedgerRig.with(options: {
            $0.slotPeriod = .seconds(1)
            $0.homelessAge = .seconds(63)
        }) { rig in
            let bodies = try (0..<5).map { _ in
                let message = try LedgerRig.message(
                    Deposit(purse: Identifier.make(), amount: 1), id: Identifier.make(), exchange: Routes.commands)
                return String(decoding: message.body, as: UTF8.self)
            }
            let key = Deposit.name.text
            try await Self.leave([(key, bodies[0])], in: rig)
            try await Self.leave([(key, bodies[1]), (key, bodies[2])], for: "gone", in: rig)
            // Nobody may write to it.
            try await Self.leave([(key, bodies[3])], for: "amq.rabbitmq.trace", in: rig)
            try await Self.leave([(key, bodies[4])], in: rig)
            // What stands among and behind them takes effect at once.
            try await eventually("two deposits") {
                try await rig.count("SELECT count(*) FROM events") == 2 ? true : nil
            }
            try await rig.publish([Deposit(purse: Identifier.make(), amount: 1)])
            try await eventually("another") {
                try await rig.count("SELECT count(*) FROM events") == 3 ? true : nil
            }
            let letters = DeadLetters(rig.sandbox.address, service: "ledger")
            let found = try await eventually("they are dead letters") {
                let list = try await letters.list()
                return list.count == 3 ? list : nil
            }
            #expect(found.count { $0.reason.contains("no exchange 'gone'") } == 2, "\(found.map(\.reason))")
            #expect(found.count { $0.reason.contains("amq.rabbitmq.trace") } == 1)
            try await eventually("the outbox is empty") {
                try await rig.count("SELECT count(*) FROM outbox") == 0 ? true : nil
            }
        }
    }

    @Test("A row that no queue takes is published again for a while, and then a dead letter that goes back on its way")
    func homeless() async throws {
        try await LedgerRig.with(options: {
            $0.slotPeriod = .seconds(1)
            $0.homelessAge = .seconds(63)
        }) { rig in
            let message = try LedgerRig.message(
                Deposit(purse: Identifier.make(), amount: 1), id: Identifier.make(), exchange: Routes.commands)
            try await Self.leave([("elsewhere.deposit.v1", String(decoding: message.body, as: UTF8.self))], in: rig)
            let letters = DeadLetters(rig.sandbox.address, service: "ledger")
            let found = try await eventually("it is a dead letter") {
                let list = try await letters.list()
                return list.isEmpty ? nil : list
            }
            #expect(found.map(\.reason).first?.contains("NO_ROUTE") == true)
            // It was not given up the first time.
            #expect(rig.logged("a message was not taken by the broker") >= 2)
            #expect(rig.logged("a message is quarantined") == 1)
            try await eventually("the outbox is empty") {
                try await rig.count("SELECT count(*) FROM outbox") == 0 ? true : nil
            }
            let home = Topology(
                queues: [Queue(name: "elsewhere")],
                bindings: [Binding(queue: "elsewhere", exchange: Routes.commands, key: "elsewhere.#")])
            #expect(try await home.apply(rig.sandbox.address).isEmpty)
            #expect(try await letters.replay() == 1)
            let arrived = try await rig.take(1, from: "elsewhere")
            #expect(arrived[0].body == message.body)
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

    func respond(to types: [MessageName], on queue: String, prefetch: Int) async throws -> any Answering {
        try await transport.respond(to: types, on: queue, prefetch: prefetch)
    }

    func inquire() async throws -> any Inquiring { try await transport.inquire() }

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
    func settled() async throws -> [Verdict] {
        try await Task.sleep(for: .seconds(600))
        return []
    }
}
