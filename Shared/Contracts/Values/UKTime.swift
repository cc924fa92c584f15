// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date

/// Times as people in the United Kingdom read them: stored in UTC, shown in UK time, on pages and in e-mails alike.
/// IMP-13
///
/// Reckoned here, so that no time zone database has to be on the machine: clocks go forward at 01:00 UTC on the last
/// Sunday of March and back at 01:00 UTC on the last Sunday of October.
public enum UKTime {
    /// `3 July 2027`
    public static func day(_ time: Date) -> String { day(iso: local(time)) }

    /// `3 July 2027 at 2:05pm`
    public static func moment(_ time: Date) -> String {
        let local = local(time)
        let hour = Int(local.dropFirst(11).prefix(2)) ?? 0
        return
            "\(day(iso: local)) at \((hour + 11) % 12 + 1):\(local.dropFirst(14).prefix(2))\(hour < 12 ? "am" : "pm")"
    }

    /// `3 July 2027` of a text that begins with an ISO 8601 date; the text itself when it does not.
    public static func day(iso text: String) -> String {
        let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, (1...12).contains(parts[1]) else { return text }
        return "\(parts[2]) \(months[parts[1] - 1]) \(parts[0])"
    }

    /// The next time that clocks show this full hour, after a time. None of the hours that clocks skip or show twice.
    public static func next(hour: Int, after time: Date) -> Date {
        let today = self.hour(hour, onTheDayOf: time)
        return today > time ? today : self.hour(hour, onTheDayOf: today.addingTimeInterval(86_400))
    }

    private static func hour(_ hour: Int, onTheDayOf time: Date) -> Date {
        let there = (Timestamp.parse("\(local(time).prefix(10))T00:00:00Z") ?? time)
            .addingTimeInterval(Double(hour) * 3_600)
        return there.addingTimeInterval(-offset(at: there))
    }

    public static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// RFC 3339 digits of the local time.
    static func local(_ time: Date) -> String { Timestamp.format(time.addingTimeInterval(offset(at: time))) }

    /// How far clocks are ahead of UTC, in seconds.
    public static func offset(at time: Date) -> Double { isSummer(time) ? 3_600 : 0 }

    private static func isSummer(_ time: Date) -> Bool {
        let year = Timestamp.format(time).prefix(4)
        guard let start = lastSunday(upTo: "\(year)-03-31"), let end = lastSunday(upTo: "\(year)-10-31") else {
            return false
        }
        return start <= time && time < end
    }

    /// 01:00 UTC on the last Sunday up to a month's last day.
    private static func lastSunday(upTo lastDay: String) -> Date? {
        Timestamp.parse("\(lastDay)T01:00:00Z").map { last in
            // 1 January 1970 was a Thursday, four days after a Sunday.
            last.addingTimeInterval(-86_400 * Double((Timestamp.milliseconds(last) / 86_400_000 + 4) % 7))
        }
    }
}
