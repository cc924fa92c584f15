// SPDX-License-Identifier: Apache-2.0

/// Reads comma-separated values (RFC 4180) as they come, piece by piece, in bounded memory.
///
/// Strict: a quotation mark stands only around a whole field, and inside one only doubled. A record that breaks the rule
/// is reported with its line, and reading goes on at the line after the one it began on, so that one stray quotation
/// mark costs its own row and not those that follow.
struct CSVReader {
    /// One record, or why a line is none.
    enum Record: Equatable {
        case fields(line: Int, [String])
        /// `first` is the first field as far as it could be read.
        case malformed(line: Int, first: String, reason: String)
    }

    /// A quoted field that runs on for longer than this has lost its end.
    static let longestRecord = 16_384

    /// Bytes not yet read, from the beginning of a record.
    private var buffer: [UInt8] = []
    private var start = 0
    private var line = 1
    private var isAtBeginning = true
    /// The rest of a line that was reported already is still to come.
    private var isSkipping = false

    /// Takes the next piece and gives the records that are complete.
    mutating func read(_ bytes: some Collection<UInt8>) -> [Record] {
        buffer += bytes
        return drain(atEnd: false)
    }

    /// Gives what is left when there are no more bytes.
    mutating func finish() -> [Record] { drain(atEnd: true) }

    private mutating func drain(atEnd: Bool) -> [Record] {
        if isAtBeginning {
            // A byte order mark is three bytes; fewer do not tell.
            guard buffer.count >= 3 || atEnd else { return [] }
            if buffer.starts(with: [0xef, 0xbb, 0xbf]) { start = 3 }
            isAtBeginning = false
        }
        var records: [Record] = []
        if isSkipping {
            guard let newline = buffer.firstIndex(of: Byte.newline) else {
                buffer.removeAll(keepingCapacity: true)
                return []
            }
            start = newline + 1
            isSkipping = false
        }
        while start < buffer.count {
            switch scan(atEnd: atEnd) {
            case .incomplete:
                discard()
                return records
            case .record(let fields, let next, let lines):
                // An empty line is no record.
                if fields.count > 1 || fields.first?.isEmpty == false {
                    records.append(.fields(line: line, Self.decode(fields)))
                }
                start = next
                line += lines
            case .malformed(let reason):
                let rest = buffer[start...]
                let newline = rest.firstIndex(of: Byte.newline)
                // The rest of the line may not be here yet; a line that is too long is not waited for.
                if newline == nil, !atEnd, rest.count <= Self.longestRecord {
                    discard()
                    return records
                }
                let first = rest.prefix { $0 != Byte.comma && $0 != Byte.newline && $0 != Byte.carriageReturn }
                    .filter { $0 != Byte.quote }
                records.append(.malformed(line: line, first: Self.decode([first])[0], reason: reason))
                isSkipping = newline == nil
                start = newline.map { $0 + 1 } ?? buffer.count
                line += 1
            }
        }
        discard()
        return records
    }

    private mutating func discard() {
        buffer.removeFirst(start)
        start = 0
    }

    private enum Scan {
        case incomplete
        case record([[UInt8]], next: Int, lines: Int)
        case malformed(String)
    }

    private enum Byte {
        static let quote: UInt8 = 0x22
        static let comma: UInt8 = 0x2c
        static let carriageReturn: UInt8 = 0x0d
        static let newline: UInt8 = 0x0a
    }

    /// Reads one record from `start`.
    private func scan(atEnd: Bool) -> Scan {
        buffer.withUnsafeBufferPointer { bytes in
            var fields: [[UInt8]] = []
            var field: [UInt8] = []
            var lines = 1
            var index = start
            while true {
                if index - start > Self.longestRecord { return .malformed("the line is too long") }
                field.removeAll(keepingCapacity: true)
                if index < bytes.count, bytes[index] == Byte.quote {
                    index += 1
                    while true {
                        guard index < bytes.count, index - start <= Self.longestRecord else {
                            return !atEnd && index - start <= Self.longestRecord
                                ? .incomplete : .malformed("a quotation mark is opened and never closed")
                        }
                        if bytes[index] != Byte.quote {
                            if bytes[index] == Byte.newline { lines += 1 }
                            field.append(bytes[index])
                            index += 1
                        } else if index + 1 < bytes.count, bytes[index + 1] == Byte.quote {
                            field.append(Byte.quote)
                            index += 2
                        } else {
                            index += 1
                            break
                        }
                    }
                } else {
                    while index < bytes.count, bytes[index] != Byte.comma, bytes[index] != Byte.newline,
                        bytes[index] != Byte.carriageReturn
                    {
                        if bytes[index] == Byte.quote { return .malformed("a quotation mark stands inside a field") }
                        if index - start > Self.longestRecord { return .malformed("the line is too long") }
                        field.append(bytes[index])
                        index += 1
                    }
                }
                // A field has ended, or the bytes have: only what follows tells which.
                guard index < bytes.count else {
                    guard atEnd else { return .incomplete }
                    fields.append(field)
                    return .record(fields, next: index, lines: lines)
                }
                switch bytes[index] {
                case Byte.comma:
                    fields.append(field)
                    index += 1
                case Byte.newline:
                    fields.append(field)
                    return .record(fields, next: index + 1, lines: lines)
                case Byte.carriageReturn:
                    guard index + 1 < bytes.count else {
                        guard atEnd else { return .incomplete }
                        fields.append(field)
                        return .record(fields, next: index + 1, lines: lines)
                    }
                    guard bytes[index + 1] == Byte.newline else {
                        return .malformed("a carriage return stands alone")
                    }
                    fields.append(field)
                    return .record(fields, next: index + 2, lines: lines)
                default:
                    return .malformed("a quotation mark stands inside a field")
                }
            }
        }
    }

    /// UTF-8, and Windows-1252 for a record that is not.
    private static func decode(_ fields: [[UInt8]]) -> [String] {
        let texts = fields.compactMap { String(validating: $0, as: UTF8.self) }
        return texts.count == fields.count ? texts : fields.map(Windows1252.decode)
    }
}
