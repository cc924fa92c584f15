// SPDX-License-Identifier: Apache-2.0

/// Writes PNG files (RFC 2083): two bits a pixel, greyscale, stored without compression.
///
/// A challenge is a few kilobytes, so a compressor would not earn its place.
enum PNG {
    static func encode(_ bitmap: Bitmap) -> [UInt8] {
        var rows: [UInt8] = []
        for y in 0..<bitmap.height {
            rows.append(0)
            for start in stride(from: 0, to: bitmap.width, by: 4) {
                rows.append((0..<4).reduce(UInt8(0)) { $0 << 2 | bitmap[start + $1, y] })
            }
        }
        let header = bigEndian(UInt32(bitmap.width)) + bigEndian(UInt32(bitmap.height)) + [2, 0, 0, 0, 0]
        let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
        return signature + chunk("IHDR", header) + chunk("IDAT", zlib(rows)) + chunk("IEND", [])
    }

    private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        return bigEndian(UInt32(data.count)) + body + bigEndian(crc32(body))
    }

    /// RFC 1950 around stored blocks of RFC 1951, each of at most 65,535 bytes.
    private static func zlib(_ data: [UInt8]) -> [UInt8] {
        var output: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let end = min(data.count, start + 65_535)
            let length = UInt16(end - start)
            output.append(end == data.count ? 1 : 0)
            for value in [length, ~length] { output += [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)] }
            output += data[start..<end]
            start = end
        } while start < data.count
        return output + bigEndian(adler32(data))
    }

    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xffff_ffff
        for byte in bytes { crc = crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] }
        return ~crc
    }

    static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return b << 16 | a
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }
}
