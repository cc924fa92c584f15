// SPDX-License-Identifier: Apache-2.0

/// The code page that older exports are written in.
enum Windows1252 {
    static func decode(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(scalar(of: byte)) }
        return String(text)
    }

    /// 0x80 to 0x9F; five of them are not assigned.
    private static let special: [Unicode.Scalar] = Array(
        "\u{20AC}\u{FFFD}\u{201A}\u{0192}\u{201E}\u{2026}\u{2020}\u{2021}\u{02C6}\u{2030}\u{0160}\u{2039}\u{0152}\u{FFFD}\u{017D}\u{FFFD}\u{FFFD}\u{2018}\u{2019}\u{201C}\u{201D}\u{2022}\u{2013}\u{2014}\u{02DC}\u{2122}\u{0161}\u{203A}\u{0153}\u{FFFD}\u{017E}\u{0178}"
            .unicodeScalars)

    private static func scalar(of byte: UInt8) -> Unicode.Scalar {
        (0x80...0x9f).contains(byte) ? special[Int(byte) - 0x80] : Unicode.Scalar(byte)
    }
}
