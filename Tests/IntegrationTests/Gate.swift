// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Messaging
import Threads

/// Where the answers to a test's questions wait until the test opens it.
final class Gate: Sendable {
    let id = UUID()
    private let inside = Lock(0)
    private let opened = Promise<Void>()
    private let closed = DispatchSemaphore(value: 0)
    private static let all = Lock<[UUID: Gate]>([:])

    init() { Self.all.withLock { $0[id] = self } }

    static func with(_ id: UUID) -> Gate? { all.withLock { $0[id] } }

    /// How many have come to the gate.
    var reached: Int { inside.withLock { $0 } }

    func open() {
        opened.keep(())
        closed.signal()
    }

    func wait() async {
        inside.withLock { $0 += 1 }
        await opened.value
    }

    /// Waits as a computation does: its thread does nothing else.
    func block() {
        inside.withLock { $0 += 1 }
        closed.wait()
        closed.signal()
    }
}

/// Answered when a gate is open, holding a connection until then.
struct WaitAtGate: Query {
    static let name: MessageName = "ledger.wait-at-gate.v1"
    static let senders: Senders = [.operator]
    typealias Answer = Bool
    var gate: UUID
}

struct WaitAtGateQuestion: Question {
    func answer(_ query: WaitAtGate, for actor: Actor, at time: Date, from database: Pool) async throws -> Bool {
        guard let gate = Gate.with(query.gate) else { throw QuestionRefused.notFound }
        try await database.withConnection { _ in await gate.wait() }
        return true
    }
}

/// The same, computing until then.
struct PonderAtGate: Query {
    static let name: MessageName = "ledger.ponder-at-gate.v1"
    static let senders: Senders = [.operator]
    typealias Answer = Bool
    var gate: UUID
}

struct PonderAtGateQuestion: Question {
    static let isCostly = true

    func answer(_ query: PonderAtGate, for actor: Actor, at time: Date, from database: Pool) async throws -> Bool {
        guard let gate = Gate.with(query.gate) else { throw QuestionRefused.notFound }
        gate.block()
        return true
    }
}
