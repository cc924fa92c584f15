// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite(
    "Taking effect once", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
struct OnceOnlyTests {
    @Test("A command sent twice takes effect once and gets the same reply; IMP-04")
    func repeated() async throws {
        try await LedgerRig.with { rig in
            let client = rig.client()
            let purse = Identifier.make()
            let id = Identifier.make()
            let first = try await client.tell(
                Deposit(purse: purse, amount: 5), id: id, as: .operator, trace: TraceContext())
            _ = try await client.tell(
                Deposit(purse: purse, amount: 7), id: Identifier.make(), as: .operator, trace: TraceContext())
            let again = try await client.tell(
                Deposit(purse: purse, amount: 5), id: id, as: .operator, trace: TraceContext())
            #expect(first == again)
            let balance = try await client.ask(ShowBalance(purse: purse), as: .operator, trace: TraceContext())
            #expect(balance == 12)
            await client.close()
        }
    }

    @Test("A refusal is remembered like a success")
    func refusedTwice() async throws {
        try await LedgerRig.with { rig in
            let client = rig.client()
            let id = Identifier.make()
            for _ in 0..<2 {
                await #expect(throws: ClientError.refused(PurseRefusal.notPositive.problems)) {
                    try await client.tell(
                        Deposit(purse: id, amount: 0), id: id, as: .operator, trace: TraceContext())
                }
            }
            let remembered = try await rig.count("SELECT count(*) FROM inbox")
            #expect(remembered == 1)
            await client.close()
        }
    }

    @Test("The same id with other content is refused and does nothing, however it is decided; IMP-04")
    func otherContent() async throws {
        try await LedgerRig.with { rig in
            let client = rig.client()
            let purse = Identifier.make()
            func tell(_ instruction: some Instruction, _ id: UUID) async throws -> Acceptance {
                try await client.tell(instruction, id: id, as: .operator, trace: TraceContext())
            }
            let (direct, prepared) = (Identifier.make(), Identifier.make())
            let first = try await tell(Deposit(purse: purse, amount: 5), direct)
            let second = try await tell(DepositWithCare(purse: purse, amount: 7), prepared)
            await #expect(throws: ClientError.refused([.keyReused])) {
                try await tell(Deposit(purse: purse, amount: 6), direct)
            }
            await #expect(throws: ClientError.refused([.keyReused])) {
                try await tell(DepositWithCare(purse: purse, amount: 6), prepared)
            }
            // A refusal is an answer too: it is not given to something else.
            let refused = Identifier.make()
            for (amount, problems) in [(0, PurseRefusal.notPositive.problems), (1, [.keyReused])] {
                await #expect(throws: ClientError.refused(problems)) {
                    try await tell(Deposit(purse: purse, amount: amount), refused)
                }
            }
            // What was answered before is answered still.
            #expect(try await tell(Deposit(purse: purse, amount: 5), direct) == first)
            #expect(try await tell(DepositWithCare(purse: purse, amount: 7), prepared) == second)
            #expect(try await rig.count("SELECT balance FROM purses") == 12)
            await client.close()
        }
    }

    @Test("Of what holds a secret, and of durable work, no digest is kept")
    func withoutDigest() async throws {
        try await LedgerRig.with { rig in
            let client = rig.client()
            let (purse, id) = (Identifier.make(), Identifier.make())
            var replies: [Acceptance] = []
            for secret in ["swordfish", "haddock"] {
                replies.append(
                    try await client.tell(
                        NamePurse(purse: purse, owner: "ada", secret: secret), id: id, as: .operator,
                        trace: TraceContext()))
            }
            // Nothing to compare: the sender's id is all there is.
            #expect(replies[0] == replies[1])
            try await rig.publish([Deposit(purse: purse, amount: 1)])
            _ = try await rig.take(1, from: "tap")
            #expect(try await rig.count("SELECT count(*) FROM inbox WHERE digest IS NULL") == 2)
            await client.close()
        }
    }

    @Test("Durable commands that arrive twice, in one batch or in two, leave one event each")
    func durable() async throws {
        try await LedgerRig.with { rig in
            let purses = (0..<300).map { _ in Identifier.make() }
            let ids = purses.map { _ in Identifier.make() }
            let commands = purses.map { Deposit(purse: $0, amount: 1) }
            try await rig.publish(commands + commands, ids: ids + ids)
            try await rig.publish(commands, ids: ids)
            _ = try await rig.take(300, from: "tap")
            try await eventually("all are worked off") {
                try await rig.count("SELECT sum(balance)::int8 FROM purses") == 300 ? true : nil
            }
            #expect(try await rig.count("SELECT count(*) FROM events") == 300)
            #expect(try await rig.count("SELECT count(*) FROM inbox") == 300)
        }
    }

    @Test("A unique value is held by one stream, whoever is first, also within one batch")
    func claims() async throws {
        try await LedgerRig.with { rig in
            let purses = (0..<20).map { _ in Identifier.make() }
            let client = rig.client()
            let accepted = await withTaskGroup(of: Bool.self) { tasks in
                for purse in purses {
                    tasks.addTask {
                        let done = try? await client.tell(
                            NamePurse(purse: purse, owner: "ada", secret: ""), id: Identifier.make(), as: .operator,
                            trace: TraceContext())
                        return done != nil
                    }
                }
                return await tasks.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(accepted == 1)
            let held = try await rig.count("SELECT count(*) FROM claims")
            #expect(held == 1)
            await client.close()
        }
    }

    @Test("Two engines on one queue share the work and decide every stream's commands once")
    func twoEngines() async throws {
        try await LedgerRig.with { rig in
            let other = try await LedgerRig(rig.sandbox, rig.options)
            try await other.whileRunning {
                let purses = (0..<10).map { _ in Identifier.make() }
                try await rig.publish((0..<4_000).map { Deposit(purse: purses[$0 % 10], amount: 1) })
                try await eventually("all are worked off", within: .seconds(40)) {
                    try await rig.count("SELECT count(*) FROM events") == 4_000 ? true : nil
                }
                #expect(try await rig.count("SELECT sum(balance)::int8 FROM purses") == 4_000)
                #expect(try await rig.count("SELECT max(version) FROM states") == 400)
            }
        }
    }
}
