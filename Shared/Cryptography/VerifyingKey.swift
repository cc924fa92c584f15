// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A public Ed25519 key (RFC 8032). It is no secret.
public struct VerifyingKey: Sendable, Hashable, CustomStringConvertible {
    /// The 32 bytes of the key.
    public let bytes: [UInt8]
    private let key: KeyHandle

    /// - Throws: `malformedKey` unless there are 32 bytes.
    public init(bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.count == 32, let pointer = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
        else { throw .malformedKey }
        self.bytes = bytes
        key = KeyHandle(pointer)
    }

    /// Whether the signature was made over the message with the private half of this key.
    public func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        let context = mustExist(EVP_MD_CTX_new())
        defer { EVP_MD_CTX_free(context) }
        mustSucceed(EVP_DigestVerifyInit(context, nil, nil, nil, key.pointer))
        let answer = EVP_DigestVerify(context, signature, signature.count, message, message.count)
        ERR_clear_error()
        return answer == 1
    }

    public var description: String { "VerifyingKey(\(Hex.encode(bytes)))" }

    public static func == (a: VerifyingKey, b: VerifyingKey) -> Bool { a.bytes == b.bytes }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

/// A key that libcrypto made, freed with the last reference.
final class KeyHandle: @unchecked Sendable {  // an EVP_PKEY is counted, and is not changed once it is made
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }
}
