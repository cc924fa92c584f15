// SPDX-License-Identifier: Apache-2.0

/// A program's key: `attest_`, 200 random bits, and a check that tells a key from what only looks like one. Only its digest
/// is ever stored.
///
/// Those who look for secrets in what people publish find it as `attest_[A-Z2-7]{46}`: the last six letters are the first
/// of the Base32 of SHA-256 of all that stands before them.
public struct APIKey: Sendable, Equatable, Secret {
    public static let prefix = "attest_"
    /// How many random bytes it takes.
    public static let strength = 25
    private static let checkLength = 6

    /// What the program presents.
    public let clear: String

    /// - Parameter secret: 25 random bytes or more; the first 25 count.
    public init(secret: [UInt8]) {
        let start = Self.prefix + Base32.encode(Array(secret.prefix(Self.strength)))
        clear = start + Self.check(of: start)
    }

    /// What somebody presented; nil when no key could read so.
    public init?(clear: String) {
        let length = Self.prefix.utf8.count + Self.strength * 8 / 5 + Self.checkLength
        guard clear.hasPrefix(Self.prefix), clear.utf8.count == length,
            clear.utf8.dropFirst(Self.prefix.utf8.count).allSatisfy({ 0x41...0x5a ~= $0 || 0x32...0x37 ~= $0 }),
            clear.hasSuffix(Self.check(of: String(clear.dropLast(Self.checkLength))))
        else { return nil }
        self.clear = clear
    }

    /// What is stored and looked up: the SHA-256 of the clear text.
    public var digest: [UInt8] { SHA256.digest(clear) }

    public static func == (a: APIKey, b: APIKey) -> Bool {
        constantTimeEquals(Array(a.clear.utf8), Array(b.clear.utf8))
    }

    private static func check(of start: String) -> String {
        String(Base32.encode(Array(SHA256.digest(start).prefix(5))).prefix(checkLength))
    }
}
