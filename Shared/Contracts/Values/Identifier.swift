// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

/// How ids are made. Everything that is created gets a version 7 UUID: its first 48 bits are the time, so that an
/// index on it grows at its end and a table can be cut into days by it.
public enum Identifier {
    /// A version 7 UUID (RFC 9562) of a time and ten random bytes.
    public static func make(at time: Date, random: [UInt8]) -> UUID {
        let milliseconds = UInt64(max(0, Timestamp.milliseconds(time)))
        var bytes = [UInt8](repeating: 0, count: 16)
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64(index))) }
        for index in 6..<16 { bytes[index] = index - 6 < random.count ? random[index - 6] : 0 }
        bytes[6] = bytes[6] & 0x0f | 0x70
        bytes[8] = bytes[8] & 0x3f | 0x80
        return uuid(bytes)
    }

    /// A version 7 UUID of a time, by default now, and the system's random numbers.
    public static func make(at time: Date = Date()) -> UUID {
        var system = SystemRandomNumberGenerator()
        return make(at: time, using: &system)
    }

    /// The same with somebody's own random numbers.
    public static func make(at time: Date, using generator: inout some RandomNumberGenerator) -> UUID {
        let random = (generator.next(), generator.next())
        return make(at: time, random: withUnsafeBytes(of: random) { Array($0.prefix(10)) })
    }

    /// A UUID that follows from another and a purpose, the same each time: two services name the same thing alike
    /// without asking. Version 8, from sixteen bytes of a digest that the caller made.
    public static func derived(from digest: [UInt8]) -> UUID {
        var bytes = Array(digest.prefix(16))
        while bytes.count < 16 { bytes.append(0) }
        bytes[6] = bytes[6] & 0x0f | 0x80
        bytes[8] = bytes[8] & 0x3f | 0x80
        return uuid(bytes)
    }

    /// The time in a version 7 UUID; nil for any other version.
    public static func time(of id: UUID) -> Date? {
        let bytes = bytes(of: id)
        guard bytes[6] >> 4 == 7 else { return nil }
        let milliseconds = bytes[0..<6].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }

    /// The sixteen bytes, in network order.
    public static func bytes(of id: UUID) -> [UInt8] { withUnsafeBytes(of: id.uuid) { Array($0) } }

    /// A UUID of sixteen bytes in network order.
    public static func uuid(_ bytes: [UInt8]) -> UUID {
        precondition(bytes.count == 16, "A UUID has sixteen bytes")
        return bytes.withUnsafeBytes {
            UUID(
                uuid: $0.loadUnaligned(
                    as: (
                        UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8,
                        UInt8, UInt8, UInt8
                    ).self))
        }
    }
}
