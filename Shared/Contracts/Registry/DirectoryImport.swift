// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// Reference data travels as queries that write: an import is a repeatable diff of the directory, not a decision.

/// Puts some rows of one ODS file in readiness; for the operator. Nothing of the directory changes by it.
public struct StageDirectoryRows: Query {
    public static let name: MessageName = "registry.stage-directory-rows.v1"
    public static let senders: Senders = [.operator]
    /// How many are in readiness by it.
    public typealias Answer = Int

    /// One import of one file.
    public var run: UUID
    /// The place of the first of the rows among all of the file.
    public var first: Int
    /// At most 500.
    public var rows: [DirectoryRow]

    public init(run: UUID, first: Int, rows: [DirectoryRow]) {
        self.run = run
        self.first = first
        self.rows = rows
    }
}

/// Begins the import of what is in readiness, as a job whose id is the run's.
public struct ImportDirectory: Query, ReferenceImport {
    public static let name: MessageName = "registry.import-directory.v1"
    public static let senders: Senders = [.operator]
    /// The job.
    public typealias Answer = UUID

    public var run: UUID
    /// The file's name: `epraccur`, `etr`, `eccg`. Rows of the source that this run does not hold are withdrawn.
    public var source: String
    /// Codes whose rows could not be read this time: they are in the file, and so not withdrawn.
    public var keep: [String]?
    /// Withdraw them however many they are: a file that lost more than a tenth of its organisations is more often
    /// cut short.
    public var insist: Bool?
    /// Say what would come of it, and change nothing.
    public var isRehearsal: Bool?

    public init(
        run: UUID, source: String, keep: [String]? = nil, insist: Bool? = nil, isRehearsal: Bool? = nil
    ) {
        self.run = run
        self.source = source
        self.keep = keep
        self.insist = insist
        self.isRehearsal = isRehearsal
    }
}

/// One row of an ODS file.
public struct DirectoryRow: Codable, Sendable, Equatable {
    public var code: String
    public var name: String
    public var address: Address
    public var parentCode: String?
    /// ISO 8601 date, or empty.
    public var openDate: String
    /// ISO 8601 date, or empty.
    public var closeDate: String
    /// `A` active, `C` closed, `D` dormant, `P` proposed, or empty.
    public var status: String
    /// The prescribing setting of epraccur (`4` is a GP practice), or empty.
    public var kind: String

    public init(
        code: String, name: String, address: Address, parentCode: String? = nil, openDate: String, closeDate: String,
        status: String, kind: String
    ) {
        self.code = code
        self.name = name
        self.address = address
        self.parentCode = parentCode
        self.openDate = openDate
        self.closeDate = closeDate
        self.status = status
        self.kind = kind
    }
}

/// What an import did.
public struct ImportCounts: Codable, Sendable, Equatable {
    public var added: Int
    public var changed: Int
    public var unchanged: Int
    public var withdrawn: Int

    public init(added: Int, changed: Int, unchanged: Int, withdrawn: Int) {
        self.added = added
        self.changed = changed
        self.unchanged = unchanged
        self.withdrawn = withdrawn
    }

    /// As a job counts them.
    public init(_ counts: [String: Int]) {
        self.init(
            added: counts["added"] ?? 0, changed: counts["changed"] ?? 0, unchanged: counts["unchanged"] ?? 0,
            withdrawn: counts["withdrawn"] ?? 0)
    }
}
