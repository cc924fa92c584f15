// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Days as forms and programs write them.
enum ISODay {
    /// `2027-07-03`, or nil when there is no such day.
    static func text(year: Int, month: Int, day: Int) -> String? {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let text = "\(year)-\(two(month))-\(two(day))"
        return (1_900...9_999).contains(year) && Timestamp.parse("\(text)T00:00:00Z") != nil ? text : nil
    }

    static func parts(_ text: String) -> (year: Int, month: Int, day: Int)? {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, Self.text(year: parts[0], month: parts[1], day: parts[2]) != nil else { return nil }
        return (parts[0], parts[1], parts[2])
    }
}
