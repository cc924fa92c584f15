// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite(
    "Erasing a person", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
struct ErasureTests {
    enum Keeper: HistoryKeeper { static let service = "ledger" }

    private static func tell(_ client: ServiceClient, _ instruction: some Instruction) async throws -> Acceptance {
        try await client.tell(instruction, id: Identifier.make(), as: .operator, trace: TraceContext())
    }

    /// All pages.
    private static func erase(
        _ person: Person, _ client: ServiceClient, rehearsing: Bool = false, as actor: Actor = .operator
    ) async throws -> ErasureProgress {
        var all = ErasureProgress()
        repeat {
            let page = try await client.ask(
                ErasePerson<Keeper>(person: person, reason: .askedFor, isRehearsal: rehearsing, after: all.next),
                as: actor, trace: TraceContext())
            all = ErasureProgress(
                streams: all.streams + page.streams, events: all.events + page.events, others: all.others + page.others,
                unreadable: all.unreadable + page.unreadable, next: page.next)
        } while all.next != nil
        return all
    }

    private static func traces(of text: String, in rig: LedgerRig) async throws -> [String] {
        try await Traces.find(text, in: rig.database, schema: rig.sandbox.database().schema ?? "public")
    }

    @Test("Erased twice for two reasons, a person leaves no trace in any table, and the chain verifies")
    func twice() async throws {
        // What is put into the outbox is not to leave it meanwhile.
        try await LedgerRig.with(options: { $0.sweepAge = .seconds(600) }) { rig in
            let client = rig.client()
            let (purse, other) = (Identifier.make(), Identifier.make())
            for instruction: any Instruction in [
                NamePurse(purse: purse, owner: "ada_l@example.org", secret: "the-secret"),
                Deposit(purse: purse, amount: 5), ForgetSecret(purse: purse),
                NamePurse(purse: purse, owner: "ada_l@example.org", secret: "second-secret"),
                NamePurse(purse: other, owner: "adaXl@example.org", secret: "other-secret"),
            ] {
                _ = try await Self.tell(client, instruction)
            }
            // What waits beside the streams, as it would after a crash.
            let waiting = try Envelope(
                id: "1", source: "/attest/ledger", type: SendEmail.name, time: Date(), actor: .service("ledger")
            ).encode(
                SendEmail(
                    email: purse, template: "t", recipient: "ada_l@example.org", recipientName: "Ada", values: [:],
                    sealed: "third-secret"))
            try await rig.database.query(
                """
                INSERT INTO timers (stream, name, due, exchange, key, body)
                VALUES (\(purse), 't', now() + interval '1 day', 'x', 'k', \(waiting))
                """)
            try await rig.database.query(
                "INSERT INTO outbox (slot, exchange, key, body) VALUES (3, 'x', 'k', \(waiting))")
            let reply = #"{"refused":[{"code":"x","message":"Ada_L@example.org is known."}]}"#
            try await rig.database.query(
                "INSERT INTO inbox (id, at, reply) VALUES (\(Identifier.make()), now(), \(reply))")
            #expect(try await Self.traces(of: "the-secret", in: rig).isEmpty)
            let before = try await Self.traces(of: "ada_l@", in: rig)
            #expect(Set(before) == ["claims", "events", "inbox", "outbox", "purses", "states", "timers"])

            let person = Person(address: "Ada_L@example.org")
            await #expect(throws: ClientError.refused([.forbidden])) {
                try await Self.erase(person, client, as: .account(Identifier.make(), roles: [.centralAdmin]))
            }
            let rehearsed = try await Self.erase(person, client, rehearsing: true)
            #expect(try await Self.traces(of: "ada_l@", in: rig) == before)
            let erased = try await Self.erase(person, client)
            #expect(erased == rehearsed)
            #expect(erased == ErasureProgress(streams: 1, events: 2, others: 3))
            for trace in ["ada_l@", "second-secret", "third-secret"] {
                #expect(try await Self.traces(of: trace, in: rig).isEmpty, "\(trace)")
            }
            #expect(try await rig.engine.verifyHistory().isEmpty)
            let reasons = try await rig.database.query(
                """
                SELECT body::json->'data'->>'reason', body::json->>'actor' FROM events
                WHERE type = 'ledger.personal-data-erased.v1' ORDER BY version
                """
            ).map { "\(try $0.get(0, as: String.self)) \(try $0.get(1, as: String.self))" }
            #expect(reasons == ["secret-used service:ledger", "asked-for operator:attestctl"])

            // It finds nothing any more, and nobody else was touched.
            #expect(try await Self.erase(person, client) == ErasureProgress())
            #expect(try await rig.count("SELECT count(*) FROM events WHERE stream = \(other)") == 1)
            #expect(try await !Self.traces(of: "other-secret", in: rig).isEmpty)

            // The stream lives on, and what was held is free.
            #expect(try await Self.tell(client, Deposit(purse: purse, amount: 2)).version == 7)
            #expect(try await rig.count("SELECT balance FROM purses WHERE id = \(purse)") == 7)
            _ = try await Self.tell(client, NamePurse(purse: other, owner: "ada_l@example.org", secret: "x"))

            // Again, for what came later: all of a stream that is about them by now.
            #expect(try await Self.erase(person, client).events == 2)
            #expect(try await rig.engine.verifyHistory().isEmpty)
            await client.close()
        }
    }

    @Test("What is left of an erased event is vouched for: nobody changes or restores it unseen")
    func vouched() async throws {
        let damages = [
            "UPDATE events SET body = replace(body, 'ledger.named', 'ledger.named') || ' ' WHERE version = 1",
            "UPDATE events SET body = replace(body, 'erased]', 'someone else]') WHERE version = 1",
            """
            UPDATE events SET body_digest = sha256(convert_to(body, 'UTF8')),
                body = replace(body, '"amount":5', '"amount":9') WHERE version = 2
            """,
        ]
        for damage in damages {
            try await LedgerRig.with { rig in
                let client = rig.client()
                let purse = Identifier.make()
                _ = try await Self.tell(client, NamePurse(purse: purse, owner: "ada@example.org", secret: "s"))
                _ = try await Self.tell(client, Deposit(purse: purse, amount: 5))
                #expect(try await Self.erase(Person(address: "ada@example.org"), client).events == 1)
                #expect(try await rig.engine.verifyHistory().isEmpty)
                try await rig.database.query(SQL(text: damage, arguments: []))
                let faults = try await rig.engine.verifyHistory()
                #expect(faults.map(\.kind) == [.erasedWithoutRecord])
                await client.close()
            }
        }
    }

    @Test("A stream that cannot be read is named and left alone, and the others are erased")
    func unreadable() async throws {
        try await LedgerRig.with { rig in
            let client = rig.client()
            let (bad, good) = (Identifier.make(), Identifier.make())
            for purse in [bad, good] {
                _ = try await Self.tell(client, NamePurse(purse: purse, owner: "\(purse)@example.org", secret: "s"))
                _ = try await Self.tell(client, Deposit(purse: purse, amount: 5))
            }
            try await rig.database.query(
                "UPDATE events SET type = 'ledger.retired.v1' WHERE stream = \(bad) AND version = 2")
            let person = Person(
                address: "\(good)@example.org", names: ["\(bad)@example.org".lowercased()])
            let progress = try await Self.erase(person, client)
            #expect(progress.unreadable == [bad])
            #expect(progress.streams == 1)
            #expect(try await Self.traces(of: "\(good)@", in: rig).isEmpty)
            await client.close()
        }
    }

    @Test("Purses that are at work while their owner is erased keep their money, and one erasing is enough")
    func atWork() async throws {
        try await LedgerRig.with { rig in
            let client = rig.client()
            let purses = (0..<20).map { _ in Identifier.make() }
            for (index, purse) in purses.enumerated() {
                _ = try await Self.tell(client, NamePurse(purse: purse, owner: "o\(index)@example.org", secret: "s"))
            }
            async let published: Void = rig.publish((0..<2_000).map { Deposit(purse: purses[$0 % 20], amount: 1) })
            for index in purses.indices {
                #expect(try await Self.erase(Person(address: "o\(index)@example.org"), client).streams == 1)
            }
            try await published
            try await eventually("all deposits are there") {
                try await rig.count("SELECT sum(balance)::int8 FROM purses") == 2_000 ? true : nil
            }
            #expect(try await Self.traces(of: "@example.org", in: rig).isEmpty)
            #expect(try await rig.engine.verifyHistory().isEmpty)
            await client.close()
        }
    }
}
