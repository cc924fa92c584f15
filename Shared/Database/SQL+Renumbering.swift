// SPDX-License-Identifier: Apache-2.0

extension SQL {
    /// The text with every placeholder raised by `offset`; quoted text and comments are left alone.
    func renumbered(by offset: Int) -> String {
        guard offset > 0, !arguments.isEmpty else { return text }
        var source = Array(text.utf8)[...]
        var result: [UInt8] = []
        result.reserveCapacity(source.count + 2 * arguments.count)
        while let byte = source.first {
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                result += source.takeQuoted(byte)
            case UInt8(ascii: "-") where source.dropFirst().first == byte:
                result += source.take { $0 != UInt8(ascii: "\n") }
            case UInt8(ascii: "/") where source.dropFirst().first == UInt8(ascii: "*"):
                result += source.takeComment()
            case UInt8(ascii: "$"):
                result += source.takeDollar(offset)
            default:
                // A dollar inside an identifier is part of it.
                let word = source.take { $0.isWord }
                result += word.isEmpty ? source.takeFirst(1) : word
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    fileprivate var isWord: Bool {
        isDigit || (self | 0x20) >= UInt8(ascii: "a") && (self | 0x20) <= UInt8(ascii: "z")
            || self == UInt8(ascii: "_") || self == UInt8(ascii: "$") || self >= 0x80
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func takeFirst(_ count: Int) -> Self {
        let taken = prefix(count)
        self = dropFirst(count)
        return taken
    }

    fileprivate mutating func take(while condition: (UInt8) -> Bool) -> Self {
        let taken = prefix(while: condition)
        self = dropFirst(taken.count)
        return taken
    }

    /// Up to and with the closing quote. A doubled quote inside reads as two quoted texts, which comes to the same.
    fileprivate mutating func takeQuoted(_ quote: UInt8) -> Self {
        let end = dropFirst().firstIndex(of: quote) ?? endIndex - 1
        return takeFirst(end - startIndex + 1)
    }

    /// A block comment; they nest.
    fileprivate mutating func takeComment() -> Self {
        var depth = 0
        var index = startIndex
        while index < endIndex {
            let next = index + 1 < endIndex ? self[index + 1] : 0
            if self[index] == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
                depth += 1
                index += 2
            } else if self[index] == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
                depth -= 1
                index += 2
                if depth == 0 { break }
            } else {
                index += 1
            }
        }
        return takeFirst(Swift.min(index, endIndex) - startIndex)
    }

    /// A placeholder, raised; or a dollar-quoted text as it stands.
    fileprivate mutating func takeDollar(_ offset: Int) -> Self {
        let digits = dropFirst().prefix { $0.isDigit }
        if !digits.isEmpty {
            self = dropFirst(1 + digits.count)
            let number = digits.reduce(0) { $0 &* 10 &+ Int($1 - UInt8(ascii: "0")) }
            return Array("$\(number + offset)".utf8)[...]
        }
        let tag = dropFirst().prefix { $0.isWord && $0 != UInt8(ascii: "$") }
        let opening = prefix(tag.count + 2)
        guard opening.count == tag.count + 2, opening.last == UInt8(ascii: "$") else { return takeFirst(1) }
        var index = startIndex + opening.count
        while index + opening.count <= endIndex {
            if self[index..<index + opening.count].elementsEqual(opening) {
                return takeFirst(index + opening.count - startIndex)
            }
            index += 1
        }
        return takeFirst(count)
    }
}
