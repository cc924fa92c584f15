// SPDX-License-Identifier: Apache-2.0

import Foundation

/// An e-mail address that mail can be sent to: a dot-atom of RFC 5321, `@`, and a domain of two labels or more, in ASCII.
/// Only sending to it shows that there is one.
public struct EmailAddress: Sendable, Hashable {
    /// As it was typed, without blanks around it and without what is not seen. A domain in another script, or with marks on
    /// its letters, is in the form that the DNS and mail servers have of it: `name@bücher.example` is
    /// `name@xn--bcher-kva.example`, which also shows a letter for what it is that only looks like another.
    public let text: String

    public init?(_ typed: some StringProtocol) {
        // What is not seen comes along when an address is copied: a zero-width space, a soft hyphen, a byte order mark.
        // The two that join letters or keep them apart make another domain in some scripts: the conversion decides.
        let isForeign = !typed.drop { $0 != "@" }.unicodeScalars.allSatisfy {
            $0.isASCII || $0.properties.generalCategory == .format
        }
        let seen = String(typed).unicodeScalars.filter {
            $0.properties.generalCategory != .format || isForeign && ["\u{200c}", "\u{200d}"].contains($0)
        }
        let text = Typed.line(String(String.UnicodeScalarView(seen)))
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].count),
            let domain = Self.inASCII(String(Substring(parts[1])))
        else { return nil }
        let atoms = parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard domain.utf8.count <= 253 - parts[0].count,
            atoms.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isAtom) }), labels.count >= 2,
            labels.allSatisfy(Self.isLabel), labels.last?.contains(where: Self.isLetter) == true
        else { return nil }
        self.text = "\(Substring(parts[0]))@\(domain)"
    }

    /// The same in lower case, for what is known by its address.
    ///
    /// `name+topic@…` is another address than `name@…`: only the mail server knows whether they share an inbox.
    public init?(folding typed: some StringProtocol) { self.init(typed.lowercased()) }

    public var localPart: String { String(text.prefix { $0 != "@" }) }
    public var domain: String { String(text.drop { $0 != "@" }.dropFirst()) }

    /// Whether two texts name the same mailbox for all we know: most servers ignore the case.
    public static func isSame(_ one: String, _ other: String) -> Bool { one.lowercased() == other.lowercased() }

    /// A domain by its A-labels (RFC 5890, UTS #46); nil when there are none for it.
    private static func inASCII(_ domain: String) -> String? {
        let scalars = domain.unicodeScalars
        if scalars.allSatisfy(\.isASCII) { return domain }
        // What ends a host's name, or stands for something else in one, comes nowhere near the conversion.
        guard scalars.allSatisfy({ !$0.isASCII || $0 == "." || $0 == "-" || $0.properties.isAlphabetic || isDigit($0) })
        else { return nil }
        var address = URLComponents()
        address.scheme = "https"
        address.host = domain
        return address.encodedHost
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen }
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
