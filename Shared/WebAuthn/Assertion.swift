// SPDX-License-Identifier: Apache-2.0

import Cryptography

/// A passkey that was used, and whose signature is right (WebAuthn §7.2).
public struct Assertion: Sendable {
    /// 0 of authenticators that do not count; else it grows.
    public let signCount: UInt32

    /// - Parameters:
    ///   - clientData: `clientDataJSON`, the very bytes.
    ///   - authenticatorData: the very bytes.
    ///   - challenge: the one that was given out for this.
    ///   - verified: whether it must be known who used it.
    /// - Throws: when it does not count.
    public init(
        clientData: [UInt8], authenticatorData: [UInt8], signature: [UInt8], key: CredentialKey, challenge: [UInt8],
        for party: RelyingParty, verified: Bool
    ) throws(WebAuthnError) {
        // Keys sign a hundred bytes, with a thousand at most.
        guard authenticatorData.count <= 10_000, signature.count <= 2_000 else { throw .malformed }
        try ClientData(json: clientData).check(.get, challenge: challenge, for: party)
        let data = try AuthenticatorData(authenticatorData)
        try data.check(for: party, verified: verified)
        guard key.verify(signature, of: authenticatorData + SHA256.digest(clientData)) else { throw .wrongSignature }
        signCount = data.signCount
    }

    /// Whether the count has moved on since the passkey was used last. Where it has not, there may be two of it. WebAuthn
    /// §6.1.1
    public static func hasCounted(_ count: UInt32, since last: UInt32) -> Bool {
        count == 0 && last == 0 || count > last
    }
}
