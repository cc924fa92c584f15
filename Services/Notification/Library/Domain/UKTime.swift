// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date

/// Times as people in the United Kingdom read them: `3 July 2027 at 14:05`. IMP-13
///
/// Reckoned here, so that no time zone database has to be on the machine: clocks go forward at 01:00 UTC on the last
/// Sunday of March and back at 01:00 UTC on the last Sunday of October.
enum UKTime {
    static func format(_ date: Date) -> String {
        let local = Timestamp.format(date.addingTimeInterval(isSummer(date) ? 3_600 : 0))
        let digits = local.utf8.map { Int($0) - 48 }
        func number(_ from: Int, _ length: Int) -> Int { digits[from..<from + length].reduce(0) { $0 * 10 + $1 } }
        let time = String(local.dropFirst(11).prefix(5))
        return "\(number(8, 2)) \(months[number(5, 2) - 1]) \(number(0, 4)) at \(time)"
    }

    static func isSummer(_ date: Date) -> Bool {
        let year = Timestamp.format(date).prefix(4)
        guard let forward = lastSunday(of: "\(year)-03-31"), let back = lastSunday(of: "\(year)-10-31") else {
            return false
        }
        return date >= forward && date < back
    }

    /// 01:00 UTC on the last Sunday up to a month's last day.
    private static func lastSunday(of lastDay: String) -> Date? {
        Timestamp.parse("\(lastDay)T01:00:00Z").map { last in
            // 1 January 1970 was a Thursday.
            let weekday = (Int(last.timeIntervalSince1970 / 86_400) + 4) % 7
            return last.addingTimeInterval(-86_400 * Double(weekday))
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
