// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

extension Identifier {
    /// An id as it is written in messages: lower case with hyphens. Foundation formats by `snprintf` and then has to
    /// be lowered; ids are written several times for every event.
    public static func text(_ id: UUID) -> String {
        withUnsafeBytes(of: id.uuid) { bytes in
            String(unsafeUninitializedCapacity: 36) { buffer in
                var at = 0
                for index in 0..<16 {
                    if index == 4 || index == 6 || index == 8 || index == 10 {
                        buffer[at] = 0x2d
                        at += 1
                    }
                    buffer[at] = digit(bytes[index] >> 4)
                    buffer[at + 1] = digit(bytes[index] & 15)
                    at += 2
                }
                return at
            }
        }
    }

    /// Reads an id in either case; nil when it has not the form of 36 characters.
    public static func uuid(text: String) -> UUID? {
        var text = text
        return text.withUTF8 { characters -> UUID? in
            guard characters.count == 36 else { return nil }
            return withUnsafeTemporaryAllocation(byteCount: 16, alignment: 16) { bytes -> UUID? in
                var at = 0
                for index in 0..<16 {
                    if index == 4 || index == 6 || index == 8 || index == 10 {
                        guard characters[at] == 0x2d else { return nil }
                        at += 1
                    }
                    guard let high = value(characters[at]), let low = value(characters[at + 1]) else { return nil }
                    bytes[index] = high << 4 | low
                    at += 2
                }
                return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
            }
        }
    }

    private typealias uuid_t = (
        UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8
    )

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    private static func value(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x61...0x66: character - 0x57
        case 0x41...0x46: character - 0x37
        default: nil
        }
    }
}

extension UUID {
    /// Below every other.
    public static let zero = Identifier.uuid([UInt8](repeating: 0, count: 16))
    /// Above every other.
    public static let highest = Identifier.uuid([UInt8](repeating: 0xff, count: 16))
}
