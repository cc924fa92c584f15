// SPDX-License-Identifier: Apache-2.0

/// Signatures on P-256 in the two forms that there are.
public enum ECDSASignature {
    /// The form that `SignatureKey` verifies, of the one that tokens have (RFC 7518 §3.4): two numbers of 32 bytes, one
    /// after the other; nil for any other length.
    public static func der(_ raw: [UInt8]) -> [UInt8]? {
        guard raw.count == 64 else { return nil }
        return DER.sequence(DER.integer(Array(raw.prefix(32))) + DER.integer(Array(raw.suffix(32))))
    }
}
