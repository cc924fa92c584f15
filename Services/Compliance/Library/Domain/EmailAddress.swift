// SPDX-License-Identifier: Apache-2.0

/// Whether a text can be an e-mail address: the dot-atom form of RFC 5321, in ASCII, with a domain of two labels or more.
enum EmailAddress {
    static func isWellFormed(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].utf8.count) else { return false }
        let atoms = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return atoms.allSatisfy(isAtom) && labels.count >= 2 && labels.allSatisfy(isLabel)
            && labels.last.map { !$0.utf8.allSatisfy(isDigit) } == true
    }

    /// Whether two addresses are the same mailbox for all we know: most servers ignore the case.
    static func isSame(_ one: String, _ other: String) -> Bool { one.lowercased() == other.lowercased() }

    private static let signs = Set("!#$%&'*+/=?^_`{|}~-".utf8)

    private static func isAtom(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || signs.contains($0) }
    }

    private static func isLabel(_ text: Substring) -> Bool {
        (1...63).contains(text.utf8.count) && text.first != "-" && text.last != "-"
            && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
