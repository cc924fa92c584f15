// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import Database
public import struct Foundation.Date
public import struct Foundation.UUID

/// Tables written from an aggregate's changes, for questions to read. Several aggregates of a service may write the same
/// tables, each by a projection of its own that says the same of them, and rows of its own.
///
/// A batch's changes arrive together, at most one for each stream, and are written with one statement a table. What is
/// written must follow from the changes alone, and be the same when a stream comes again whole, so that a rebuilt table
/// equals the live one, row for row.
public protocol Projection<Source>: Sendable {
    associatedtype Source: Decider
    /// Its tables, the one that it is named after first.
    static var tables: [String] { get }
    /// The SQL that makes the tables and their indexes, and names no schema.
    static var schema: String { get }
    /// Raised when the schema becomes another, or what is written: the tables are then filled anew from the events.
    static var revision: Int { get }
    static func write(_ changes: [Change<Source>]) -> [SQL]
}

extension Projection {
    public static var revision: Int { 1 }
}

/// One stream that a batch changed.
public struct Change<Source: Decider>: Sendable {
    public let stream: UUID
    /// The version after the batch.
    public let version: Int64
    /// The state after the batch.
    public let state: Source.State
    /// What happened in the batch, in order.
    public let events: [Recorded<Source.Event>]
    /// Why something personal was erased in the batch; nearly always nothing.
    public let erasures: [Recorded<ErasureReason>]

    public init(
        stream: UUID, version: Int64, state: Source.State, events: [Recorded<Source.Event>],
        erasures: [Recorded<ErasureReason>] = []
    ) {
        self.stream = stream
        self.version = version
        self.state = state
        self.events = events
        self.erasures = erasures
    }
}

/// An event with where it stands.
public struct Recorded<Event: Sendable>: Sendable {
    public let event: Event
    public let version: Int64
    public let time: Date
    /// Who, as `Actor.reference` gives it.
    public let actor: String

    public init(event: Event, version: Int64, time: Date, actor: String) {
        self.event = event
        self.version = version
        self.time = time
        self.actor = actor
    }
}

/// A fact of another service, as it arrived.
public struct Received<F: Fact>: Sendable {
    public let fact: F
    /// The version of the foreign stream: a row is only replaced by a higher one.
    public let sequence: Int64
    public let time: Date

    public init(fact: F, sequence: Int64, time: Date) {
        self.fact = fact
        self.sequence = sequence
        self.time = time
    }
}
