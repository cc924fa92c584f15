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

@Suite("History", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"), .timeLimit(.minutes(5)))
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

    @Test("A sound history has no faults")
    func sound() async throws {
        try await LedgerRig.with { rig in
            _ = try await Self.fill(rig)
            #expect(try await rig.engine.verifyHistory().isEmpty)
            // The newest state counts; one that was left behind does not.
            try await rig.database.query(
                "INSERT INTO states SELECT stream, 2, aggregate, state, sha256(digest) FROM states WHERE version = 11")
            for pageSize in [1, 2, 12, 13, 2_000] {
                let pages = try await Self.ask(rig, pageSize: pageSize)
                #expect(pages.allSatisfy { $0.faults.isEmpty && $0.events <= pageSize })
                #expect(pages.map(\.streams).reduce(0, +) == 25)
                #expect(pages.map(\.events).reduce(0, +) == 275)
            }
        }
    }

    /// Ways to damage a stream of eleven events, and what they show as.
    private static let damages: [(sql: String, kind: HistoryFault.Kind, version: Int64)] = [
        (
            "UPDATE events SET body = replace(body, '\"amount\":', '\"amount\": ') WHERE stream = $s AND version = 3",
            .changed, 3
        ),
        ("DELETE FROM events WHERE stream = $s AND version = 4", .missing, 4),
        ("DELETE FROM events WHERE stream = $s AND version = 1", .missing, 1),
        (
            """
            UPDATE events SET version = 999 WHERE stream = $s AND version = 2;
            UPDATE events SET version = 2 WHERE stream = $s AND version = 3;
            UPDATE events SET version = 3 WHERE stream = $s AND version = 999
            """, .changed, 2
        ),
        ("UPDATE events SET type = 'ledger.forgotten.v1' WHERE stream = $s AND version = 6", .changed, 6),
        ("DELETE FROM events WHERE stream = $s AND version >= 9", .truncated, 9),
        ("DELETE FROM states WHERE stream = $s", .truncated, 11),
        ("UPDATE states SET digest = sha256(digest) WHERE stream = $s", .truncated, 12),
        ("DELETE FROM events WHERE stream = $s", .removed, 1),
        (
            """
            UPDATE events SET body_digest = sha256(convert_to(body, 'UTF8')),
                body = replace(body, '"amount"', '"amouns"') WHERE stream = $s AND version = 5
            """, .erasedWithoutRecord, 5
        ),
    ]

    private static func damage(_ stream: UUID, _ sql: String, _ database: Pool) async throws {
        for statement in sql.split(separator: ";") {
            let text = statement.replacing("$s", with: "'\(stream.uuidString)'")
            try await database.query(SQL(text: String(text), arguments: []))
        }
    }

    @Test(
        "A changed, removed, reordered or truncated event is found, and only its stream is named, wherever pages end",
        arguments: damages.indices)
    func tampered(index: Int) async throws {
        let damage = Self.damages[index]
        try await LedgerRig.with { rig in
            let purses = try await Self.fill(rig)
            let victim = purses[7]
            try await Self.damage(victim, damage.sql, rig.database)
            let expected = [HistoryFault(stream: victim, version: damage.version, kind: damage.kind)]
            #expect(try await rig.engine.verifyHistory() == expected)
            for pageSize in [1, 2, 5, 12, 100] {
                let audit = try await Self.ask(rig, pageSize: pageSize)
                #expect(audit.flatMap(\.faults) == expected, "in pages of \(pageSize)")
            }
        }
    }

    @Test("A history that was put in another stream's place, whole and with its state, is found")
    func exchanged() async throws {
        try await LedgerRig.with { rig in
            let purses = try await Self.fill(rig)
            let (one, other, aside) = (purses[3], purses[8], Identifier.make())
            for (from, to) in [(one, aside), (other, one), (aside, other)] {
                for table in ["events", "states"] {
                    try await rig.database.query(
                        "UPDATE \(raw: table) SET stream = \(to) WHERE stream = \(from)")
                }
            }
            let faults = try await rig.engine.verifyHistory()
            #expect(Set(faults.map(\.stream)) == [one, other])
            #expect(faults.allSatisfy { $0.kind == .changed && $0.version == 1 })
        }
    }

    // MARK: Over the broker

    private struct LedgerHistory: HistoryKeeper { static let service = "ledger" }

    /// All pages of the ledger's history, as a second copy of the service gives them.
    private static func ask(_ rig: LedgerRig, pageSize: Int) async throws -> [HistoryPage] {
        var options = rig.options
        options.historyPage = pageSize
        let engine = LedgerRig.engine(rig.sandbox, options)
        var pages: [HistoryPage] = []
        repeat {
            pages.append(try await engine.verifyHistory(after: pages.last?.next))
        } while pages.last?.next != nil
        await engine.database.close()
        return pages
    }

    private static func askAll(
        _ client: ServiceClient, as actor: Actor = .operator
    ) async throws(ClientError) -> [HistoryPage] {
        var pages: [HistoryPage] = []
        repeat {
            pages.append(
                try await client.ask(
                    VerifyHistory<LedgerHistory>(after: pages.last?.next), as: actor, trace: TraceContext()))
        } while pages.last?.next != nil
        return pages
    }

    @Test("The operator is told the same over the broker, page by page, while the service is at work")
    func asked() async throws {
        try await LedgerRig.with { options in
            options.historyPage = 40
        } _: { rig in
            let purses = try await Self.fill(rig)
            let client = rig.client()
            let sound = try await Self.askAll(client)
            // 275 events and 25 states.
            #expect(sound.count == 8)
            #expect(sound.map(\.events).reduce(0, +) == 275)
            #expect(sound.map(\.streams).reduce(0, +) == 25)
            #expect(sound.allSatisfy { $0.faults.isEmpty })
            for (victim, damage) in zip(purses, Self.damages) {
                try await Self.damage(victim, damage.sql, rig.database)
            }
            let found = try await Self.askAll(client).flatMap(\.faults)
            let expected = zip(purses, Self.damages).map {
                HistoryFault(stream: $0, version: $1.version, kind: $1.kind)
            }
            #expect(found == expected.sorted { $0.stream.uuidString < $1.stream.uuidString })
            await client.close()
        }
    }

    @Test(
        "Nobody but the operator may ask for it",
        arguments: [
            .visitor, .service("registry"), Actor(kind: .partner, id: "portal"),
            .account(Identifier.make(), roles: [.centralAdmin]),
        ] as [Actor])
    func refused(actor: Actor) async throws {
        try await LedgerRig.with { rig in
            _ = try await Self.fill(rig)
            let client = rig.client()
            await #expect(throws: ClientError.refused([.forbidden])) { try await Self.askAll(client, as: actor) }
            await client.close()
        }
    }

    @Test("Who says that he is the operator is believed only as the operator’s user of the broker")
    func impostor() async throws {
        try await LedgerRig.with { options in
            options.roster = Roster()
        } _: { rig in
            let client = rig.client()
            await #expect(throws: ClientError.refused([.forbidden])) { try await Self.askAll(client) }
            await client.close()
        }
    }

    @Test("Every service that keeps events can be audited")
    func keepers() {
        #expect(Set(HistoryKeepers.all.map { $0.service }) == Set(Sender.services.map(\.name)))
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

    private static func tell(_ client: ServiceClient, _ instruction: some Instruction) async throws -> Acceptance {
        try await client.tell(instruction, id: Identifier.make(), as: .operator, trace: TraceContext())
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
                UPDATE events SET body_digest = sha256(convert_to(body, 'UTF8')),
                    body = replace(body, '"amount":5', '"amount":9')
                WHERE version = 4
                """)
            #expect(
                try await rig.engine.verifyHistory() == [
                    HistoryFault(stream: purse, version: 4, kind: .erasedWithoutRecord)
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
