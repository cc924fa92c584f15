// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

/// Something wrong with a stream's history.
public struct HistoryFault: Codable, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// The body, or an earlier one, is not what was written.
        case changed
        /// A version is missing between two others.
        case missing
        /// The newest events are gone, or the state is not that of the newest event.
        case truncated
        /// Something in a body was erased, or what is left of it was changed, and no event of the stream says so.
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
