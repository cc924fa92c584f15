// SPDX-License-Identifier: Apache-2.0

import Contracts
public import Cryptography
import Mail
import struct Foundation.UUID

/// Where mail systems send what they could not deliver: an address of its own for each e-mail (VERP), so that a report
/// names its e-mail whatever else it leaves out, and with a code that only we can make, so that nobody else's report
/// counts.
public struct ReturnPath: Sendable {
    private let local: String
    private let domain: String
    private let key: [UInt8]

    /// Hexadecimal digits of the code: nobody tries 2⁴⁸ e-mails.
    private static let codeLength = 12

    /// - Parameters:
    ///   - address: the mailbox that gets them, such as `bounces@attest.example.nhs.uk`; what follows a `+` in it is free.
    ///   - key: nobody else has it.
    /// - Returns: nil when it is no address, or one that is too long to take a code (18 characters before the `@`).
    public init?(_ address: String, key: SealingKey) {
        let parts = address.split(separator: "@").map(String.init)
        guard Mailbox.isAddress(address), parts.count == 2, parts[0].utf8.count <= 18, !parts[0].contains("+") else {
            return nil
        }
        local = parts[0].lowercased()
        domain = parts[1].lowercased()
        self.key = key.derived("attest.return-path")
    }

    /// The address that an e-mail comes from, as far as mail systems are concerned.
    func address(of email: UUID) -> String {
        let name = Self.name(email)
        return "\(local)+\(name)\(code(name))@\(domain)"
    }

    /// The e-mail that an address belongs to; nil when we never made it.
    func email(at address: String) -> UUID? {
        let parts = address.lowercased().split(separator: "@").map(String.init)
        guard parts.count == 2, parts[1] == domain, parts[0].hasPrefix(local + "+") else { return nil }
        let tag = parts[0].dropFirst(local.count + 1)
        guard tag.utf8.count == 32 + Self.codeLength, let bytes = Hex.decode(String(tag.prefix(32))) else { return nil }
        let name = String(tag.prefix(32))
        guard constantTimeEquals(Array(tag.dropFirst(32).utf8), Array(code(name).utf8)) else { return nil }
        return Identifier.uuid(bytes)
    }

    private static func name(_ email: UUID) -> String {
        email.uuidString.lowercased().filter { $0 != "-" }
    }

    private func code(_ name: String) -> String {
        String(Hex.encode(HMAC.sha256(key: key, Array(name.utf8))).prefix(Self.codeLength))
    }
}
