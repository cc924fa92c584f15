// SPDX-License-Identifier: Apache-2.0

import Foundation

extension MailMessage {
    /// The message as it travels (RFC 5322, RFC 2045–2047): CRLF lines of at most 998 bytes, ASCII only, the text and
    /// the HTML as alternatives in quoted-printable. The same message always renders the same bytes.
    ///
    /// - Throws: an error that names the field which holds a control character, or is not of its syntax. No value can
    ///   add a header or end the headers.
    public func rendered() throws(MailError) -> [UInt8] {
        let identity = try checkedMessageID()
        guard !to.isEmpty else { throw MailError(code: .missing, field: "to") }
        if let bounceAddress { try Self.check(address: bounceAddress, field: "bounceAddress") }
        var lines = HeaderLines()
        try lines.add("From", mailboxes: [from], field: "from")
        try lines.add("To", mailboxes: to, field: "to")
        if !copies.isEmpty { try lines.add("Cc", mailboxes: copies, field: "copies") }
        try lines.add("Subject", text: subject, field: "subject")
        lines.add("Date", words: [Self.text(of: date)])
        lines.add("Message-ID", words: ["<\(identity)>"])
        for header in headers {
            try Self.check(headerName: header.name)
            try lines.add(header.name, text: header.value, field: "headers.\(header.name)")
        }
        lines.add("MIME-Version", words: ["1.0"])
        return Array((lines.text + body(identity: identity)).utf8)
    }

    private func body(identity: String) -> String {
        guard let html else { return Self.part("plain", text) }
        // "=_" never occurs in quoted-printable, so that no content can hold the boundary.
        let boundary = "=_\(Self.fingerprint(of: identity))"
        return """
            Content-Type: multipart/alternative;\r
             boundary="\(boundary)"\r
            \r
            --\(boundary)\r
            \(Self.part("plain", text))--\(boundary)\r
            \(Self.part("html", html))--\(boundary)--\r\n
            """
    }

    private static func part(_ subtype: String, _ content: String) -> String {
        """
        Content-Type: text/\(subtype); charset=utf-8\r
        Content-Transfer-Encoding: quoted-printable\r
        \r
        \(QuotedPrintable.encode(content))\r\n
        """
    }

    private func checkedMessageID() throws(MailError) -> String {
        var identity = messageID[...]
        if identity.hasPrefix("<"), identity.hasSuffix(">") { identity = identity.dropFirst().dropLast() }
        let halves = identity.split(separator: "@", omittingEmptySubsequences: false)
        let isSound =
            halves.count == 2 && identity.utf8.count <= 250
            && halves.allSatisfy { half in
                !half.isEmpty && half.utf8.allSatisfy { Mailbox.isAtomText($0) || $0 == UInt8(ascii: ".") }
            }
        guard isSound else { throw MailError(code: .malformed, field: "messageID") }
        return String(identity)
    }

    private static func check(headerName name: String) throws(MailError) {
        let isToken = name.utf8.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: ":") }
        guard isToken, (1...60).contains(name.utf8.count) else {
            throw MailError(code: .malformed, field: "headers.name")
        }
        let own: Set = [
            "from", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version", "return-path", "received",
        ]
        let lower = name.lowercased()
        if own.contains(lower) || lower.hasPrefix("content-") {
            throw MailError(code: .reserved, field: "headers.\(name)")
        }
    }

    static func check(address: String, field: String) throws(MailError) {
        guard Mailbox.isAddress(address) else { throw MailError(code: .malformed, field: field) }
    }

    /// RFC 5322 §3.3, in UTC.
    private static func text(of date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let day = "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)])"
        let time = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
        return "\(day) \(parts.tm_year + 1900) \(time) +0000"
    }

    /// 128 bits that follow from the text: twice FNV-1a, from two starting points.
    private static func fingerprint(of text: String) -> String {
        [0xCBF2_9CE4_8422_2325, 0x6C62_272E_07BB_0142].map { (start: UInt64) in
            let hash = text.utf8.reduce(start) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
            let digits = String(hash, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
