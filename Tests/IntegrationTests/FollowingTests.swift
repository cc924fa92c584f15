// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import ServiceKit
import TestSupport
import Testing

@testable import Messaging

extension Sender {
    static let ledger = Sender("ledger")
}

@Suite(
    "What one stream asks of another", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
struct FollowingTests {
    private static func pass(
        _ amount: Int, to other: UUID, from purse: UUID, _ rig: LedgerRig
    ) async throws {
        let client = rig.client()
        _ = try await client.tell(
            PassOn(purse: purse, to: other, amount: amount), id: Identifier.make(), as: .operator, trace: TraceContext()
        )
        await client.close()
    }

    private static func balance(of purse: UUID, _ rig: LedgerRig) async throws -> Int {
        try await rig.count("SELECT coalesce(sum(balance), 0)::int8 FROM purses WHERE id = \(purse)")
    }

    @Test(
        "It is done in the same transaction: whoever is answered finds it done, and the broker carries nothing",
        arguments: [true, false])
    func together(areRemembered: Bool) async throws {
        try await LedgerRig.with(options: { if !areRemembered { $0.rememberedBytes = 0 } }) { rig in
            let (one, other) = (Identifier.make(), Identifier.make())
            for amount in 1...3 {
                try await Self.pass(amount, to: other, from: one, rig)
                #expect(try await Self.balance(of: other, rig) == (1...amount).reduce(0, +))
            }
            #expect(try await Self.balance(of: one, rig) == -6)
            #expect(try await rig.count("SELECT count(DISTINCT xmin::text) FROM events") == 3)
            #expect(try await rig.count("SELECT count(*) FROM events") == 6)
            // Each message that came; the ones that did not travel are not remembered.
            #expect(try await rig.count("SELECT count(*) FROM inbox") == 3)
            let causes = try await rig.count(
                """
                SELECT count(*) FROM events AS e JOIN inbox AS i ON e.body::jsonb ->> 'correlationid' = i.id::text
                """)
            #expect(causes == 6)
        }
    }

    @Test("A stream that somebody else works on is not waited for: it is asked by way of the broker")
    func busy() async throws {
        try await LedgerRig.with { rig in
            let (one, other) = (Identifier.make(), Identifier.make())
            let connection = try await Connection.open(rig.sandbox.database(), name: "test")
            try await connection.query("BEGIN")
            try await connection.query(Store.lock([other]))
            try await Self.pass(5, to: other, from: one, rig)
            #expect(try await Self.balance(of: one, rig) == -5)
            #expect(try await Self.balance(of: other, rig) == 0)
            try await connection.query("COMMIT")
            await connection.close()
            try await eventually("it was done later") { try await Self.balance(of: other, rig) == 5 ? true : nil }
            #expect(try await rig.count("SELECT count(DISTINCT xmin::text) FROM events") == 2)
        }
    }

    @Test("What is refused is told to whoever asked, at once")
    func refused() async throws {
        try await LedgerRig.with { rig in
            let (one, other) = (Identifier.make(), Identifier.make())
            try await Self.pass(-5, to: other, from: one, rig)
            #expect(try await rig.count("SELECT count(*) FROM purses WHERE owner = 'it came back'") == 1)
            #expect(try await rig.count("SELECT count(*) FROM events WHERE stream = \(other)") == 0)
        }
    }

    @Test("What the database will not have of it does not spoil what it follows from: it is dead by itself")
    func poison() async throws {
        try await LedgerRig.with(options: { $0.attempts = 0 }) { rig in
            let (one, other) = (Identifier.make(), Identifier.make())
            try await Self.pass(Ledger.tooMuch, to: other, from: one, rig)
            #expect(try await Self.balance(of: one, rig) == -Ledger.tooMuch)
            let dead = try await rig.take(1, from: Routes.dead("ledger"))
            #expect(dead[0].properties.type == TakeIn.name.text)
        }
    }
}
