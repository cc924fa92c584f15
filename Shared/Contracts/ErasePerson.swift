// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

/// Asks a service to take a person out of all that it keeps, page by page: `registry.erase-person.v1`. Every engine answers
/// it under the name of its own service, and answers the operator only. A page that is asked for again finds nothing.
public struct ErasePerson<Keeper: HistoryKeeper>: Query {
    public static var name: MessageName { ErasePersonName.of(Keeper.service) }
    public static var senders: Senders { [.operator] }
    public static var personal: [PersonalField] { [.subject("person.address"), .name("person.names.*")] }
    public typealias Answer = ErasureProgress

    public var person: Person
    public var reason: ErasureReason
    /// True: it only says what it would erase.
    public var isRehearsal: Bool
    /// Where the page before ended; nil for the first.
    public var after: ErasureCursor?

    public init(person: Person, reason: ErasureReason, isRehearsal: Bool, after: ErasureCursor? = nil) {
        self.person = person
        self.reason = reason
        self.isRehearsal = isRehearsal
        self.after = after
    }
}

/// What one page did.
public struct ErasureProgress: Codable, Sendable, Equatable {
    /// Streams in which something was erased.
    public var streams: Int
    /// Their events.
    public var events: Int
    /// Replies, timers and messages on their way out.
    public var others: Int
    /// Streams that cannot be read, and so were left alone.
    public var unreadable: [UUID]
    /// Where the next page begins; nil at the end.
    public var next: ErasureCursor?

    public init(streams: Int = 0, events: Int = 0, others: Int = 0, unreadable: [UUID] = [], next: ErasureCursor? = nil)
    {
        self.streams = streams
        self.events = events
        self.others = others
        self.unreadable = unreadable
        self.next = next
    }
}

/// How far a service has been searched. It comes back as it was given.
public struct ErasureCursor: Codable, Sendable, Equatable {
    public enum Stage: String, Codable, Sendable { case events, replies, outgoing }

    public var stage: Stage
    /// The last stream or message that was looked at.
    public var id: UUID
    /// Of the stream's events the last that was looked at.
    public var version: Int64

    public init(stage: Stage, id: UUID, version: Int64 = 0) {
        self.stage = stage
        self.id = id
        self.version = version
    }
}

/// A name that is made and not written, like that of `VerifyHistory`.
public enum ErasePersonName {
    public static func of(_ service: String) -> MessageName {
        MessageName(stringLiteral: "\(service).erase-person.v1")
    }
}
