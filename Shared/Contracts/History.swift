// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

/// A service whose event log can be verified.
public protocol HistoryKeeper: Sendable {
    /// Its name, as messages and queues begin with it.
    static var service: String { get }
}

public enum IdentityHistory: HistoryKeeper { public static let service = "identity" }
public enum RegistryHistory: HistoryKeeper { public static let service = "registry" }
public enum ComplianceHistory: HistoryKeeper { public static let service = "compliance" }
public enum NotificationHistory: HistoryKeeper { public static let service = "notification" }

/// Asks a service to verify a page of its event log: `registry.verify-history.v1`. Every engine answers it under the
/// name of its own service, and answers the operator only.
public struct VerifyHistory<Keeper: HistoryKeeper>: Query {
    public static var name: MessageName { VerifyHistoryName.of(Keeper.service) }
    public typealias Answer = HistoryPage

    /// Where the page before ended; nil for the first.
    public var after: HistoryCursor?

    public init(after: HistoryCursor? = nil) { self.after = after }
}

/// The one name that is made and not written: each service has a question of its own.
public enum VerifyHistoryName {
    public static func of(_ service: String) -> MessageName {
        MessageName(stringLiteral: "\(service).verify-history.v1")
    }
}

/// What one page of a history was found to be.
public struct HistoryPage: Codable, Sendable, Equatable {
    /// Streams that ended on this page; one that goes on is counted where it ends.
    public var streams: Int
    public var events: Int
    /// At most one for each stream.
    public var faults: [HistoryFault]
    /// Where the next page begins; nil at the end.
    public var next: HistoryCursor?

    public init(streams: Int, events: Int, faults: [HistoryFault], next: HistoryCursor? = nil) {
        self.streams = streams
        self.events = events
        self.faults = faults
        self.next = next
    }
}

/// How far a history is verified: to the end of a stream, or into the middle of a long one. It comes back as it was given.
public struct HistoryCursor: Codable, Sendable, Equatable {
    public var stream: UUID
    /// The last version that was read; 0 before the first.
    public var version: Int64
    /// The digest of that event, in hexadecimal digits.
    public var digest: String
    /// The first blanked event that no later one accounts for so far.
    public var blanked: Int64?
    /// A stream's first fault is told, and what follows from it is not.
    public var isFaulty: Bool
    /// True when the stream's state was read too, and the next stream is to come.
    public var isDone: Bool

    public init(stream: UUID) {
        self.stream = stream
        version = 0
        digest = ""
        isFaulty = false
        isDone = false
    }
}

/// Something wrong with a stream's history.
public struct HistoryFault: Codable, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// The body, or an earlier one, is not what was written.
        case changed
        /// A version is missing between two others.
        case missing
        /// The newest events are gone, or the state is not that of the newest event.
        case truncated
        /// A body was blanked, and no event of the stream says why.
        case erasedWithoutRecord = "erased-without-record"
        /// There is a state and no event at all.
        case removed
    }

    public let stream: UUID
    /// The first version at which it shows.
    public let version: Int64
    public let kind: Kind

    public init(stream: UUID, version: Int64, kind: Kind) {
        self.stream = stream
        self.version = version
        self.kind = kind
    }

    public var description: String { "\(Identifier.text(stream)) at version \(version): \(kind.rawValue)" }
}
