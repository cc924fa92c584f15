// SPDX-License-Identifier: Apache-2.0

/// A secret that is handed out once, as a link or a cookie. Only its digest is stored.
public struct Token: Sendable, Equatable, Secret {
    /// What the holder presents: base64url without padding, 43 characters for 32 bytes.
    public let clear: String

    public init(bytes: [UInt8]) { clear = Base64URL.encode(bytes) }

    /// What somebody presented; nil when no token could read so.
    public init?(clear: String) {
        guard clear.utf8.count == 43, Base64URL.decode(clear) != nil else { return nil }
        self.clear = clear
    }

    /// 32 unpredictable bytes.
    public static func random() -> Token { Token(bytes: RandomBytes.make(32)) }

    /// What is stored and looked up: the SHA-256 of the clear text.
    public var digest: [UInt8] { SHA256.digest(clear) }

    public static func == (a: Token, b: Token) -> Bool {
        constantTimeEquals(Array(a.clear.utf8), Array(b.clear.utf8))
    }
}
