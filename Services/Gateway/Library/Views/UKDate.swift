// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Dates and times as people in the United Kingdom read them, in UK time. IMP-13
enum UKDate {
    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        // A machine without time zone data is no reason to stop: winter time is the nearest.
        calendar.timeZone = TimeZone(identifier: "Europe/London") ?? .gmt
        return calendar
    }()

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// `3 July 2027`
    static func day(_ date: Date) -> String {
        let parts = calendar.dateComponents([.day, .month, .year], from: date)
        return text(year: parts.year, month: parts.month, day: parts.day)
    }

    /// `3 July 2027 at 2:05pm`
    static func time(_ date: Date) -> String {
        let parts = calendar.dateComponents([.hour, .minute], from: date)
        let (hour, minute) = (parts.hour ?? 0, parts.minute ?? 0)
        let minutes = minute < 10 ? "0\(minute)" : "\(minute)"
        return "\(day(date)) at \((hour + 11) % 12 + 1):\(minutes)\(hour < 12 ? "am" : "pm")"
    }

    /// `3 July 2027` of an ISO 8601 date; the text itself when it is none.
    static func day(iso text: String) -> String {
        guard let parts = parts(iso: text) else { return text }
        return Self.text(year: parts.year, month: parts.month, day: parts.day)
    }

    /// `2027-07-03`, or nil when there is no such day.
    static func iso(year: Int, month: Int, day: Int) -> String? {
        let parts = DateComponents(calendar: calendar, year: year, month: month, day: day)
        guard (1_900...9_999).contains(year), parts.isValidDate else { return nil }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(day))"
    }

    static func parts(iso text: String) -> (year: Int, month: Int, day: Int)? {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, iso(year: parts[0], month: parts[1], day: parts[2]) != nil else { return nil }
        return (parts[0], parts[1], parts[2])
    }

    private static func text(year: Int?, month: Int?, day: Int?) -> String {
        "\(day ?? 1) \(months[(month ?? 1) - 1]) \(year ?? 1970)"
    }
}
