// SPDX-License-Identifier: Apache-2.0

/// JSON as somebody else wrote it, read strictly (RFC 8259): nothing after the value, nothing nested deeply, and no member
/// twice, since two readers could take a different one of them for the true one (RFC 7519 §4).
enum JSONDocument: Sendable, Equatable {
    case object([String: JSONDocument])
    case array([JSONDocument])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    /// - Throws: `malformed`.
    init(_ bytes: some Collection<UInt8>) throws(OpenIDConnectError) {
        var reader = Reader(bytes: Array(bytes))
        self = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.isAtEnd else { throw .malformed }
    }

    var object: [String: JSONDocument]? { if case .object(let value) = self { value } else { nil } }
    var array: [JSONDocument]? { if case .array(let value) = self { value } else { nil } }
    var string: String? { if case .string(let value) = self { value } else { nil } }
    var number: Double? { if case .number(let value) = self { value } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The strings of an array that holds nothing else.
    var strings: [String]? {
        guard let array else { return nil }
        let strings = array.compactMap(\.string)
        return strings.count == array.count ? strings : nil
    }
}

private struct Reader {
    static let deepest = 16

    let bytes: [UInt8]
    private var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }
    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    mutating func value(depth: Int) throws(OpenIDConnectError) -> JSONDocument {
        guard depth < Self.deepest else { throw .malformed }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int) throws(OpenIDConnectError) -> [String: JSONDocument] {
        index += 1
        var members: [String: JSONDocument] = [:]
        skipSpace()
        if take("}") { return members }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw .malformed }
            let name = try string()
            skipSpace()
            guard take(":"), members[name] == nil else { throw .malformed }
            members[name] = try value(depth: depth + 1)
            skipSpace()
            if take("}") { return members }
            guard take(",") else { throw .malformed }
        }
    }

    private mutating func array(depth: Int) throws(OpenIDConnectError) -> [JSONDocument] {
        index += 1
        var elements: [JSONDocument] = []
        skipSpace()
        if take("]") { return elements }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return elements }
            guard take(",") else { throw .malformed }
        }
    }

    private mutating func string() throws(OpenIDConnectError) -> String {
        index += 1
        var text: [UInt8] = []
        while let byte = next {
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: text, as: UTF8.self) else { throw .malformed }
                return text
            case UInt8(ascii: "\\"): text += try escape()
            case 0..<0x20: throw .malformed
            default: text.append(byte)
            }
        }
        throw .malformed
    }

    private mutating func escape() throws(OpenIDConnectError) -> [UInt8] {
        guard let byte = next else { throw .malformed }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            let first = try unit()
            if let scalar = UnicodeScalar(UInt32(first)) { return Array(String(scalar).utf8) }
            // A character beyond the basic plane is two halves.
            guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else { throw .malformed }
            let second = try unit()
            guard (0xDC00..<0xE000).contains(second),
                let scalar = UnicodeScalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
            else { throw .malformed }
            return Array(String(scalar).utf8)
        default: throw .malformed
        }
    }

    private mutating func unit() throws(OpenIDConnectError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(UnicodeScalar(byte)).hexDigitValue else { throw .malformed }
            index += 1
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    private mutating func number() throws(OpenIDConnectError) -> Double {
        let start = index
        _ = take("-")
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[index - whole] != UInt8(ascii: "0") else { throw .malformed }
        if take("."), digits() == 0 { throw .malformed }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard digits() > 0 else { throw .malformed }
        }
        guard let number = Double(String(decoding: bytes[start..<index], as: UTF8.self)), number.isFinite else {
            throw .malformed
        }
        return number
    }

    private mutating func digits() -> Int {
        let start = index
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        return index - start
    }

    private mutating func word(_ text: String, _ value: JSONDocument) throws(OpenIDConnectError) -> JSONDocument {
        guard bytes[index...].starts(with: text.utf8) else { throw .malformed }
        index += text.utf8.count
        return value
    }

    private mutating func take(_ character: UnicodeScalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }
}
