// SPDX-License-Identifier: Apache-2.0

public import Cryptography
import Foundation

/// Signs e-mails so that whoever gets them can tell that they come from this domain and were not changed (RFC 6376):
/// `rsa-sha256`, relaxed for headers and body.
public struct DKIMSigner: Sendable {
    /// What is signed where it is there.
    private static let signed = [
        "from", "to", "cc", "subject", "date", "message-id", "auto-submitted", "list-unsubscribe",
        "list-unsubscribe-post", "mime-version", "content-type",
    ]

    /// Signed once more than they occur: nobody can add another, or one where there is none.
    private static let sole = ["from", "to", "subject", "list-unsubscribe", "list-unsubscribe-post"]

    public let domain: String
    public let selector: String
    private let key: RSASigningKey

    /// Nil unless both are names of the DNS.
    public init?(domain: String, selector: String, key: RSASigningKey) {
        guard Self.isName(domain), Self.isName(selector) else { return nil }
        self.domain = domain
        self.selector = selector
        self.key = key
    }

    /// Where the public key has to be published, as a TXT record.
    public var recordName: String { "\(selector)._domainkey.\(domain)" }
    public var record: String { "v=DKIM1; k=rsa; p=\(Base64.encode(key.publicKey))" }

    /// The message with its signature before it. A message without a body or headers is as it was.
    ///
    /// - Parameter message: as it travels, with CRLF at the end of each line.
    public func signed(_ message: [UInt8]) -> [UInt8] {
        let text = String(decoding: message, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return message }
        let headers = Self.headers(text[..<end.lowerBound])
        let body = Self.relaxed(body: text[end.upperBound...])
        let chosen = Self.signed.filter { name in headers.contains { $0.name == name } }
        let tags = [
            "v=1", "a=rsa-sha256", "c=relaxed/relaxed", "d=\(domain)", "s=\(selector)",
            "h=\((chosen + Self.sole).joined(separator: ":"))",
            "bh=\(Base64.encode(SHA256.digest(Array(body.utf8))))", "b=",
        ]
        let field = tags.joined(separator: ";\r\n ")
        // What is named once more is not there, and adds nothing.
        let lines = chosen.flatMap { name in headers.last { $0.name == name }.map { [$0.relaxed + "\r\n"] } ?? [] }
        let own = Header(name: "dkim-signature", value: field[...]).relaxed
        let signature = Base64.encode(key.sign(Array((lines.joined() + own).utf8)))
        return Array("DKIM-Signature: \(field)\(Self.folded(signature))\r\n".utf8) + message
    }

    private struct Header {
        var name: String
        var value: Substring

        /// RFC 6376 §3.4.2.
        var relaxed: String {
            let words = value.unicodeScalars.split { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" }
            return name + ":" + words.map(String.init).joined(separator: " ")
        }
    }

    private static func headers(_ section: Substring) -> [Header] {
        var found: [Header] = []
        for line in section.split(separator: "\r\n", omittingEmptySubsequences: false) {
            if line.first == " " || line.first == "\t" {
                guard let last = found.popLast() else { continue }
                found.append(Header(name: last.name, value: last.value + "\r\n" + line))
            } else if let colon = line.firstIndex(of: ":") {
                found.append(Header(name: line[..<colon].lowercased(), value: line[line.index(after: colon)...]))
            }
        }
        return found
    }

    /// RFC 6376 §3.4.4: single spaces, none at the end of a line, no empty lines at the end.
    private static func relaxed(body: Substring) -> String {
        var lines = body.split(separator: "\r\n", omittingEmptySubsequences: false).map { line in
            let words = line.split(omittingEmptySubsequences: false) { $0 == " " || $0 == "\t" }
            var text = words.enumerated().filter { $0.offset == 0 || !$0.element.isEmpty }.map { String($0.element) }
                .joined(separator: " ")
            while text.last == " " { text.removeLast() }
            return text
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.isEmpty ? "" : lines.joined(separator: "\r\n") + "\r\n"
    }

    /// Lines of 72 characters.
    private static func folded(_ text: String) -> String {
        let characters = Array(text)
        return stride(from: 0, to: characters.count, by: 72)
            .map { String(characters[$0..<min($0 + 72, characters.count)]) }.joined(separator: "\r\n ")
    }

    private static func isName(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count)
                    && label.utf8.allSatisfy {
                        (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20) || $0 == UInt8(ascii: "-")
                    }
            }
    }
}
