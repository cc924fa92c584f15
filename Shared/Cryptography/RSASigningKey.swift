// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A private RSA key, for what other systems verify only with one: e-mails.
public struct RSASigningKey: Sendable, Secret {
    public static let fewestBits = 2_048
    private let key: KeyHandle

    /// - Parameter pem: PKCS #8 or PKCS #1, without a passphrase.
    /// - Throws: `malformedKey` unless it is an RSA key of 2,048 bits or more.
    public init(pem: String) throws(CryptographyError) {
        var text = Array(pem.utf8)
        let length = Int32(text.count)
        guard let memory = BIO_new_mem_buf(&text, length) else { throw .malformedKey }
        defer { BIO_free(memory) }
        // A passphrase is never asked for: nobody sits there.
        guard let pointer = PEM_read_bio_PrivateKey(memory, nil, { _, _, _, _ in -1 }, nil) else {
            ERR_clear_error()
            throw .malformedKey
        }
        key = KeyHandle(pointer)
        guard EVP_PKEY_get_base_id(pointer) == EVP_PKEY_RSA, EVP_PKEY_get_bits(pointer) >= Self.fewestBits else {
            throw .malformedKey
        }
    }

    /// The signature of a message: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2).
    public func sign(_ message: [UInt8]) -> [UInt8] {
        let context = mustExist(EVP_MD_CTX_new())
        defer { EVP_MD_CTX_free(context) }
        mustSucceed(EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key.pointer))
        var count = Int(EVP_PKEY_get_size(key.pointer))
        var signature = [UInt8](repeating: 0, count: count)
        mustSucceed(EVP_DigestSign(context, &signature, &count, message, message.count))
        return Array(signature.prefix(count))
    }

    /// The public half as a SubjectPublicKeyInfo in DER.
    public var publicKey: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(max(0, i2d_PUBKEY(key.pointer, nil))))
        bytes.withUnsafeMutableBufferPointer { buffer in
            var end = buffer.baseAddress
            _ = i2d_PUBKEY(key.pointer, &end)
        }
        return bytes
    }
}
