// SPDX-License-Identifier: Apache-2.0

/// A code to get in with when the usual way is lost: 80 random bits, as four groups of four letters and digits. Only its
/// digest is ever stored.
public struct RecoveryCode: Sendable, Equatable {
    /// `ABCD-EFGH-IJKL-MN23`.
    public let clear: String

    /// - Parameter secret: ten random bytes or more; the first ten count.
    public init(secret: [UInt8]) {
        let text = Array(Base32.encode(Array(secret.prefix(10))))
        clear = stride(from: 0, to: text.count, by: 4)
            .map { String(text[$0..<min($0 + 4, text.count)]) }.joined(separator: "-")
    }

    public var digest: String { Self.digest(of: clear) }

    /// SHA-256 of what was typed, in either case, with spaces and hyphens or without, in hexadecimal.
    public static func digest(of typed: String) -> String {
        Hex.encode(SHA256.digest(typed.uppercased().filter { $0.isLetter || $0.isNumber }))
    }
}
