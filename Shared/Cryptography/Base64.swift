// SPDX-License-Identifier: Apache-2.0

/// Base64 with the standard alphabet (RFC 4648 §4).
public enum Base64 {
    /// With padding, unless told otherwise.
    public static func encode(_ bytes: [UInt8], padded: Bool = true) -> String {
        Alphabet.standard.encode(bytes, padded: padded)
    }

    /// The bytes of a text with or without padding; nil for any other character and for bits that no encoder sets.
    public static func decode(_ text: String) -> [UInt8]? {
        let digits = text.utf8.reversed().drop { $0 == UInt8(ascii: "=") }.reversed()
        let padding = text.utf8.count - digits.count
        if padding > 0, padding > 2 || !text.utf8.count.isMultiple(of: 4) { return nil }
        return Alphabet.standard.decode(Array(digits))
    }
}

/// The two alphabets, each with its way back.
struct Alphabet {
    private static let common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    static let standard = Alphabet(common + "+/")
    static let url = Alphabet(common + "-_")

    private static let unknown: UInt8 = 0xFF
    private let digits: [UInt8]
    private let values: [UInt8]

    private init(_ digits: String) {
        self.digits = Array(digits.utf8)
        var values = [UInt8](repeating: Self.unknown, count: 256)
        for (value, digit) in digits.utf8.enumerated() { values[Int(digit)] = UInt8(value) }
        self.values = values
    }

    func encode(_ bytes: [UInt8], padded: Bool) -> String {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var held = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            held += 8
            while held >= 6 {
                held -= 6
                output.append(digits[Int(bits >> UInt32(held) & 0x3F)])
            }
        }
        if held > 0 { output.append(digits[Int(bits << UInt32(6 - held) & 0x3F)]) }
        while padded, !output.count.isMultiple(of: 4) { output.append(UInt8(ascii: "=")) }
        return String(decoding: output, as: UTF8.self)
    }

    func decode(_ text: [UInt8]) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(text.count * 3 / 4)
        var bits: UInt32 = 0
        var held = 0
        for digit in text {
            let value = values[Int(digit)]
            guard value != Self.unknown else { return nil }
            bits = bits << 6 | UInt32(value)
            held += 6
            if held >= 8 {
                held -= 8
                output.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            }
        }
        // One digit alone carries no byte, and left-over bits are zero in the only canonical text.
        guard held < 6, bits & (1 << UInt32(held) - 1) == 0 else { return nil }
        return output
    }
}
