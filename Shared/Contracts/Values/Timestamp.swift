// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date

/// Times on the wire: RFC 3339 in UTC with milliseconds, `2026-11-21T19:48:31.120Z`.
///
/// Foundation's formatters would do, but a time is written for every event, and this costs a tenth.
public enum Timestamp {
    /// The time cut to whole milliseconds, so that what is written and read back is the same value.
    public static func wholeMilliseconds(_ date: Date) -> Date {
        Date(timeIntervalSince1970: Double(milliseconds(date)) / 1_000)
    }

    /// Milliseconds since 1970.
    public static func milliseconds(_ date: Date) -> Int64 {
        // A small part of a millisecond is added so that 0.120 s, stored as 0.1199999…, stays 120 ms.
        Int64((date.timeIntervalSince1970 * 1_000 + 0.000_5).rounded(.down))
    }

    public static func format(_ date: Date) -> String {
        let all = milliseconds(date)
        let (days, inDay) = floorDivide(all, 86_400_000)
        let (year, month, day) = civil(fromDays: days)
        let seconds = inDay / 1_000
        return String(unsafeUninitializedCapacity: 24) { buffer in
            func put(_ value: Int64, width: Int, at index: Int) {
                var rest = value
                for offset in stride(from: width - 1, through: 0, by: -1) {
                    buffer[index + offset] = UInt8(0x30 + rest % 10)
                    rest /= 10
                }
            }
            put(year, width: 4, at: 0)
            buffer[4] = 0x2d
            put(month, width: 2, at: 5)
            buffer[7] = 0x2d
            put(day, width: 2, at: 8)
            buffer[10] = 0x54
            put(seconds / 3_600, width: 2, at: 11)
            buffer[13] = 0x3a
            put(seconds / 60 % 60, width: 2, at: 14)
            buffer[16] = 0x3a
            put(seconds % 60, width: 2, at: 17)
            buffer[19] = 0x2e
            put(inDay % 1_000, width: 3, at: 20)
            buffer[23] = 0x5a
            return 24
        }
    }

    /// Reads RFC 3339 with any fraction and any offset; nil for anything else, an impossible date included.
    public static func parse(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[4] == 0x2d, bytes[7] == 0x2d, bytes[10] == 0x54 || bytes[10] == 0x74,
            bytes[13] == 0x3a, bytes[16] == 0x3a, let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
            let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19]), (1...12).contains(month), (1...31).contains(day), hour < 24,
            minute < 60, second < 61
        else { return nil }
        var index = 19
        var micros: Int64 = 0
        if bytes[index] == 0x2e {
            let digits = bytes[(index + 1)...].prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, let value = number(digits.prefix(6)) else { return nil }
            micros = value
            for _ in digits.prefix(6).count..<6 { micros *= 10 }
            index += 1 + digits.count
        }
        guard index < bytes.count, let offset = offset(bytes[index...]) else { return nil }
        let days = days(fromCivil: year, month, day)
        guard civil(fromDays: days) == (year, month, day) else { return nil }
        let total = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: Double(total) + Double(micros) / 1_000_000)
    }

    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int64? {
        if bytes.count == 1, bytes.first == 0x5a || bytes.first == 0x7a { return 0 }
        let zone = Array(bytes)
        guard zone.count == 6, zone[0] == 0x2b || zone[0] == 0x2d, zone[3] == 0x3a, let hours = number(zone[1..<3]),
            let minutes = number(zone[4..<6]), hours < 24, minutes < 60
        else { return nil }
        return (zone[0] == 0x2d ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        return value
    }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> (Int64, Int64) {
        let quotient = value >= 0 ? value / by : -((-value + by - 1) / by)
        return (quotient, value - quotient * by)
    }

    /// Days since 1970 to a Gregorian date (the usual era arithmetic: 146,097 days in 400 years).
    private static func civil(fromDays days: Int64) -> (Int64, Int64, Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func days(fromCivil year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = floorDivide(shifted, 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
