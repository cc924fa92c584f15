// SPDX-License-Identifier: Apache-2.0

public import Contracts

/// What an import of one file did.
public struct ImportReport: Sendable, Equatable {
    /// A line that could not be used.
    public struct Skipped: Sendable, Equatable {
        public let line: Int
        public let reason: String

        public init(line: Int, reason: String) {
            self.line = line
            self.reason = reason
        }
    }

    /// Lines read, those skipped included.
    public var read: Int
    public var skipped: [Skipped]
    public var counts: ImportCounts

    public init(read: Int, skipped: [Skipped], counts: ImportCounts) {
        self.read = read
        self.skipped = skipped
        self.counts = counts
    }
}
