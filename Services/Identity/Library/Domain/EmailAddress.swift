// SPDX-License-Identifier: Apache-2.0

/// An e-mail address as accounts are known by it: in lower case, otherwise exactly as typed.
///
/// `name+topic@…` is another address than `name@…`: only the mail server knows whether they share an inbox.
struct EmailAddress: Sendable, Equatable {
    let text: String

    /// Nil when mail cannot be sent to it: a dot-atom, `@`, a domain of at least two labels, in ASCII.
    init?(_ typed: String) {
        let text = typed.trimmed.lowercased()
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].count) else { return nil }
        let atoms = parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let labels = parts[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let hyphen = UInt8(ascii: "-")
        guard atoms.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isAtom) }), labels.count >= 2,
            labels.allSatisfy({ label in
                (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
                    && label.allSatisfy { Self.isAlphanumeric($0) || $0 == hyphen }
            })
        else { return nil }
        self.text = text
    }

    var localPart: String { String(text.prefix { $0 != "@" }) }
    var domain: String { String(text.drop { $0 != "@" }.dropFirst()) }

    /// Whether the domain is one of these or below one of them. ISG-23, ISG-24
    func isListed(in domains: [String]) -> Bool {
        let domain = domain
        // The dot keeps `evilnhs.uk` out of `nhs.uk`.
        return domains.contains { domain == $0 || domain.hasSuffix("." + $0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte)
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }
}
