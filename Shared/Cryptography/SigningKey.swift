// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A private Ed25519 key (RFC 8032).
public struct SigningKey: Sendable, Secret {
    private let seed: SecretBytes
    private let key: KeyHandle

    /// - Parameter bytes: the 32 bytes of the seed.
    /// - Throws: `malformedKey` unless there are 32 bytes.
    public init(bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.count == 32, let pointer = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
        else { throw .malformedKey }
        seed = SecretBytes(bytes)
        key = KeyHandle(pointer)
    }

    /// A new key.
    public static func generate() -> SigningKey {
        // Every 32 bytes are a seed.
        guard let key = try? SigningKey(bytes: RandomBytes.make(32)) else { preconditionFailure("libcrypto failed") }
        return key
    }

    /// The seed, to be stored where secrets are stored.
    public var bytes: [UInt8] { seed.withUnsafeBytes { Array($0) } }

    /// The public half.
    public var verifyingKey: VerifyingKey {
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        mustSucceed(EVP_PKEY_get_raw_public_key(key.pointer, &bytes, &count))
        guard let key = try? VerifyingKey(bytes: bytes) else { preconditionFailure("libcrypto failed") }
        return key
    }

    /// The signature of a message, 64 bytes.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        let context = mustExist(EVP_MD_CTX_new())
        defer { EVP_MD_CTX_free(context) }
        mustSucceed(EVP_DigestSignInit(context, nil, nil, nil, key.pointer))
        var signature = [UInt8](repeating: 0, count: 64)
        var count = signature.count
        mustSucceed(EVP_DigestSign(context, &signature, &count, message, message.count))
        return signature
    }
}
