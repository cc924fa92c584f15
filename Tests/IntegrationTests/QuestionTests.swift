// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing
import Threads

@Suite(
    "Questions in great number", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(1)))
struct QuestionTests {
    /// Asks the same many times at once.
    ///
    /// - Returns: for each whether it was answered; false when it was turned away.
    private func ask<Q: Query>(
        _ count: Int, _ client: ServiceClient, _ query: Q
    ) async throws -> [Bool] where Q.Answer == Bool {
        try await withThrowingTaskGroup(of: Bool.self) { tasks in
            for _ in 0..<count {
                tasks.addTask {
                    do {
                        return try await client.ask(
                            query, as: .operator, trace: TraceContext(), deadline: .seconds(30))
                    } catch ClientError.unavailable(service: "ledger") {
                        return false
                    }
                }
            }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
    }

    /// A purse whose balance somebody wants to know, and who gives to it: what must go on.
    private func goesOn(_ client: ServiceClient, _ purse: UUID) async throws {
        _ = try await client.tell(
            DepositWithCare(purse: purse, amount: 4), id: Identifier.make(), as: .operator, trace: TraceContext())
        #expect(try await client.ask(ShowBalance(purse: purse), as: .operator, trace: TraceContext()) == 4)
    }

    @Test("When as many wait as may, each further one turns away one that waits, which is told at once")
    func turnedAway() async throws {
        try await LedgerRig.with(options: {
            $0.questions = QuestionBounds(atOnce: 1, ofOneKind: 1, waiting: 3)
        }) { rig in
            let (gate, client) = (Gate(), rig.client())
            async let first = ask(1, client, WaitAtGate(gate: gate.id))
            try await eventually("the first is being answered") { gate.reached == 1 ? true : nil }
            let turnedAway = Lock(0)
            async let others: [Bool] = withThrowingTaskGroup(of: Bool.self) { tasks in
                for _ in 0..<8 {
                    tasks.addTask {
                        let answered = try await ask(1, client, WaitAtGate(gate: gate.id)) == [true]
                        if !answered { turnedAway.withLock { $0 += 1 } }
                        return answered
                    }
                }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            try await eventually("five are told") { turnedAway.withLock { $0 } == 5 ? true : nil }
            gate.open()
            #expect(try await first == [true])
            #expect(try await others.filter { $0 }.count == 3)
            await client.close()
        }
    }

    @Test("Questions that keep every connection they may have hold up neither a decision nor another question")
    func places() async throws {
        try await LedgerRig.with(options: {
            $0.poolLimit = 2
            $0.questions = QuestionBounds(atOnce: 4, ofOneKind: 3, waiting: 100)
        }) { rig in
            let (gate, client) = (Gate(), rig.client())
            async let flood = ask(64, client, WaitAtGate(gate: gate.id))
            try await eventually("the flood is there") { gate.reached == 3 ? true : nil }
            try await goesOn(client, Identifier.make())
            #expect(gate.reached == 3)
            gate.open()
            #expect(try await flood.allSatisfy { $0 })
            await client.close()
        }
    }

    @Test("A flood of questions that compute, on every thread they may have, holds up nobody else")
    func computing() async throws {
        try await LedgerRig.with(options: {
            $0.costlyQuestions = QuestionBounds(atOnce: 2, ofOneKind: 2, waiting: 62)
        }) { rig in
            let (gate, client) = (Gate(), rig.client())
            async let flood = ask(64, client, PonderAtGate(gate: gate.id))
            try await eventually("the flood is there") { gate.reached == 2 ? true : nil }
            try await goesOn(client, Identifier.make())
            #expect(gate.reached == 2)
            gate.open()
            #expect(try await flood.allSatisfy { $0 })
            await client.close()
        }
    }
}
