// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date

/// Counts working days: Mondays to Fridays. Bank holidays are not known here, and a due date does not need them.
enum Workdays {
    /// The same time of day, some working days later.
    static func after(_ time: Date, _ count: Int) -> Date {
        var day = time
        var left = count
        while left > 0 {
            day = day.addingTimeInterval(86_400)
            if !isWeekend(day) { left -= 1 }
        }
        return day
    }

    private static func isWeekend(_ time: Date) -> Bool {
        // 1 January 1970 was a Thursday: Saturday is day 2 of a week that begins there, Sunday day 3.
        let day = (Timestamp.milliseconds(time) / 86_400_000) % 7
        return day == 2 || day == 3
    }
}
