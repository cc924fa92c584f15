// SPDX-License-Identifier: Apache-2.0

/// Signatures on P-256 in the two forms that there are.
public enum ECDSASignature {
    /// The form that `SignatureKey` verifies, of the one that tokens have (RFC 7518 §3.4): two numbers of 32 bytes, one
    /// after the other; nil for any other length.
    public static func der(_ raw: [UInt8]) -> [UInt8]? {
        guard raw.count == 64 else { return nil }
        let numbers = integer(raw.prefix(32)) + integer(raw.suffix(32))
        return [0x30, UInt8(numbers.count)] + numbers
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let content = bytes.drop { $0 == 0 }
        // A first bit that is set would make it negative, and nothing at all is no number.
        let sign: [UInt8] = content.first.map { $0 < 0x80 } == true ? [] : [0]
        return [2, UInt8(sign.count + content.count)] + sign + content
    }
}
