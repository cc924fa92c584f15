// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Keyed digests (RFC 2104).
public enum HMAC {
    /// HMAC-SHA-256, 32 bytes. Compare it with `constantTimeEquals`.
    public static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        digest(prepared256, key: key, message, length: SHA256.length)
    }

    /// HMAC-SHA-1, 20 bytes: for what is defined by it, and nothing new. As a keyed digest it is unbroken.
    static func sha1(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        digest(prepared1, key: key, message, length: 20)
    }

    private static func digest(
        _ prepared: OpaquePointer, key: [UInt8], _ message: [UInt8], length: Int
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: length) { output, count in
            let context = mustExist(EVP_MAC_CTX_dup(prepared))
            defer { EVP_MAC_CTX_free(context) }
            // An array has an address even when it is empty, which is how libcrypto tells an empty key from none.
            mustSucceed(EVP_MAC_init(context, key, key.count, nil))
            mustSucceed(EVP_MAC_update(context, message, message.count))
            mustSucceed(EVP_MAC_final(context, output.baseAddress, &count, length))
        }
    }

    // Only ever copied, which leaves them as they are.
    nonisolated(unsafe) private static let prepared256 = prepare("SHA256")
    nonisolated(unsafe) private static let prepared1 = prepare("SHA1")

    /// Fetched once: libcrypto's one-shot call fetches algorithm and digest each time, several times the work itself.
    private static func prepare(_ digest: String) -> OpaquePointer {
        let algorithm = mustExist(EVP_MAC_fetch(nil, "HMAC", nil))
        let context = mustExist(EVP_MAC_CTX_new(algorithm))
        var name = Array(digest.utf8CString)
        name.withUnsafeMutableBufferPointer { name in
            let parameters = [
                OSSL_PARAM_construct_utf8_string("digest", name.baseAddress, 0), OSSL_PARAM_construct_end(),
            ]
            mustSucceed(EVP_MAC_CTX_set_params(context, parameters))
        }
        return context
    }
}
