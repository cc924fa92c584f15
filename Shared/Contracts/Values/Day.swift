// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date

/// A day in the United Kingdom.
public struct Day: Sendable, Hashable, Comparable {
    /// As ISO 8601 has it: `2027-07-03`.
    public let text: String

    /// Nil when there is no such day, or its year has not four digits.
    public init?(_ text: String) {
        guard text.utf8.count == 10, text >= "1900", Timestamp.parse("\(text)T00:00:00Z") != nil else { return nil }
        self.text = text
    }

    public init?(year: Int, month: Int, day: Int) {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        self.init("\(year)-\(two(month))-\(two(day))")
    }

    /// The day that it is there at a time.
    public init(of time: Date) { text = String(UKTime.local(time).prefix(10)) }

    public var year: Int { number(0, 4) }
    public var month: Int { number(5, 2) }
    public var day: Int { number(8, 2) }

    private func number(_ start: Int, _ count: Int) -> Int { Int(text.dropFirst(start).prefix(count)) ?? 0 }

    public var isWeekend: Bool {
        // 1 January 1970 was a Thursday: Saturday is day 2 of a week that begins there, Sunday day 3.
        let day = (Timestamp.parse("\(text)T00:00:00Z").map { Timestamp.milliseconds($0) } ?? 0) / 86_400_000
        return [2, 3].contains((day % 7 + 7) % 7)
    }

    /// Four-digit years sort as text.
    public static func < (left: Day, right: Day) -> Bool { left.text < right.text }
}
