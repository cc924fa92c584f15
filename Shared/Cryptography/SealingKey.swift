// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A key for AES-256-GCM: sealed bytes can be neither read nor changed without it.
///
/// Sealed bytes are `nonce ‖ ciphertext ‖ tag`, 28 bytes longer than the plain ones. The context says what the bytes are
/// for; it is not part of them, and they do not open under another.
public struct SealingKey: Sendable, Secret {
    static let nonceLength = 12
    static let tagLength = 16
    private let key: SecretBytes

    // libcrypto's method tables are immutable and counted, so that threads may share one.
    nonisolated(unsafe) private static let algorithm = mustExist(EVP_CIPHER_fetch(nil, "AES-256-GCM", nil))

    /// - Throws: `malformedKey` unless there are 32 bytes.
    public init(bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.count == 32 else { throw .malformedKey }
        key = SecretBytes(bytes)
    }

    /// - Throws: `malformedKey` unless it is the base64 of 32 bytes, with or without padding, in either alphabet.
    public init(base64: String) throws(CryptographyError) {
        guard let bytes = Base64.decode(base64) ?? Base64URL.decode(base64) else { throw .malformedKey }
        try self.init(bytes: bytes)
    }

    public static func random() -> SealingKey { SealingKey(key: SecretBytes(RandomBytes.make(32))) }

    /// 32 bytes for another use, from which this key does not follow; for the same purpose always the same.
    public func derived(_ purpose: String) -> [UInt8] {
        HMAC.sha256(key: key.withUnsafeBytes { Array($0) }, Array("derived/\(purpose)".utf8))
    }

    private init(key: SecretBytes) { self.key = key }

    /// Seals under a random nonce; good for some 2^32 messages a key.
    public func seal(_ plain: [UInt8], context: String) -> [UInt8] {
        seal(plain, nonce: RandomBytes.make(Self.nonceLength), context: context)
    }

    /// Seals under a nonce of 12 bytes. The same nonce must never serve two different messages.
    public func seal(_ plain: [UInt8], nonce: [UInt8], context: String) -> [UInt8] {
        // GCM with another length is another scheme; the nonce comes from a programmer, never from a message.
        precondition(nonce.count == Self.nonceLength, "The nonce must have 12 bytes")
        let cipher = cipher(nonce: nonce, context: context, sealing: 1)
        defer { EVP_CIPHER_CTX_free(cipher) }
        let total = Self.nonceLength + plain.count + Self.tagLength
        return [UInt8](unsafeUninitializedCapacity: total) { output, count in
            _ = output.update(fromContentsOf: nonce)
            let body = output.baseAddress.map { $0 + Self.nonceLength }
            var written: Int32 = 0
            mustSucceed(EVP_CipherUpdate(cipher, body, &written, plain, Int32(plain.count)))
            mustSucceed(EVP_CipherFinal_ex(cipher, body.map { $0 + plain.count }, &written))
            mustSucceed(
                EVP_CIPHER_CTX_ctrl(
                    cipher, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagLength), body.map { $0 + plain.count }))
            count = total
        }
    }

    /// The plain bytes.
    ///
    /// - Throws: `doesNotOpen` when anything at all is not as it was sealed.
    public func open(_ sealed: [UInt8], context: String) throws(CryptographyError) -> [UInt8] {
        let length = sealed.count - Self.nonceLength - Self.tagLength
        guard length >= 0 else { throw .doesNotOpen }
        let cipher = cipher(nonce: Array(sealed.prefix(Self.nonceLength)), context: context, sealing: 0)
        defer { EVP_CIPHER_CTX_free(cipher) }
        var tag = Array(sealed.suffix(Self.tagLength))
        mustSucceed(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag))
        let body = Array(sealed[Self.nonceLength..<Self.nonceLength + length])
        // One byte more, so that the buffer has an address when nothing was sealed.
        var plain = [UInt8](repeating: 0, count: length + 1)
        var written: Int32 = 0
        mustSucceed(EVP_CipherUpdate(cipher, &plain, &written, body, Int32(length)))
        var rest = [UInt8](repeating: 0, count: Self.tagLength)
        guard EVP_CipherFinal_ex(cipher, &rest, &written) == 1 else { throw .doesNotOpen }
        plain.removeLast()
        return plain
    }

    private func cipher(nonce: [UInt8], context: String, sealing: Int32) -> OpaquePointer {
        let cipher = mustExist(EVP_CIPHER_CTX_new())
        key.withUnsafeBytes { key in
            let key = key.assumingMemoryBound(to: UInt8.self).baseAddress
            mustSucceed(EVP_CipherInit_ex2(cipher, Self.algorithm, key, nonce, sealing, nil))
        }
        let context = Array(context.utf8)
        var written: Int32 = 0
        if !context.isEmpty { mustSucceed(EVP_CipherUpdate(cipher, nil, &written, context, Int32(context.count))) }
        return cipher
    }
}
