// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Messaging

/// The sample service a release later, on the same tables: its purses count their deposits and know currencies.

struct DepositOf: Instruction {
    static let name: MessageName = "ledger.deposit.v2"
    static let senders: Senders = [.operator]
    var purse: UUID
    var amount: Int
    var currency: String
}

struct DepositedIn: Fact {
    static let name: MessageName = "ledger.deposited.v2"
    static let audience: Audience = .everyone
    var purse: UUID
    var amount: Int
    var currency: String
}

struct NamedTwice: Fact {
    static let name: MessageName = "ledger.named.v2"
    static let audience: Audience = .service
    static let personal: [PersonalField] = [.subject("owners.*"), .secret("secret")]
    var purse: UUID
    var owners: [String]
    var secret: String?
}

/// The same fact with a field more.
struct ForgottenBecause: Fact {
    static let name: MessageName = "ledger.forgotten.v1"
    static let audience: Audience = .service
    var purse: UUID
    var reason: String?
}

struct ShowPurse: Query {
    static let name: MessageName = "ledger.show-purse.v1"
    static let senders: Senders = [.operator]
    struct Answer: Codable, Sendable, Equatable {
        var version: Int64
        var deposits: Int
        var balances: [String: Int]
        var owners: [String]
    }
    var purse: UUID
}

enum TomorrowEvent: DomainEvent {
    case deposited(DepositedIn)
    case named(NamedTwice)
    case forgotten(ForgottenBecause)

    static let kinds: [EventKind<TomorrowEvent>] = [
        EventKind(TomorrowEvent.deposited),
        EventKind(from: Deposited.self) {
            .deposited(DepositedIn(purse: $0.purse, amount: $0.amount, currency: "GBP"))
        },
        EventKind(TomorrowEvent.named),
        EventKind(from: Named.self) { .named(NamedTwice(purse: $0.purse, owners: [$0.owner], secret: $0.secret)) },
        EventKind(TomorrowEvent.forgotten),
    ]

    var fact: any Fact {
        switch self {
        case .deposited(let fact): fact
        case .named(let fact): fact
        case .forgotten(let fact): fact
        }
    }
}

struct TomorrowState: Codable, Sendable {
    var balances: [String: Int] = [:]
    var deposits = 0
    var owners: [String] = []
}

enum TomorrowDecider: Decider {
    static let aggregate = "purse"
    static let shape = 2

    static func decide(
        _ command: PurseCommand, given state: TomorrowState?, in context: Context
    ) throws(PurseRefusal) -> [TomorrowEvent] {
        switch command {
        case .deposit(let deposit):
            guard deposit.amount > 0 else { throw .notPositive }
            return [.deposited(DepositedIn(purse: deposit.purse, amount: deposit.amount, currency: "GBP"))]
        case .name(let name):
            return [.named(NamedTwice(purse: name.purse, owners: [name.owner], secret: name.secret))]
        case .forget(let forget): return [.forgotten(ForgottenBecause(purse: forget.purse, reason: "asked for"))]
        case .later, .giveBack, .passOn, .takeBack: return []
        }
    }

    static func evolve(_ state: TomorrowState?, with event: TomorrowEvent) -> TomorrowState {
        var state = state ?? TomorrowState()
        switch event {
        case .deposited(let fact):
            state.balances[fact.currency, default: 0] += fact.amount
            state.deposits += 1
        case .named(let fact): state.owners = fact.owners
        case .forgotten: break
        }
        return state
    }

    static func erases(_ event: TomorrowEvent) -> Bool {
        if case .forgotten = event { true } else { false }
    }
}

/// Of the same table, with what the release before did not know.
enum TomorrowTable: Projection {
    typealias Source = TomorrowDecider
    static let tables = ["purses"]
    static let revision = 2
    static let schema = """
        CREATE TABLE purses (id uuid PRIMARY KEY, deposits bigint NOT NULL, pounds bigint NOT NULL,
            version bigint NOT NULL);
        """

    static func write(_ changes: [Change<TomorrowDecider>]) -> [SQL] {
        [
            """
            INSERT INTO purses (id, deposits, pounds, version)
            SELECT * FROM unnest(\(changes.map(\.stream))::uuid[], \(changes.map(\.state.deposits))::int8[],
                \(changes.map { $0.state.balances["GBP"] ?? 0 })::int8[], \(changes.map(\.version))::int8[])
            ON CONFLICT (id) DO UPDATE SET deposits = excluded.deposits, pounds = excluded.pounds,
                version = excluded.version
            WHERE purses.version < excluded.version
            """
        ]
    }
}

struct ShowPurseQuestion: Question {
    func answer(
        _ query: ShowPurse, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> ShowPurse.Answer {
        guard let purse = try await database.state(of: TomorrowDecider.self, query.purse) else {
            throw QuestionRefused.notFound
        }
        return ShowPurse.Answer(
            version: purse.version, deposits: purse.state.deposits, balances: purse.state.balances,
            owners: purse.state.owners)
    }
}

enum Tomorrow {
    static let definition = Definition(
        service: "ledger", migrations: Ledger.definition.migrations,
        aggregates: [Aggregate(TomorrowDecider.self, projections: [TomorrowTable.self])],
        handlers: [
            .instruction(Deposit.self, TomorrowDecider.self, stream: { $0.purse }, command: { .deposit($0) }),
            .instruction(
                DepositOf.self, TomorrowDecider.self, stream: { $0.purse },
                command: { .deposit(Deposit(purse: $0.purse, amount: $0.amount)) }),
            .instruction(NamePurse.self, TomorrowDecider.self, stream: { $0.purse }, command: { .name($0) }),
            .instruction(ForgetSecret.self, TomorrowDecider.self, stream: { $0.purse }, command: { .forget($0) }),
        ],
        questions: [ShowPurseQuestion()])
}
