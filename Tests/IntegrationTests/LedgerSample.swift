// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Messaging

/// A small service to test the engine with: purses with a balance.

struct Deposit: Instruction {
    static let name: MessageName = "ledger.deposit.v1"
    static let senders: Senders = [.operator]
    var purse: UUID
    var amount: Int
}

/// Like a deposit, but looked at first.
struct DepositWithCare: Instruction {
    static let name: MessageName = "ledger.deposit-with-care.v1"
    static let senders: Senders = [.operator]
    var purse: UUID
    var amount: Int
}

struct Deposited: Fact {
    static let name: MessageName = "ledger.deposited.v1"
    static let audience: Audience = .everyone
    var purse: UUID
    var amount: Int
    var note: String?
    static let personal: [PersonalField] = [.text("note")]
}

struct Named: Fact {
    static let name: MessageName = "ledger.named.v1"
    static let personal: [PersonalField] = [.subject("owner"), .secret("secret")]
    var purse: UUID
    var owner: String
    var secret: String?
}

struct Forgotten: Fact {
    static let name: MessageName = "ledger.forgotten.v1"
    var purse: UUID
}

struct NamePurse: Instruction {
    static let name: MessageName = "ledger.name-purse.v1"
    static let personal: [PersonalField] = [.subject("owner"), .secret("secret")]
    static let senders: Senders = [.operator]
    static let isConfidential = true
    var purse: UUID
    var owner: String
    var secret: String
}

struct ReturnName: Instruction {
    static let name: MessageName = "ledger.return-name.v1"
    static let senders: Senders = [.operator]
    var purse: UUID
}

struct NameReturned: Fact {
    static let name: MessageName = "ledger.name-returned.v1"
    static let personal: [PersonalField] = [.subject("owner")]
    var purse: UUID
    var owner: String
}

struct ForgetSecret: Instruction {
    static let name: MessageName = "ledger.forget-secret.v1"
    static let senders: Senders = [.operator]
    var purse: UUID
}

struct DepositLater: Instruction {
    static let name: MessageName = "ledger.deposit-later.v1"
    static let senders: Senders = [.operator]
    var purse: UUID
    var amount: Int
    var at: Date
}

struct LaterAgreed: Fact {
    static let name: MessageName = "ledger.later-agreed.v1"
    var purse: UUID
    var amount: Int
    var at: Date
}

/// Moves money into another purse of the same ledger: it is asked to take it in.
struct PassOn: Instruction {
    static let name: MessageName = "ledger.pass-on.v1"
    static let senders: Senders = [.operator]
    var purse: UUID
    var to: UUID
    var amount: Int
}

struct PassedOn: Fact {
    static let name: MessageName = "ledger.passed-on.v1"
    var purse: UUID
    var to: UUID
    var amount: Int
}

struct TakeIn: Instruction {
    static let name: MessageName = "ledger.take-in.v1"
    static let senders: Senders = [.ledger]
    var purse: UUID
    var from: UUID
    var amount: Int
}

struct ShowBalance: Query {
    static let name: MessageName = "ledger.show-balance.v1"
    static let senders: Senders = [.operator]
    typealias Answer = Int
    var purse: UUID
}

/// A fact of another service, which the ledger copies.
struct RateSet: Fact {
    static let name: MessageName = "bank.rate-set.v1"
    static let audience: Audience = .everyone
    var currency: String
    var rate: Int
}

/// A fact of another service that concerns several purses, and is recorded as well.
struct InterestPaid: Fact {
    static let name: MessageName = "bank.interest-paid.v1"
    var purses: [UUID]
    var amount: Int
}

enum PurseEvent: DomainEvent {
    case deposited(Deposited)
    case named(Named)
    case forgotten(Forgotten)
    case later(LaterAgreed)
    case returned(NameReturned)
    case passedOn(PassedOn)

    static let kinds: [EventKind<PurseEvent>] = [
        EventKind(PurseEvent.deposited), EventKind(PurseEvent.named), EventKind(PurseEvent.forgotten),
        EventKind(PurseEvent.later), EventKind(PurseEvent.returned),
        EventKind(PurseEvent.passedOn),
    ]

