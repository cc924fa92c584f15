// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// The ICO's register and the postcodes come as the directory does: rows are put in readiness, and a job brings them in.

/// Puts some rows of the ICO's register in readiness; for the operator. Nothing of the register changes by it.
public struct StageICORows: Query {
    public static let name: MessageName = "registry.stage-ico-rows.v1"
    public static let senders: Senders = [.operator]
    /// How many came.
    public typealias Answer = Int
    public static let mostRows = 2_000

    /// One import of one file.
    public var run: UUID
    /// The place of the first of the rows among all of the file.
    public var first: Int
    /// At most `mostRows`.
    public var rows: [ICORow]

    public init(run: UUID, first: Int, rows: [ICORow]) {
        self.run = run
        self.first = first
        self.rows = rows
    }
}

/// Begins the import of the register that is in readiness, as a job whose id is the run's.
public struct ImportICORegister: Query, ReferenceImport {
    public static let name: MessageName = "registry.import-ico-register.v1"
    public static let senders: Senders = [.operator]
    public typealias Answer = UUID

    public var run: UUID
    public var source: String
    public var keep: [String]?
    public var insist: Bool?
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

/// Puts some postcodes in readiness; for the operator.
public struct StagePostcodes: Query {
    public static let name: MessageName = "registry.stage-postcodes.v1"
    public static let senders: Senders = [.operator]
    /// How many came.
    public typealias Answer = Int
    public static let mostRows = 10_000

    public var run: UUID
    public var first: Int
    /// At most `mostRows`.
    public var rows: [PostcodeRow]

    public init(run: UUID, first: Int, rows: [PostcodeRow]) {
        self.run = run
        self.first = first
        self.rows = rows
    }
}

/// Begins the import of the postcodes that are in readiness. The places of sectors and outward codes follow from them.
public struct ImportPostcodes: Query, ReferenceImport {
    public static let name: MessageName = "registry.import-postcodes.v1"
    public static let senders: Senders = [.operator]
    public typealias Answer = UUID

    public var run: UUID
    public var source: String
    public var keep: [String]?
    public var insist: Bool?
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

/// What every import of a whole file says.
public protocol ReferenceImport: Codable, Sendable {
    var run: UUID { get }
    /// The file's name, for whoever looks at the jobs.
    var source: String { get }
    /// What stands in rows that could not be read this time: it is in the file, and so not withdrawn.
    var keep: [String]? { get }
    /// Withdraw what the file no longer holds, however much that is: a file that lost more than a tenth is more often cut
    /// short.
    var insist: Bool? { get }
    /// Say what would come of it, and change nothing.
    var isRehearsal: Bool? { get }
}

/// One row of the ICO's register. What it says of officers does not come here.
public struct ICORow: Codable, Sendable, Equatable {
    public var number: String
    public var name: String
    /// At most five lines.
    public var address: [String]
    public var postcode: String
    /// The last day of the registration, as ISO 8601 has it, or empty.
    public var ends: String

    public init(number: String, name: String, address: [String], postcode: String, ends: String) {
        self.number = number
        self.name = name
        self.address = address
        self.postcode = postcode
        self.ends = ends
    }

    /// Why it cannot be kept; nil when it can.
    public var fault: String? {
        if !Self.isNumber(number) { return "the registration number is not 3 to 20 capital letters and digits" }
        if name.isEmpty { return "the name is empty" }
        if name.utf8.count > 1_000 { return "the name is longer than 1,000 letters" }
        if address.count > 5 { return "the address has more than five lines" }
        if (address + [postcode]).contains(where: { $0.utf8.count > 500 }) {
            return "a line of the address is longer than 500 letters"
        }
        if (address + [name, postcode]).contains(where: { $0.utf8.contains(0) }) {
            return "it holds the character NUL"
        }
        if !ends.isEmpty, Day(ends) == nil { return "the day on which the registration ends is impossible" }
        return nil
    }

    public static func isNumber(_ text: String) -> Bool {
        (3...20).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) }
    }
}

/// Where one postcode is.
public struct PostcodeRow: Codable, Sendable, Equatable {
    /// As it is written: `LS1 4AP`.
    public var postcode: String
    public var latitude: Double
    public var longitude: Double

    public init(postcode: String, latitude: Double, longitude: Double) {
        self.postcode = postcode
        self.latitude = latitude
        self.longitude = longitude
    }

    /// Why it cannot be kept; nil when it can.
    public var fault: String? {
        if !Self.isPostcode(postcode) { return "the postcode is none of Great Britain" }
        // From Scilly to Shetland, from St Kilda to Lowestoft.
        if !(49...61.5).contains(latitude) || !(-9...2.5).contains(longitude) {
            return "the place is not in Great Britain"
        }
        return nil
    }

    /// `A9 9AA` to `AA9A 9AA`: by hand, since a file has nearly two million.
    private static func isPostcode(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) }
        guard (6...8).contains(bytes.count), isLetter(bytes[0]), bytes[bytes.count - 4] == 0x20,
            isDigit(bytes[bytes.count - 3]), isLetter(bytes[bytes.count - 2]), isLetter(bytes[bytes.count - 1])
        else { return false }
        let outward = bytes.dropLast(4)
        return outward.allSatisfy { isDigit($0) || isLetter($0) } && outward.contains(where: isDigit)
    }
}
