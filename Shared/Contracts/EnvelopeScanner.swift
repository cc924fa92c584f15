// SPDX-License-Identifier: Apache-2.0

/// Finds a message's attributes and its data without a JSON library.
///
/// Every message has the same dozen attributes, all of them text. Reading them as a `Decodable` costs twice what the
/// data itself costs, so the usual form is scanned: an object whose values are strings, and one value called `data`.
/// Whatever else there is, or anything that is not plain JSON, is left to Foundation, which also says what is wrong. What
/// an attribute holds that nobody reads is passed over as it is.
struct EnvelopeScanner {
    /// The attributes that are read; others are skipped.
    enum Attribute: Int, CaseIterable {
        case specversion, id, source, type, subject, time, sequence, traceparent, correlationid, causationid, actor
        case roles, memberships, apikey

        private static let names = allCases.map { Array("\($0)".utf8) }

        fileprivate init?(_ name: Slice<UnsafeBufferPointer<UInt8>>) {
            guard let place = Self.names.firstIndex(where: { $0.count == name.count && $0.elementsEqual(name) }) else {
                return nil
            }
            self.init(rawValue: place)
        }
    }

    private(set) var data: Range<Int>?

    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0
    private var values = [String?](repeating: nil, count: Attribute.allCases.count)

    /// Nil when the bytes are not of the usual form.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        skipSpace()
        guard take(0x7b) else { return nil }
        repeat {
            skipSpace()
            guard let name = string() else { return nil }
            skipSpace()
            guard take(0x3a) else { return nil }
            skipSpace()
            if name.elementsEqual("data".utf8) {
                let start = index
                guard data == nil, skipValue() else { return nil }
                data = start..<index
            } else {
                guard let value = string() else { return nil }
                if let attribute = Attribute(name) {
                    guard values[attribute.rawValue] == nil, let text = String(validating: value, as: UTF8.self) else {
                        return nil
                    }
                    values[attribute.rawValue] = text
                }
            }
            skipSpace()
        } while take(0x2c)
        guard take(0x7d) else { return nil }
        skipSpace()
        guard index == bytes.count else { return nil }
    }

    subscript(attribute: Attribute) -> String? { values[attribute.rawValue] }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
    }

    /// What is between the quotes of a string without escapes; one with them is not of the usual form.
    private mutating func string() -> Slice<UnsafeBufferPointer<UInt8>>? {
        guard take(0x22) else { return nil }
        let start = index
        while index < bytes.count, bytes[index] != 0x22 {
            guard bytes[index] != 0x5c, bytes[index] >= 0x20 else { return nil }
            index += 1
        }
        guard index < bytes.count else { return nil }
        defer { index += 1 }
        return bytes[start..<index]
    }

    /// Skips an object or array by its brackets, or any other value to its end; its reader checks what is in it.
    private mutating func skipValue() -> Bool {
        let start = index
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case 0x22:
                index += 1
                while index < bytes.count, bytes[index] != 0x22 { index += bytes[index] == 0x5c ? 2 : 1 }
                guard index < bytes.count else { return false }
            case 0x7b, 0x5b: depth += 1
            case 0x7d, 0x5d:
                if depth == 0 { return index > start }
                depth -= 1
            case 0x2c where depth == 0: return index > start
            default: break
            }
            index += 1
        }
        return false
    }
}
