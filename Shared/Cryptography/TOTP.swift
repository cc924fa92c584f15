// SPDX-License-Identifier: Apache-2.0

/// Codes of six digits that follow from a shared secret and the time (RFC 6238): HMAC-SHA-1, a new one every 30 seconds, as
/// the apps that people have make them.
public struct TOTP: Sendable {
    public static let digits = 6
    /// In seconds.
    public static let period = 30
    /// As RFC 4226 §4 recommends: 20 bytes.
    public static let secretLength = 20

    private let secret: [UInt8]

    public init(secret: [UInt8]) { self.secret = secret }

    /// Which step of time it is.
    ///
    /// - Parameter time: seconds since 1970.
    public static func step(at time: Double) -> Int { Int((time / Double(period)).rounded(.down)) }

    public func code(at step: Int) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let mac = HMAC.sha1(key: secret, counter)
        let offset = Int(mac[mac.count - 1] & 0xf)
        let number = mac[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7fff_ffff
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: Self.digits - text.count) + text
    }

    /// The step whose code this is: now's, the one before or the one after, since clocks differ. Spaces do not matter.
    public func step(of code: String, at time: Double) -> Int? {
        let typed = Array(code.utf8.filter { $0 != UInt8(ascii: " ") })
        let now = Self.step(at: time)
        return [now, now - 1, now + 1].first { constantTimeEquals(typed, Array(self.code(at: $0).utf8)) }
    }
}
