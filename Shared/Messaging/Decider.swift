// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import struct Foundation.Date
public import struct Foundation.UUID

/// A domain module: a pure function from a command and a state to what happened, and from what happened to a state.
///
/// The engine does the rest: it loads the state, writes what happened once, publishes it, and remembers the answer.
/// A decider does no I/O; what the outside supplies (time, ids, tokens, who is acting) is in its `Context`.
public protocol Decider: Sendable {
    /// One aggregate, rebuilt from its events.
    associatedtype State: Codable & Sendable
    associatedtype Event: DomainEvent
    associatedtype Command: Sendable
    associatedtype Refusal: DomainRefusal

    /// The aggregate's name, as the history shows it: `account`.
    static var aggregate: String { get }

    /// Which form of `State` this is: raise it when the same JSON has come to mean something else. A state of another form,
    /// or one that does not decode, is worked out again from the events.
    static var shape: Int { get }

    /// What happens, in order; nothing when there is nothing to change. A refusal changes nothing.
    static func decide(_ command: Command, given state: State?, in context: Context) throws(Refusal) -> [Event]

    /// The state after an event. Total: an event that happened cannot be refused.
    static func evolve(_ state: State?, with event: Event) -> State

    /// The unique values that an event takes or gives back.
    static func claims(of event: Event) -> [ClaimChange]

    /// What follows from an event beyond this aggregate. `state` is the state after all events of the decision, and
    /// `context` is the one in which it was decided: it gives the same ids and tokens again.
    static func consequences(of event: Event, state: State, in context: Context) -> [Consequence]

    /// A no that is itself recorded: a wrong code is counted and refused. Nil when the events are a yes.
    static func refusal(for events: [Event]) -> Refusal?

    /// True when the event means that secrets in the stream's earlier events are no longer needed: the engine erases what
    /// their types declare as such.
    static func erases(_ event: Event) -> Bool

    /// The state after personal data was erased in the stream. Its events read `Eraser.mark` where the data was, and so
    /// does the state that follows from them.
    static func erased(_ state: State) -> State

    /// Other streams of the service that may name the persons who stand in this one: when somebody is erased here, what
    /// they are called here is erased there as well.
    static func related(_ state: State) -> [UUID]
}

extension Decider {
    public static var shape: Int { 1 }
    public static func claims(of event: Event) -> [ClaimChange] { [] }
    public static func consequences(of event: Event, state: State, in context: Context) -> [Consequence] { [] }
    public static func refusal(for events: [Event]) -> Refusal? { nil }
    public static func erases(_ event: Event) -> Bool { false }
    public static func erased(_ state: State) -> State { state }
    public static func related(_ state: State) -> [UUID] { [] }
}

/// All that can happen to one aggregate: an enum with one case for each fact.
public protocol DomainEvent: Sendable {
    /// One entry for each case, `EventKind(AccountEvent.registered)`, and one for each older type of its fact that is in
    /// the log: `EventKind(from: AccountRegisteredV1.self) { .registered(AccountRegistered($0)) }`.
    static var kinds: [EventKind<Self>] { get }
    /// The fact inside the case.
    var fact: any Fact { get }
}

/// How one kind of event is read from the log.
public struct EventKind<Event: Sendable>: Sendable {
    public let name: MessageName
    let audience: Audience
    let personal: [PersonalField]
    let read: @Sendable (String) throws -> Event

    public init<F: Fact>(_ make: @escaping @Sendable (F) -> Event) {
        self.init(from: F.self, make)
    }

    /// A type of fact that is recorded no more: what was recorded of it is read as an event of today.
    public init<F: Fact>(from old: F.Type, _ make: @escaping @Sendable (F) -> Event) {
        name = F.name
        audience = F.audience
        personal = F.personal
        read = { make(try Envelope.decode(F.self, from: Array($0.utf8)).1) }
    }
}

/// A value that one stream at a time may hold: an e-mail address, an ODS code.
public struct Claim: Hashable, Comparable, Sendable {
    /// What kind of value: `email`.
    public let kind: String
    public let value: String

    public init(_ kind: String, _ value: String) {
        self.kind = kind
        self.value = value
    }

    public static func < (one: Claim, other: Claim) -> Bool {
        (one.kind, one.value) < (other.kind, other.value)
    }
}

public enum ClaimChange: Sendable, Equatable {
    case take(Claim)
    case release(Claim)
}

extension Set<Claim> {
    /// What a stream holds after these.
    mutating func apply(_ changes: [ClaimChange]) {
        for change in changes {
            switch change {
            case .take(let claim): insert(claim)
            case .release(let claim): remove(claim)
            }
        }
    }
}

/// What a decision asks of the world beyond its aggregate. All of it is written in the decision's own transaction.
public enum Consequence: Sendable {
    /// Send an instruction, to this service or another, by way of the outbox.
    case send(any Instruction)
    /// Send an instruction to this service at a time. A timer of the same name in the same stream is replaced.
    case schedule(String, at: Date, any Instruction)
    /// Forget a timer.
    case unschedule(String)
    /// Offer review work to a team's own queue on `attest.reviews`.
    case offer(any Fact, team: String)
}
