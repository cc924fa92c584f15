// SPDX-License-Identifier: Apache-2.0

/// What the bytes of a message have to be before anybody reads them: UTF-8 without a byte order mark, and no object names
/// a member twice. Of two members of one name, one reader takes the first and another the last; a message means the same
/// to all.
///
/// It is one pass without a JSON library, since every message goes through it. Whether it is JSON, the reader finds out.
enum MessageText {
    /// How deep arrays and objects may lie in each other.
    static let deepest = 100

    static func check(_ body: [UInt8]) throws(MalformedMessage) {
        if let reason = body.withUnsafeBufferPointer({ encodingFault(in: $0) ?? nameFault(in: $0) }) {
            throw MalformedMessage(reason)
        }
    }

    private static func encodingFault(in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return "it begins with a byte order mark" }
        // JSON begins with ASCII, so that a zero this early is half of a wider character.
        if bytes.starts(with: [0xfe, 0xff]) || bytes.starts(with: [0xff, 0xfe]) || bytes.prefix(4).contains(0) {
            return "it is UTF-16 or UTF-32, not UTF-8"
        }
        if bytes.contains(where: { $0 >= 0x80 }), String(validating: bytes, as: UTF8.self) == nil {
            return "it is not UTF-8"
        }
        return nil
    }

    private static func nameFault(in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        /// Digests of the names in all open objects, and where those of each begin; nil for an array.
        var names: [UInt64] = []
        var open: [Int?] = []
        var expectsName = false
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case 0x22:
                let start = index + 1
                var hasEscapes = false
                index = start
                while index < bytes.count, bytes[index] != 0x22 {
                    if bytes[index] == 0x5c { hasEscapes = true }
                    index += bytes[index] == 0x5c ? 2 : 1
                }
                guard index < bytes.count else { return nil }
                if expectsName { names.append(digest(of: bytes[start..<index], hasEscapes)) }
                expectsName = false
            case 0x7b:
                open.append(names.count)
                expectsName = true
            case 0x5b: open.append(nil)
            case 0x7d, 0x5d:
                guard let closed = open.popLast() else { return nil }
                if let first = closed {
                    if holdsTwins(names[first...]) {
                        return open.isEmpty ? "an attribute is given twice" : "a field of the data is given twice"
                    }
                    names.removeSubrange(first...)
                }
                expectsName = false
            case 0x2c: expectsName = open.last.map { $0 != nil } ?? false
            default: break
            }
            if open.count > deepest { return "its data are nested too deeply" }
            index += 1
        }
        return nil
    }

    /// FNV-1a. Whoever makes two names that meet in it has a message of his own refused.
    private static func digest(of name: Slice<UnsafeBufferPointer<UInt8>>, _ hasEscapes: Bool) -> UInt64 {
        func fold(_ bytes: some Sequence<UInt8>) -> UInt64 {
            bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        }
        // The same name may be written with and without escapes.
        if hasEscapes, let text = try? JSON.value(String.self, from: [0x22] + name + [0x22]) { return fold(text.utf8) }
        return fold(name)
    }

    private static func holdsTwins(_ names: ArraySlice<UInt64>) -> Bool {
        if names.count > 16 {
            let sorted = names.sorted()
            return zip(sorted, sorted.dropFirst()).contains { $0 == $1 }
        }
        for index in names.indices where names[(index + 1)...].contains(names[index]) { return true }
        return false
    }
}
