// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Keyed digests (RFC 2104).
public enum HMAC {
    /// HMAC-SHA-256, 32 bytes. Compare it with `constantTimeEquals`.
    public static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: SHA256.length) { output, count in
            // An array has an address even when it is empty, which is how libcrypto tells an empty key from none.
            let made = EVP_Q_mac(
                nil, "HMAC", nil, "SHA256", nil, key, key.count, message, message.count, output.baseAddress,
                SHA256.length, &count)
            mustSucceed(made == nil ? 0 : 1)
        }
    }
}
