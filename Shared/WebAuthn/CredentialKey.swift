// SPDX-License-Identifier: Apache-2.0

import Cryptography

/// A passkey's public key: COSE (RFC 9052 §7), of the two kinds that we ask for: ES256 and RS256 (RFC 9053,
/// RFC 8812).
public struct CredentialKey: Sendable {
    private let key: SignatureKey

    /// - Throws: `malformed` when it is no COSE, `unknownKey` when it is a key that we did not ask for.
    public init(cose bytes: [UInt8]) throws(WebAuthnError) {
        let cose = try CBOR.decode(bytes)
        do throws(CryptographyError) {
            switch (cose[1], cose[3]) {
            case (CBOR(2), CBOR(-7)):
                guard cose[-1] == CBOR(1), case .bytes(let x) = cose[-2], case .bytes(let y) = cose[-3] else {
                    throw .malformedKey
                }
                key = try SignatureKey(es256: x, y)
            case (CBOR(3), CBOR(-257)):
                guard case .bytes(let modulus) = cose[-1], case .bytes(let exponent) = cose[-2] else {
                    throw .malformedKey
                }
                key = try SignatureKey(rs256: modulus, exponent: exponent)
            default: throw .malformedKey
            }
        } catch {
            throw .unknownKey
        }
    }

    func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool { key.verify(signature, of: message) }
}
