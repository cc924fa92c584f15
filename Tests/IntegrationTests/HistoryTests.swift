// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite("History", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"))
struct HistoryTests {
    /// Purses with a few events each.
    private static func fill(_ rig: LedgerRig) async throws -> [UUID] {
        let purses = (0..<25).map { _ in Identifier.make() }
        try await rig.publish((0..<250).map { Deposit(purse: purses[$0 % 25], amount: $0 + 1) })
        try await rig.publish(purses.map { NamePurse(purse: $0, owner: "owner of \($0)", secret: "s") })
        try await eventually("all is written") {
            try await rig.count("SELECT count(*) FROM events") == 275 ? true : nil
        }
        return purses
    }

    @Test("Rebuilt states, claims and projections equal the live ones, row for row; IMP-06")
    func rebuild() async throws {
        try await LedgerRig.with { rig in
            _ = try await Self.fill(rig)
            try await rig.publish([ForgetSecret(purse: Identifier.make())])
            try await eventually("the last one is written") {
                try await rig.count("SELECT count(*) FROM events") == 276 ? true : nil
            }
            let dump: @Sendable (String) async throws -> [String] = { table in
                try await rig.database.query("SELECT t::text FROM \(raw: table) AS t ORDER BY 1").map { try $0.get(0) }
            }
            let tables = ["states", "claims", "purses"]
            var before: [[String]] = []
            for table in tables { before.append(try await dump(table)) }
            #expect(try await rig.engine.rebuild() == 26)
            for (table, live) in zip(tables, before) {
                #expect(!live.isEmpty)
                #expect(try await dump(table) == live, "\(table) differs")
            }
        }
    }

    @Test("A sound history has no faults")
    func sound() async throws {
        try await LedgerRig.with { rig in
            _ = try await Self.fill(rig)
            #expect(try await rig.engine.verifyHistory().isEmpty)
        }
    }

    @Test(
        "A changed, removed, reordered or truncated event is found, and only its stream is named",
        arguments: [
            (
                "UPDATE events SET body = replace(body, '\"amount\":', '\"amount\": ') WHERE stream = $s AND version = 3",
                .changed, 3
            ),
            ("DELETE FROM events WHERE stream = $s AND version = 4", .missing, 4),
            (
                "UPDATE events SET version = 999 WHERE stream = $s AND version = 2; UPDATE events SET version = 2 WHERE stream = $s AND version = 3; UPDATE events SET version = 3 WHERE stream = $s AND version = 999",
                .changed, 2
            ),
            ("DELETE FROM events WHERE stream = $s AND version >= 9", .truncated, 9),
            ("DELETE FROM events WHERE stream = $s", .removed, 1),
            (
                "UPDATE events SET body_digest = sha256(convert_to(body, 'UTF8')), body = replace(body, '\"amount\"', '\"amouns\"') WHERE stream = $s AND version = 5",
                .erasedWithoutRecord, 5
            ),
        ] as [(String, HistoryFault.Kind, Int64)])
    func tampered(sql: String, kind: HistoryFault.Kind, version: Int64) async throws {
        try await LedgerRig.with { rig in
            let purses = try await Self.fill(rig)
            let victim = purses[7]
            for statement in sql.split(separator: ";") {
                let text = statement.replacing("$s", with: "'\(victim.uuidString)'")
                try await rig.database.query(SQL(text: String(text), arguments: []))
            }
            #expect(
                try await rig.engine.verifyHistory() == [HistoryFault(stream: victim, version: version, kind: kind)])
        }
    }

    @Test("What is secret in earlier events is blanked by an erasing event, and the chain still verifies; SOC-179")
    func erasure() async throws {
        try await LedgerRig.with { rig in
            let client = rig.client()
            let purse = Identifier.make()
            _ = try await client.tell(
                NamePurse(purse: purse, owner: "ada", secret: "the-secret"), id: Identifier.make(), as: .operator,
                trace: TraceContext())
            _ = try await client.tell(
                ForgetSecret(purse: purse), id: Identifier.make(), as: .operator, trace: TraceContext())
            #expect(try await rig.count("SELECT count(*) FROM events WHERE body LIKE '%the-secret%'") == 0)
            #expect(try await rig.count("SELECT count(*) FROM states WHERE state LIKE '%the-secret%'") == 0)
            #expect(try await rig.count("SELECT count(*) FROM events WHERE body_digest IS NOT NULL") == 1)
            #expect(try await rig.engine.verifyHistory().isEmpty)
            await client.close()
        }
    }

    @Test("A claim that went from one stream to another is its last holder's also after a rebuild")
    func passedOn() async throws {
        try await LedgerRig.with { rig in
            let client = rig.client()
            // The rebuild meets the streams in the order of their ids: the last holder first.
            let second = Identifier.make()
            let first = Identifier.make(at: Date(timeIntervalSinceNow: 60), random: Array(repeating: 1, count: 10))
            for instruction: any Instruction in [
                NamePurse(purse: first, owner: "ada", secret: ""), ReturnName(purse: first),
                NamePurse(purse: second, owner: "ada", secret: ""),
            ] {
                _ = try await Self.tell(client, instruction)
            }
            #expect(try await rig.engine.rebuild() == 2)
            let holders = try await rig.database.query("SELECT stream FROM claims")
            #expect(try holders.map { try $0.get(0, as: UUID.self) } == [second])
            await client.close()
        }
    }

    private static func tell(_ client: ServiceClient, _ instruction: some Instruction) async throws -> Acceptance {
        try await client.tell(instruction, id: Identifier.make(), as: .operator, trace: TraceContext())
    }

    @Test("A rebuild that meets an event nobody can read any more changes nothing and says so")
    func retiredEvent() async throws {
        try await LedgerRig.with { rig in
            let purses = try await Self.fill(rig)
            try await rig.database.query(
                "UPDATE events SET type = 'ledger.retired.v1' WHERE stream = \(purses[3]) AND version = 1")
            await #expect(throws: MalformedMessage.self) { try await rig.engine.rebuild() }
            #expect(try await rig.count("SELECT count(*) FROM states") == 25)
            #expect(try await rig.count("SELECT count(*) FROM purses") == 25)
        }
    }

    @Test("A body that was blanked after the last erasing event is found")
    func blankedLater() async throws {
        try await LedgerRig.with { rig in
            let purse = Identifier.make()
            let client = rig.client()
            for instruction: any Instruction in [
                NamePurse(purse: purse, owner: "ada", secret: "x"), ForgetSecret(purse: purse),
                Deposit(purse: purse, amount: 5),
            ] {
                _ = try await Self.tell(client, instruction)
            }
            try await rig.database.query(
                """
                UPDATE events SET body_digest = sha256(convert_to(body, 'UTF8')), body = replace(body, '5', '9')
                WHERE version = 3
                """)
            #expect(
                try await rig.engine.verifyHistory() == [
                    HistoryFault(stream: purse, version: 3, kind: .erasedWithoutRecord)
                ])
            await client.close()
        }
    }

    @Test("A history that grows while it is verified has no faults")
    func growing() async throws {
        try await LedgerRig.with { rig in
            _ = try await Self.fill(rig)
            let purses = (0..<5).map { _ in Identifier.make() }
            async let more: Void = rig.publish((0..<6_000).map { Deposit(purse: purses[$0 % 5], amount: 1) })
            for _ in 0..<10 { #expect(try await rig.engine.verifyHistory().isEmpty) }
            try await more
        }
    }
}
