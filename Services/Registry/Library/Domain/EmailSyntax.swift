// SPDX-License-Identifier: Apache-2.0

/// Whether a text can be an e-mail address. Only sending to it shows that it is one.
enum EmailSyntax {
    static func accepts(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count) else { return false }
        let mailbox = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard mailbox.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isMailboxByte) }) else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy(isLabel) else { return false }
        return labels.last?.contains { $0.isLetter } ?? false
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2d }
    }

    private static func isMailboxByte(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
}
