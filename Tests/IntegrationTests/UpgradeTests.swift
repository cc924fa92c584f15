// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite("An upgrade", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"), .timeLimit(.minutes(5)))
struct UpgradeTests {
    /// Ten purses, each with three deposits and a name, as the release before wrote them.
    private static func history(_ rig: LedgerRig) async throws -> [UUID] {
        let purses = (0..<10).map { _ in Identifier.make() }
        try await rig.publish((0..<30).map { Deposit(purse: purses[$0 % 10], amount: 5) })
        try await rig.publish(purses.map { NamePurse(purse: $0, owner: "owner of \($0)", secret: "the-secret") })
        try await eventually("history is written") {
            try await rig.count("SELECT count(*) FROM events") == 40 ? true : nil
        }
        return purses
    }

    @Test("A state of another form and events of older types are read as if they had always been as they are now")
    func oldHistory() async throws {
        try await Sandbox.with { sandbox in
            guard try await LedgerRig.topology.apply(sandbox.address).isEmpty else { throw NotInTime(description: "") }
            let old = try await LedgerRig(sandbox, Options())
            try await old.engine.migrate()
            let purses = try await old.whileRunning { try await Self.history(old) }
            let rig = try await LedgerRig(sandbox, Options(), definition: Tomorrow.definition)
            try await rig.engine.migrate()
            try await rig.whileRunning {
                let client = rig.client()
                let ask: @Sendable (UUID) async throws -> ShowPurse.Answer = { purse in
                    try await client.ask(ShowPurse(purse: purse), as: .operator, trace: TraceContext())
                }
                let tell: @Sendable (any Instruction) async throws -> Int64 = { instruction in
                    try await Self.tell(client, instruction).version
                }
                // What no new event has touched is read too.
                #expect(
                    try await ask(purses[0])
                        == ShowPurse.Answer(
                            version: 4, deposits: 3, balances: ["GBP": 15], owners: ["owner of \(purses[0])"]))
                #expect(try await rig.count("SELECT count(*) FROM states WHERE shape = 1") == 10)

                // Durable work of all of them in one batch, and a request that erases what the old types hold.
                try await rig.publish(purses.map { Deposit(purse: $0, amount: 1) })
                try await eventually("new events are written") {
                    try await rig.count("SELECT count(*) FROM events") == 50 ? true : nil
                }
                #expect(try await rig.count("SELECT count(*) FROM states WHERE shape = 2") == 10)
                #expect(try await rig.count("SELECT count(*) FROM states") == 10)
                #expect(try await tell(ForgetSecret(purse: purses[3])) == 6)
                #expect(
                    try await ask(purses[3])
                        == ShowPurse.Answer(
                            version: 7, deposits: 4, balances: ["GBP": 16], owners: ["owner of \(purses[3])"]))
                let erased = try await rig.database.query(
                    "SELECT type, body FROM events WHERE stream = \(purses[3]) AND body_digest IS NOT NULL")
                #expect(try erased.map { try $0.get(0, as: String.self) } == ["ledger.named.v1"])
                #expect(try erased.allSatisfy { !(try $0.get(1, as: String.self)).contains("the-secret") })

                // A state that does not decode is no state.
                try await rig.database.query("UPDATE states SET state = '{}' WHERE stream = \(purses[5])")
                #expect(try await ask(purses[5]).deposits == 4)
                #expect(try await tell(Deposit(purse: purses[5], amount: 2)) == 6)
                #expect(try await ask(purses[5]).balances == ["GBP": 18])

                // Nor does one count that decodes and is of another form.
                try await rig.database.query(
                    """
                    UPDATE states SET shape = 1, state = '{"balances":{},"deposits":0,"owners":[]}'
                    WHERE stream = \(purses[6])
                    """)
                #expect(try await ask(purses[6]).deposits == 4)
                #expect(try await tell(Deposit(purse: purses[6], amount: 2)) == 6)
                #expect(try await ask(purses[6]).balances == ["GBP": 18])

                #expect(try await rig.engine.verifyHistory().isEmpty)
                #expect(try await rig.count("SELECT count(*) FROM inbox") == 53)
                try await Self.expectNewTable(rig)
                await client.close()
            }
        }
    }

    @Test("A stream whose events do not lead to its state is put aside, and its neighbours in the batch are not")
    func brokenHistory() async throws {
        try await Sandbox.with { sandbox in
            guard try await LedgerRig.topology.apply(sandbox.address).isEmpty else { throw NotInTime(description: "") }
            var options = Options()
            options.attempts = 0
            let old = try await LedgerRig(sandbox, options)
            try await old.engine.migrate()
            let purses = try await old.whileRunning { try await Self.history(old) }
            let rig = try await LedgerRig(sandbox, options, definition: Tomorrow.definition)
            try await rig.database.query("DELETE FROM events WHERE stream = \(purses[0]) AND version = 4")
            try await rig.whileRunning {
                try await rig.publish(purses.map { Deposit(purse: $0, amount: 1) })
                let dead = try await rig.take(1, from: Routes.dead("ledger"))
                #expect(
                    dead[0].properties.headers["x-attest-reason"]?.string == "its events do not lead to its state")
                try await eventually("its neighbours are written") {
                    try await rig.count("SELECT count(*) FROM states WHERE shape = 2") == 9 ? true : nil
                }
            }
        }
    }

    @Test(
        "While an old and a new copy share the queues, what only the new one knows reaches it, and nothing is given up")
    func rolling() async throws {
        try await Sandbox.with { sandbox in
            guard try await LedgerRig.topology.apply(sandbox.address).isEmpty else { throw NotInTime(description: "") }
            let old = try await LedgerRig(sandbox, Options())
            let new = try await LedgerRig(sandbox, Options(), definition: Tomorrow.definition)
            try await old.engine.migrate()
            try await new.whileRunning {
                try await old.whileRunning {
                    let purses = (0..<40).map { _ in Identifier.make() }
                    try await new.publish(
                        (0..<2_000).map { number in
                            let purse = purses[number % 40]
                            return number % 3 == 0
                                ? DepositOf(purse: purse, amount: 1, currency: "GBP") : Deposit(purse: purse, amount: 1)
                        })
                    // Whoever waits for an answer gets it from the copy that knows.
                    let client = new.client()
                    for _ in 0..<20 {
                        let deposit = DepositOf(purse: Identifier.make(), amount: 1, currency: "GBP")
                        #expect(try await Self.tell(client, deposit).version == 1)
                        let shown = try await client.ask(
                            ShowPurse(purse: deposit.purse), as: .operator, trace: TraceContext())
                        #expect(shown.deposits == 1)
                    }
                    await client.close()
                }
                try await eventually("everything has taken effect", within: .seconds(60)) {
                    try await new.count("SELECT count(*) FROM events") == 2_020 ? true : nil
                }
                try await Self.expectNewTable(new)
                #expect(try await new.count("SELECT count(*) FROM inbox") == 2_020)
                #expect(try await new.engine.verifyHistory().isEmpty)
            }
        }
    }

    /// The projection's new table takes the old one's place, and holds what the events say.
    private static func expectNewTable(_ rig: LedgerRig) async throws {
        try await eventually("the table is of the new revision") {
            try await rig.count("SELECT count(*) FROM projections WHERE revision = 2") == 1 ? true : nil
        }
        let astray = try await rig.count(
            """
            SELECT count(*) FROM purses AS p FULL JOIN (
                SELECT stream, count(*) FILTER (WHERE type LIKE 'ledger.deposited.%') AS deposits,
                    sum((body::jsonb #>> '{data,amount}')::int8) AS pounds, max(version) AS version
                FROM events GROUP BY stream) AS e ON e.stream = p.id
            WHERE (p.deposits, p.pounds, p.version) IS DISTINCT FROM (e.deposits, e.pounds::int8, e.version)
            """)
        #expect(astray == 0)
    }

    private static func tell(_ client: ServiceClient, _ instruction: some Instruction) async throws -> Acceptance {
        try await client.tell(instruction, id: Identifier.make(), as: .operator, trace: TraceContext())
    }
}
