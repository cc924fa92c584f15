// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The header section of a message while it is being written: folded lines, ASCII only.
struct HeaderLines {
    private(set) var text = ""

    /// RFC 2047 wants lines that hold encoded words to be no longer.
    private static let width = 76

    /// Adds a header of words that must not be broken; lines are folded between them.
    mutating func add(_ name: String, words: [String]) {
        var line = "\(name):"
        for (index, word) in words.enumerated() {
            if index > 0, line.utf8.count + 1 + word.utf8.count > Self.width {
                text += line + "\r\n"
                line = ""
            }
            line += " " + word
        }
        text += line + "\r\n"
    }

    /// Adds free text, as it is where it is plain ASCII and as encoded words otherwise.
    mutating func add(_ name: String, text value: String, field: String) throws(MailError) {
        try Self.refuseControlCharacters(in: value, field: field)
        add(name, words: Self.isPlain(value) ? Self.words(of: value) : Self.encodedWords(value, after: name))
    }

    /// Adds a list of addresses.
    mutating func add(_ name: String, mailboxes: [Mailbox], field: String) throws(MailError) {
        var words: [String] = []
        for (index, mailbox) in mailboxes.enumerated() {
            try MailMessage.check(address: mailbox.address, field: "\(field).address")
            if let shown = mailbox.name, !shown.isEmpty {
                try Self.refuseControlCharacters(in: shown, field: "\(field).name")
                words +=
                    Self.isPlain(shown) ? Self.words(of: Self.quoted(shown)) : Self.encodedWords(shown, after: name)
            }
            words.append("<\(mailbox.address)>" + (index < mailboxes.count - 1 ? "," : ""))
        }
        add(name, words: words)
    }

    private static func refuseControlCharacters(in value: String, field: String) throws(MailError) {
        let isSound = value.unicodeScalars.allSatisfy { scalar in
            scalar == "\t" || (scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
        }
        guard isSound else { throw MailError(code: .controlCharacter, field: field) }
    }

    /// Whether a text reads the same after folding and unfolding, and cannot be taken for an encoded word.
    private static func isPlain(_ value: String) -> Bool {
        value.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !value.contains("=?")
            && value.split(separator: " ", omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0.utf8.count <= 900 }
    }

    private static func words(of value: String) -> [String] { value.split(separator: " ").map(String.init) }

    private static func quoted(_ name: String) -> String {
        let escaped = name.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
        return "\"\(escaped)\""
    }

    /// RFC 2047 encoded words of at most 75 bytes, the first short enough for the line it stands on, none of which
    /// splits a character.
    private static func encodedWords(_ value: String, after name: String) -> [String] {
        var words: [String] = []
        var piece: [UInt8] = []
        // "=?UTF-8?B?" and "?=" take 12; four letters carry three bytes.
        var room = max(12, (width - name.utf8.count - 2 - 12) / 4 * 3)
        func finish() {
            words.append("=?UTF-8?B?\(Data(piece).base64EncodedString())?=")
            piece = []
            room = 45
        }
        for scalar in value.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if piece.count + bytes.count > room { finish() }
            piece += bytes
        }
        if !piece.isEmpty { finish() }
        return words
    }
}
