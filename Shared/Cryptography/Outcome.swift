// SPDX-License-Identifier: Apache-2.0

// What libcrypto answers where it can fail only for want of memory or of an algorithm that every build has.

/// Stops the process when libcrypto refuses what it never refuses: going on would mean a wrong digest or key.
func mustSucceed(_ answer: Int32) {
    // Memory is exhausted or the library is broken; no caller could do anything sensible.
    precondition(answer == 1, "libcrypto failed")
}

/// The object that libcrypto made; its absence is treated as `mustSucceed` treats a refusal.
func mustExist(_ object: OpaquePointer?) -> OpaquePointer {
    // Memory is exhausted or the library is broken; no caller could do anything sensible.
    guard let object else { preconditionFailure("libcrypto made nothing") }
    return object
}
