// SPDX-License-Identifier: Apache-2.0

import Cryptography

/// What an authenticator says of itself, and signs (WebAuthn §6.1).
struct AuthenticatorData {
    /// SHA-256 of the site's name that it was made for.
    let partyHash: [UInt8]
    let isPresent: Bool
    let isVerified: Bool
    /// How often the key has signed; 0 of authenticators that do not count.
    let signCount: UInt32
    /// The credential that was made; nil when one was used.
    let credential: AttestedCredential?

    struct AttestedCredential {
        let id: [UInt8]
        /// COSE, as it came.
        let key: [UInt8]
    }

    static let longestID = 1_023

    init(_ bytes: [UInt8]) throws(WebAuthnError) {
        var rest = bytes[...]
        func take(_ count: Int) throws(WebAuthnError) -> ArraySlice<UInt8> {
            guard rest.count >= count else { throw .malformed }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        partyHash = Array(try take(32))
        let flags = Flags(rawValue: try take(1).reduce(0) { $0 | $1 })
        signCount = try take(4).reduce(0) { $0 << 8 | UInt32($1) }
        isPresent = flags.contains(.present)
        isVerified = flags.contains(.verified)
        // A key that is kept in two places must be one that can be. WebAuthn §7.1
        guard flags.contains(.eligible) || !flags.contains(.backedUp) else { throw .malformed }
        if flags.contains(.attested) {
            _ = try take(16)  // What kind of authenticator it is: nothing here depends on it.
            let length = try take(2).reduce(0) { $0 << 8 | Int($1) }
            guard 1...Self.longestID ~= length else { throw .malformed }
            let id = Array(try take(length))
            let (_, count) = try CBOR.first(of: rest)
            credential = AttestedCredential(id: id, key: Array(try take(count)))
        } else {
            credential = nil
        }
        if flags.contains(.extended) {
            let (extensions, count) = try CBOR.first(of: rest)
            guard case .map = extensions else { throw .malformed }
            _ = try take(count)
        }
        guard rest.isEmpty else { throw .malformed }
    }

    /// - Throws: when it was made for another site, or nobody was there, or nobody knows who.
    func check(for party: RelyingParty, verified: Bool) throws(WebAuthnError) {
        guard constantTimeEquals(partyHash, SHA256.digest(party.id)) else { throw .wrongParty }
        guard isPresent else { throw .notPresent }
        guard isVerified || !verified else { throw .notVerified }
    }

    private struct Flags: OptionSet {
        let rawValue: UInt8
        static let present = Flags(rawValue: 1)
        static let verified = Flags(rawValue: 1 << 2)
        static let eligible = Flags(rawValue: 1 << 3)
        static let backedUp = Flags(rawValue: 1 << 4)
        static let attested = Flags(rawValue: 1 << 6)
        static let extended = Flags(rawValue: 1 << 7)
    }
}