    var fact: any Fact {
        switch self {
        case .deposited(let fact): fact
        case .named(let fact): fact
        case .forgotten(let fact): fact
        case .later(let fact): fact
        case .returned(let fact): fact
        case .passedOn(let fact): fact
        }
    }
}

struct PurseState: Codable, Sendable, Equatable {
    var balance = 0
    var owner: String?
    var secret: String?
}

enum PurseCommand: Sendable {
    case deposit(Deposit)
    case name(NamePurse)
    case forget(ForgetSecret)
    case later(DepositLater)
    case giveBack(ReturnName)
    case passOn(PassOn)
    /// It did not take in what was passed on.
    case takeBack
}

enum PurseRefusal: DomainRefusal {
    case notPositive
    case ownerTaken

    var problems: [Problem] {
        switch self {
        case .notPositive: [Problem(code: "not-positive", field: "amount", message: "Give more than nothing.")]
        case .ownerTaken: [Problem(code: "owner-taken", field: "owner", message: "This owner has a purse already.")]
        }
    }
}

enum PurseDecider: Decider {
    static let aggregate = "purse"

    static func decide(
        _ command: PurseCommand, given state: PurseState?, in context: Context
    ) throws(PurseRefusal) -> [PurseEvent] {
        switch command {
        case .deposit(let deposit):
            guard deposit.amount > 0 else { throw .notPositive }
            return [.deposited(Deposited(purse: deposit.purse, amount: deposit.amount, note: nil))]
        case .name(let name):
            if let holder = context.holder(of: Claim("owner", name.owner)), holder != name.purse { throw .ownerTaken }
            return [.named(Named(purse: name.purse, owner: name.owner, secret: name.secret))]
        case .giveBack(let message):
            return (state?.owner).map { [.returned(NameReturned(purse: message.purse, owner: $0))] } ?? []
        case .passOn(let message):
            return [.passedOn(PassedOn(purse: message.purse, to: message.to, amount: message.amount))]
        case .takeBack: return [.named(Named(purse: Identifier.make(), owner: "it came back", secret: nil))]
        case .forget(let forget): return [.forgotten(Forgotten(purse: forget.purse))]
        case .later(let later):
            return [.later(LaterAgreed(purse: later.purse, amount: later.amount, at: later.at))]
        }
    }

    static func evolve(_ state: PurseState?, with event: PurseEvent) -> PurseState {
        var state = state ?? PurseState()
        switch event {
        case .deposited(let fact): state.balance += fact.amount
        case .named(let fact):
            state.owner = fact.owner
            state.secret = fact.secret
        case .forgotten: state.secret = nil
        case .later: break
        case .returned: state.owner = nil
        case .passedOn(let fact): state.balance -= fact.amount
        }
        return state
    }

    static func claims(of event: PurseEvent) -> [ClaimChange] {
        switch event {
        case .named(let fact): [.take(Claim("owner", fact.owner))]
        case .returned(let fact): [.release(Claim("owner", fact.owner))]
        default: []
        }
    }

    static func consequences(of event: PurseEvent, state: PurseState, in context: Context) -> [Consequence] {
        switch event {
        case .later(let fact):
            [.schedule("later", at: fact.at, Deposit(purse: fact.purse, amount: fact.amount))]
        case .passedOn(let fact): [.send(TakeIn(purse: fact.to, from: fact.purse, amount: fact.amount))]
        default: []
        }
    }

    static func erased(_ state: PurseState) -> PurseState {
        var state = state
        if state.owner == Eraser.mark { state.owner = nil }
        return state
    }

    static func erases(_ event: PurseEvent) -> Bool {
        if case .forgotten = event { return true }
        return false
    }
}

enum PursesTable: Projection {
    typealias Source = PurseDecider
    static let tables = ["purses"]
    static let schema = """
        CREATE TABLE purses (id uuid PRIMARY KEY, balance bigint NOT NULL CHECK (balance < 1000000), owner text,
            version bigint NOT NULL);
        """

