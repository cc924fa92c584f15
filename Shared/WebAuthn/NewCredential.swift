// SPDX-License-Identifier: Apache-2.0

import Cryptography

/// A passkey that an authenticator has just made for us (WebAuthn §7.1).
///
/// What the authenticator says of its maker is not looked at: we ask for no attestation, and accept every kind of passkey.
public struct NewCredential: Sendable {
    /// 1 to 1,023 bytes.
    public let id: [UInt8]
    /// COSE, as `CredentialKey` reads it.
    public let key: [UInt8]
    public let signCount: UInt32

    /// Far more than any authenticator sends, with certificates and all.
    private static let longest = 64 * 1_024

    /// - Parameters:
    ///   - clientData: `clientDataJSON`, the very bytes.
    ///   - attestationObject: the very bytes.
    ///   - challenge: the one that was given out for this.
    /// - Throws: when it is not what we asked for, or none that we could verify anything with.
    public init(
        clientData: [UInt8], attestationObject: [UInt8], challenge: [UInt8], for party: RelyingParty
    ) throws(WebAuthnError) {
        guard attestationObject.count <= Self.longest else { throw .malformed }
        try ClientData(json: clientData).check(.create, challenge: challenge, for: party)
        let object = try CBOR.decode(attestationObject)
        guard case .text(let format) = object["fmt"], case .map(let statement) = object["attStmt"],
            case .bytes(let bytes) = object["authData"], format != "none" || statement.isEmpty
        else { throw .malformed }
        let data = try AuthenticatorData(bytes)
        try data.check(for: party, verified: false)
        guard let credential = data.credential else { throw .malformed }
        _ = try CredentialKey(cose: credential.key)
        id = credential.id
        key = credential.key
        signCount = data.signCount
    }
}
