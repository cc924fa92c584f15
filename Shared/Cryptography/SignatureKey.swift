// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// The public key of somebody else, of a kind that their devices and providers sign with. It is no secret.
public struct SignatureKey: Sendable {
    /// RSA keys that are accepted: shorter ones are weak, and longer ones cost whoever verifies.
    public static let rsaBits = 2_048...8_192
    private let key: KeyHandle

    /// For ES256: ECDSA on P-256 with SHA-256. Signatures are DER (RFC 3279 §2.2.3).
    ///
    /// - Throws: `malformedKey` unless the coordinates have 32 bytes each and are a point of the curve.
    public init(es256 x: [UInt8], _ y: [UInt8]) throws(CryptographyError) {
        guard x.count == 32, y.count == 32 else { throw .malformedKey }
        let algorithm = DER.sequence(DER.identifier(Self.ecPublicKey) + DER.identifier(Self.p256))
        try self.init(DER.sequence(algorithm + DER.bits([4] + x + y)))
        guard EVP_PKEY_get_base_id(key.pointer) == EVP_PKEY_EC else { throw .malformedKey }
    }

    /// For RS256: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2).
    ///
    /// - Throws: `malformedKey` unless the modulus has from 2,048 to 8,192 bits and the exponent is odd, from 3 to 32 bits.
    public init(rs256 modulus: [UInt8], exponent: [UInt8]) throws(CryptographyError) {
        let (modulus, exponent) = (Array(modulus.drop { $0 == 0 }), Array(exponent.drop { $0 == 0 }))
        guard modulus.count <= Self.rsaBits.upperBound / 8, let last = exponent.last, last % 2 == 1,
            exponent.count <= 4, exponent != [1]
        else { throw .malformedKey }
        let algorithm = DER.sequence(DER.identifier(Self.rsaEncryption) + DER.null)
        let numbers = DER.sequence(DER.integer(modulus) + DER.integer(exponent))
        try self.init(DER.sequence(algorithm + DER.bits(numbers)))
        guard EVP_PKEY_get_base_id(key.pointer) == EVP_PKEY_RSA,
            Self.rsaBits.contains(Int(EVP_PKEY_get_bits(key.pointer)))
        else { throw .malformedKey }
    }

    /// - Parameter information: a SubjectPublicKeyInfo (RFC 5280 §4.1).
    private init(_ information: [UInt8]) throws(CryptographyError) {
        let pointer = information.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return d2i_PUBKEY(nil, &start, buffer.count)
        }
        ERR_clear_error()
        guard let pointer else { throw .malformedKey }
        key = KeyHandle(pointer)
    }

    /// Whether the signature was made over the message with the private half of this key.
    public func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        let context = mustExist(EVP_MD_CTX_new())
        defer { EVP_MD_CTX_free(context) }
        mustSucceed(EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key.pointer))
        let answer = EVP_DigestVerify(context, signature, signature.count, message, message.count)
        ERR_clear_error()
        return answer == 1
    }

    // 1.2.840.10045.2.1, 1.2.840.10045.3.1.7 and 1.2.840.113549.1.1.1
    private static let ecPublicKey: [UInt8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]
    private static let p256: [UInt8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]
    private static let rsaEncryption: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]
}
