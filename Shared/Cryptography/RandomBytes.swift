// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Unpredictable bytes, from libcrypto's generator, seeded by the kernel.
public enum RandomBytes {
    public static func make(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { output, made in
            mustSucceed(RAND_bytes(output.baseAddress, Int32(count)))
            made = count
        }
    }
}
