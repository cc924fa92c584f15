// SPDX-License-Identifier: Apache-2.0

/// How far the rebuilding of one projection is.
public struct RebuildProgress: Codable, Sendable, Equatable {
    public var projection: String
    /// Of the live tables.
    public var revision: Int
    public var isRunning: Bool
    /// Streams that are in the new tables by now; some will be applied again.
    public var streams: Int
    /// Why it stands still until it is asked for again.
    public var fault: String?

    public init(projection: String, revision: Int, isRunning: Bool, streams: Int, fault: String? = nil) {
        self.projection = projection
        self.revision = revision
        self.isRunning = isRunning
        self.streams = streams
        self.fault = fault
    }
}
