// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date

/// Times as people in the United Kingdom read them: stored in UTC, shown in UK time.
enum BritishTime {
    /// `3 July 2027`
    static func date(_ time: Date) -> String {
        let text = local(time)
        let month = Int(text.dropFirst(5).prefix(2)) ?? 1
        let day = Int(text.dropFirst(8).prefix(2)) ?? 1
        return "\(day) \(months[month - 1]) \(text.prefix(4))"
    }

    /// `3 July 2027 at 14:05`
    static func moment(_ time: Date) -> String { "\(date(time)) at \(clock(time))" }

    /// `14:05`
    static func clock(_ time: Date) -> String { String(local(time).dropFirst(11).prefix(5)) }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// RFC 3339 digits of the local time.
    private static func local(_ time: Date) -> String {
        Timestamp.format(isSummer(time) ? time.addingTimeInterval(3_600) : time)
    }

    /// Summer time runs from the last Sunday of March to that of October, changing at 01:00 UTC both times.
    private static func isSummer(_ time: Date) -> Bool {
        let year = Timestamp.format(time).prefix(4)
        guard let start = lastSunday(upTo: "\(year)-03-31"), let end = lastSunday(upTo: "\(year)-10-31") else {
            return false
        }
        return start <= time && time < end
    }

    private static func lastSunday(upTo date: String) -> Date? {
        Timestamp.parse("\(date)T01:00:00Z").map { last in
            // 1 January 1970 was a Thursday, four days after a Sunday.
            last.addingTimeInterval(-86_400 * Double((Timestamp.milliseconds(last) / 86_400_000 + 4) % 7))
        }
    }
}