    static func write(_ changes: [Change<PurseDecider>]) -> [SQL] {
        [
            """
            INSERT INTO purses (id, balance, owner, version)
            SELECT * FROM unnest(\(changes.map(\.stream))::uuid[], \(changes.map(\.state.balance))::int8[],
                \(changes.map(\.state.owner))::text[], \(changes.map(\.version))::int8[])
            ON CONFLICT (id) DO UPDATE SET balance = excluded.balance, owner = excluded.owner, version = excluded.version
            WHERE purses.version < excluded.version
            """
        ]
    }
}

struct ShowBalanceQuestion: Question {
    func answer(_ query: ShowBalance, for actor: Actor, at time: Date, from database: Pool) async throws -> Int {
        guard let row = try await database.query("SELECT balance FROM purses WHERE id = \(query.purse)").first else {
            throw QuestionRefused.notFound
        }
        return try row.get("balance")
    }
}

enum Ledger {
    /// A balance that the table refuses: what makes a message poison.
    static let tooMuch = 1_000_000

    static let definition = Definition(
        service: "ledger",
        migrations: [
            Migration(
                name: "m0001_rates",
                sql: """
                    CREATE TABLE rates (currency text PRIMARY KEY, rate bigint NOT NULL, sequence bigint NOT NULL);
                    """)
        ],
        aggregates: [Aggregate(PurseDecider.self, projections: [PursesTable.self])],
        handlers: [
            .instruction(Deposit.self, PurseDecider.self, stream: { $0.purse }, command: { .deposit($0) }),
            .instruction(
                NamePurse.self, PurseDecider.self, stream: { $0.purse }, claims: { [Claim("owner", $0.owner)] },
                command: { .name($0) }),
            .prepared(DepositWithCare.self, PurseDecider.self) { message, _, database in
                _ = try await database.query("SELECT balance FROM purses WHERE id = \(message.purse)")
                return .decide(
                    stream: message.purse, claims: [], .deposit(Deposit(purse: message.purse, amount: message.amount)))
            },
            .instruction(PassOn.self, PurseDecider.self, stream: { $0.purse }, command: { .passOn($0) }),
            .instruction(
                TakeIn.self, PurseDecider.self, stream: { $0.purse },
                command: { .deposit(Deposit(purse: $0.purse, amount: $0.amount)) }),
            .instruction(ReturnName.self, PurseDecider.self, stream: { $0.purse }, command: { .giveBack($0) }),
            .instruction(ForgetSecret.self, PurseDecider.self, stream: { $0.purse }, command: { .forget($0) }),
            .instruction(DepositLater.self, PurseDecider.self, stream: { $0.purse }, command: { .later($0) }),
            .reaction(
                to: InterestPaid.self, PurseDecider.self, streams: { $0.purses },
                command: { .deposit(Deposit(purse: $1, amount: $0.amount)) }),
            .record(InterestPaid.self) { received in
                let amounts = received.map(\.fact.amount)
                return [
                    """
                    INSERT INTO rates (currency, rate, sequence)
                    SELECT 'interest ' || amount, amount, 0 FROM unnest(\(amounts)::int8[]) AS amount
                    """
                ]
            },
            .record(RateSet.self) { received in
                // The newest of each currency in the batch; the table keeps what is newer still.
                let newest = Dictionary(grouping: received, by: \.fact.currency)
                    .compactMapValues { $0.max { $0.sequence < $1.sequence } }.values
                return [
                    """
                    INSERT INTO rates (currency, rate, sequence)
                    SELECT * FROM unnest(\(newest.map(\.fact.currency))::text[], \(newest.map(\.fact.rate))::int8[],
                        \(newest.map(\.sequence))::int8[])
                    ON CONFLICT (currency) DO UPDATE SET rate = excluded.rate, sequence = excluded.sequence
                    WHERE rates.sequence < excluded.sequence
                    """
                ]
            },
        ],
        refusals: [.refusal(of: TakeIn.self, PurseDecider.self, command: { _ in .takeBack })],
        questions: [ShowBalanceQuestion(), WaitAtGateQuestion(), PonderAtGateQuestion()], jobs: [CountUp()])
}
