// SPDX-License-Identifier: Apache-2.0

/// Base64 with the alphabet for URLs and file names, without padding (RFC 4648 §5).
public enum Base64URL {
    public static func encode(_ bytes: [UInt8]) -> String { Alphabet.url.encode(bytes, padded: false) }

    /// The bytes of a text; nil for padding, for any other character and for bits that no encoder sets.
    public static func decode(_ text: String) -> [UInt8]? { Alphabet.url.decode(Array(text.utf8)) }
}
