// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

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
    /// The digest of all blanked events so far, as they are now.
    public var erased: String?
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
