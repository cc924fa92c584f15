// SPDX-License-Identifier: Apache-2.0

extension Connection {
    /// Brings rows into a table by COPY: the fastest way for very many. They are made and sent a piece at a time, so that
    /// a lazy sequence is never whole in memory.
    ///
    /// It is part of the open transaction, or one by itself.
    ///
    /// - Parameters:
    ///   - table: its name, as it stands in SQL.
    ///   - columns: theirs.
    ///   - rows: each as many values as there are columns, as text that PostgreSQL reads for the column's type; nil is NULL.
    /// - Returns: how many rows came in.
    /// - Throws: `DatabaseError`, or what the sequence throws; then none came in.
    @discardableResult
    public func copy(
        into table: String, columns: [String], rows: sending some Sequence<[String?]>
    ) async throws -> Int {
        let text = "COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN"
        return try await copying { session, interruption in
            var iterator = rows.makeIterator()
            return try session.copyIn(text, interruption: interruption) {
                var piece: [UInt8] = []
                while piece.count < CopyText.piece, let row = iterator.next() { CopyText.append(row, to: &piece) }
                return piece.isEmpty ? nil : piece
            }
        }
    }

    /// Hands over the rows of a query by COPY, one after the other, each as its values in text; nil is NULL.
    ///
    /// - Parameter query: without arguments.
    /// - Returns: how many there were.
    @discardableResult
    public func copy(out query: String, _ take: @Sendable ([String?]) throws -> Void) async throws -> Int {
        try await copying { session, interruption in
            try session.copyOut("COPY (\(query)) TO STDOUT", interruption: interruption) { line in
                try take(CopyText.row(line))
            }
        }
    }
}

/// The text format of COPY: values with tabs between them, a line each.
enum CopyText {
    /// Bytes that are sent together.
    static let piece = 64 << 10

    static func append(_ row: [String?], to bytes: inout [UInt8]) {
        for (index, value) in row.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "\t")) }
            guard let value else {
                bytes += [UInt8(ascii: "\\"), UInt8(ascii: "N")]
                continue
            }
            for byte in value.utf8 {
                switch byte {
                case UInt8(ascii: "\\"): bytes += [byte, byte]
                case UInt8(ascii: "\t"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
                case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
                case UInt8(ascii: "\r"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
                default: bytes.append(byte)
                }
            }
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Reads a line with its end.
    static func row(_ line: [UInt8]) -> [String?] {
        let whole = line.last == UInt8(ascii: "\n") ? line.dropLast() : line[...]
        return whole.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(value)
    }

    private static func value(_ field: ArraySlice<UInt8>) -> String? {
        if field.elementsEqual([UInt8(ascii: "\\"), UInt8(ascii: "N")]) { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(field.count)
        var isEscaped = false
        for byte in field {
            if isEscaped {
                bytes.append(escapes[byte] ?? byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13,
        UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
    ]
}
