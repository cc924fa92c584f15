// SPDX-License-Identifier: Apache-2.0

/// What the columns of a file with a heading mean.
protocol ReferenceFormat: Sendable {
    associatedtype Row: Sendable

    /// Rows that are brought together.
    static var batch: Int { get }

    /// - Throws: when a column is missing.
    init(heading: Heading) throws(Heading.Missing)

    /// - Throws: `ODSRecord.Unusable` when it cannot be kept.
    func row(_ fields: [String]) throws(ODSRecord.Unusable) -> Row
    /// What a row is known by, so that one whose rest cannot be read is not taken for gone; nil when not even that can be
    /// told.
    func key(_ fields: [String]) -> String?
}

/// The first line of a file: which column has which name.
struct Heading: Sendable {
    struct Missing: Error, Equatable {
        let column: String
        /// What the heading has.
        let columns: [String]
    }

    let columns: [String]
    private let places: [String: Int]

    init(_ fields: [String]) {
        columns = fields
        places = Dictionary(
            fields.enumerated().map { (Self.key($1), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Where a column stands that goes by one of these names, whatever their case and marks: `End_date`, `end date`.
    func place(_ names: String...) throws(Missing) -> Int {
        for name in names { if let place = places[Self.key(name)] { return place } }
        throw Missing(column: names[0], columns: columns)
    }

    func place(ifThere name: String) -> Int? { places[Self.key(name)] }

    private static func key(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}

extension String {
    /// One line, one space between words, nothing that a terminal or PostgreSQL would stumble over.
    var tidied: String {
        // Nearly all are so already, and there are millions.
        var before: UInt8 = 0x20
        let isTidy = utf8.allSatisfy { byte in
            defer { before = byte }
            return (0x21...0x7e).contains(byte) || (byte == 0x20 && before != 0x20)
        }
        if isTidy, utf8.isEmpty || before != 0x20 { return self }
        return split { $0.isWhitespace || $0.unicodeScalars.contains { $0.properties.generalCategory == .control } }
            .joined(separator: " ")
    }
}
