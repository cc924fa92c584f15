// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date

/// Counts working days: Mondays to Fridays. Bank holidays are not known here, and a due date does not need them.
enum Workdays {
    /// The same time of day in the United Kingdom, some working days later.
    static func after(_ time: Date, _ count: Int) -> Date {
        var day = time
        var left = count
        while left > 0 {
            day = day.addingTimeInterval(86_400)
            if !Day(of: day).isWeekend { left -= 1 }
        }
        // Clocks may have changed on the way.
        return day.addingTimeInterval(UKTime.offset(at: time) - UKTime.offset(at: day))
    }
}
