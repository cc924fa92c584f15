// SPDX-License-Identifier: Apache-2.0

/// As much of the Distinguished Encoding Rules (X.690) as public keys and signatures need.
enum DER {
    static let null: [UInt8] = [5, 0]

    static func sequence(_ content: [UInt8]) -> [UInt8] { value(0x30, content) }
    static func identifier(_ content: [UInt8]) -> [UInt8] { value(6, content) }
    /// Whole bytes.
    static func bits(_ content: [UInt8]) -> [UInt8] { value(3, [0] + content) }

    /// A positive number, in whole bytes.
    static func integer(_ content: [UInt8]) -> [UInt8] {
        let content = Array(content.drop { $0 == 0 })
        // A first bit that is set would make it negative, and nothing at all is no number.
        return value(2, content.first.map { $0 < 0x80 } == true ? content : [0] + content)
    }

    private static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        if count < 0x80 { return [tag, UInt8(count)] + content }
        // Keys are far shorter than the 65,535 bytes that two bytes can say.
        return [tag, 0x82, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)] + content
    }
}
