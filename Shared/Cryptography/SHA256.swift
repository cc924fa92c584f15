// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// SHA-256 (FIPS 180-4). Digests are 32 bytes.
public enum SHA256 {
    /// The digest of some bytes.
    public static func digest(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { digest($0) }
    }

    /// The digest of a text's UTF-8.
    public static func digest(_ text: String) -> [UInt8] {
        var text = text
        return text.withUTF8 { digest(UnsafeRawBufferPointer($0)) }
    }

    /// The digest of borrowed bytes.
    public static func digest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: length) { output, count in
            mustSucceed(EVP_Digest(bytes.baseAddress, bytes.count, output.baseAddress, nil, algorithm, nil))
            count = length
        }
    }

    static let length = 32

    /// Fetched once: a fetch for every digest costs several times the digest of a short message.
    // libcrypto's method tables are immutable and counted, so that threads may share one.
    nonisolated(unsafe) static let algorithm = mustExist(EVP_MD_fetch(nil, "SHA256", nil))

    /// A digest of bytes that arrive in pieces. A copy goes its own way from where the original stood.
    public struct Hasher: Sendable {
        private var state: State

        public init() { state = State() }

        public mutating func update(_ bytes: UnsafeRawBufferPointer) {
            if !isKnownUniquelyReferenced(&state) { state = State(copying: state) }
            mustSucceed(EVP_DigestUpdate(state.context, bytes.baseAddress, bytes.count))
        }

        public mutating func update(_ bytes: [UInt8]) {
            bytes.withUnsafeBytes { update($0) }
        }

        /// The digest of everything so far. More may follow.
        public func finish() -> [UInt8] {
            let last = State(copying: state)
            return [UInt8](unsafeUninitializedCapacity: SHA256.length) { output, count in
                mustSucceed(EVP_DigestFinal_ex(last.context, output.baseAddress, nil))
                count = SHA256.length
            }
        }
    }

    private final class State: @unchecked Sendable {  // changed only through a hasher that alone refers to it
        let context = mustExist(EVP_MD_CTX_new())

        init() { mustSucceed(EVP_DigestInit_ex2(context, SHA256.algorithm, nil)) }

        init(copying other: State) { mustSucceed(EVP_MD_CTX_copy_ex(context, other.context)) }

        deinit { EVP_MD_CTX_free(context) }
    }
}
