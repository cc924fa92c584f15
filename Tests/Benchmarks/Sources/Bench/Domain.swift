// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.UUID
import Messaging

/// The service that is measured: purses with a balance, one event for each command, a projection of one row a purse.

struct Deposit: Instruction {
    static let name: MessageName = "bench.deposit.v1"
    static let senders: Senders = [.operator]
    var purse: UUID
    var amount: Int
    /// Makes up the size.
    var note: String
}

struct Deposited: Fact {
    static let name: MessageName = "bench.deposited.v1"
    static var audience: Audience { Load.publishes ? .everyone : .service }
    var purse: UUID
    var amount: Int
    var note: String
}

enum PurseEvent: DomainEvent {
    case deposited(Deposited)

    static let kinds: [EventKind<PurseEvent>] = [EventKind(PurseEvent.deposited)]

    var fact: any Fact {
        switch self {
        case .deposited(let fact): fact
        }
    }
}

struct PurseState: Codable, Sendable {
    var balance = 0
    var deposits = 0
}

enum PurseRefusal: DomainRefusal {
    case notPositive

    var problems: [Problem] {
        [Problem(code: "not-positive", field: "amount", message: "Give more than nothing.")]
    }
}

enum PurseDecider: Decider {
    static let aggregate = "purse"

    static func decide(
        _ command: Deposit, given state: PurseState?, in context: Context
    ) throws(PurseRefusal) -> [PurseEvent] {
        guard command.amount > 0 else { throw .notPositive }
        return [.deposited(Deposited(purse: command.purse, amount: command.amount, note: command.note))]
    }

    static func evolve(_ state: PurseState?, with event: PurseEvent) -> PurseState {
        var state = state ?? PurseState()
        switch event {
        case .deposited(let fact):
            state.balance += fact.amount
            state.deposits += 1
        }
        return state
    }
}

enum PursesTable: Projection {
    typealias Source = PurseDecider
    static let tables = ["purses"]
    static let schema = """
        CREATE TABLE purses (id uuid PRIMARY KEY, balance bigint NOT NULL, deposits bigint NOT NULL,
            version bigint NOT NULL);
        """

    static func write(_ changes: [Change<PurseDecider>]) -> [SQL] {
        [
            """
            INSERT INTO purses (id, balance, deposits, version)
            SELECT * FROM unnest(\(changes.map(\.stream))::uuid[], \(changes.map(\.state.balance))::int8[],
                \(changes.map(\.state.deposits))::int8[], \(changes.map(\.version))::int8[])
            ON CONFLICT (id) DO UPDATE SET balance = excluded.balance, deposits = excluded.deposits,
                version = excluded.version
            WHERE purses.version < excluded.version
            """
        ]
    }
}

enum Purses {
    static let definition = Definition(
        service: "bench",
        migrations: [],
        aggregates: [Aggregate(PurseDecider.self, projections: [PursesTable.self])],
        handlers: [
            .instruction(Deposit.self, PurseDecider.self, stream: { $0.purse }, command: { $0 })
        ],
        questions: [])
}
