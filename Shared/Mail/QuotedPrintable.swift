// SPDX-License-Identifier: Apache-2.0

/// Text as quoted-printable (RFC 2045 §6.7): ASCII lines of at most 76 characters, ended by CRLF.
enum QuotedPrintable {
    /// Line ends of every kind become CRLF; the last line has none.
    static func encode(_ text: String) -> String {
        var output: [UInt8] = []
        var line: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case 0x0D, 0x0A:
                if byte == 0x0D, bytes.first == 0x0A { bytes.removeFirst() }
                output += protected(line) + [0x0D, 0x0A]
                line = []
            default:
                let token = isPlain(byte) ? [byte] : escaped(byte)
                // A place is kept for the "=" of a soft line break, and two for a space that comes to stand at the end.
                if line.count + token.count > 73 {
                    output += protected(line, atEnd: false) + [UInt8(ascii: "="), 0x0D, 0x0A]
                    line = []
                }
                line += token
            }
        }
        return String(decoding: output + protected(line), as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte == 0x09 || ((0x20...0x7E).contains(byte) && byte != UInt8(ascii: "="))
    }

    private static func escaped(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
    }

    /// Escapes what a relay might change: white space at the end, and a dot or "From " at the start.
    private static func protected(_ line: [UInt8], atEnd: Bool = true) -> [UInt8] {
        var line = line
        if atEnd, let last = line.last, last == 0x20 || last == 0x09 { line = line.dropLast() + escaped(last) }
        if let first = line.first, first == UInt8(ascii: ".") || line.starts(with: "From ".utf8) {
            line = escaped(first) + line.dropFirst()
        }
        return line
    }
}
