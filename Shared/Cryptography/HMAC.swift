// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Keyed digests (RFC 2104).
public enum HMAC {
    /// HMAC-SHA-256, 32 bytes. Compare it with `constantTimeEquals`.
    public static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: SHA256.length) { output, count in
            let context = mustExist(EVP_MAC_CTX_dup(prepared))
            defer { EVP_MAC_CTX_free(context) }
            // An array has an address even when it is empty, which is how libcrypto tells an empty key from none.
            mustSucceed(EVP_MAC_init(context, key, key.count, nil))
            mustSucceed(EVP_MAC_update(context, message, message.count))
            mustSucceed(EVP_MAC_final(context, output.baseAddress, &count, SHA256.length))
        }
    }

    /// Fetched once: libcrypto's one-shot call fetches algorithm and digest each time, several times the work itself.
    // Only ever copied, which leaves it as it is.
    nonisolated(unsafe) private static let prepared: OpaquePointer = {
        let algorithm = mustExist(EVP_MAC_fetch(nil, "HMAC", nil))
        let context = mustExist(EVP_MAC_CTX_new(algorithm))
        var name = Array("SHA256".utf8CString)
        name.withUnsafeMutableBufferPointer { name in
            let parameters = [
                OSSL_PARAM_construct_utf8_string("digest", name.baseAddress, 0), OSSL_PARAM_construct_end(),
            ]
            mustSucceed(EVP_MAC_CTX_set_params(context, parameters))
        }
        return context
    }()
}
