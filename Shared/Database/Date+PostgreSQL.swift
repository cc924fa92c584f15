// SPDX-License-Identifier: Apache-2.0

import struct Foundation.Date

extension Date {
    /// From 1970 to 2000, where PostgreSQL counts from.
    private static let epoch: Int64 = 946_684_800_000_000

    /// Microseconds since 2000, rounded to the nearest; a time out of range is an infinity.
    var postgresMicroseconds: Int64 {
        let microseconds = (timeIntervalSince1970 * 1_000_000).rounded()
        guard let whole = Int64(exactly: microseconds) else { return microseconds < 0 ? .min : .max }
        let (result, overflow) = whole.subtractingReportingOverflow(Self.epoch)
        return overflow ? .min : result
    }

    /// - Parameter postgresMicroseconds: since 2000; the infinities become the distant past and the distant future.
    init(postgresMicroseconds: Int64) {
        switch postgresMicroseconds {
        case .min: self = .distantPast
        case .max: self = .distantFuture
        default:
            // Whole microseconds are divided once, so that equal times give equal dates.
            let (since1970, overflow) = postgresMicroseconds.addingReportingOverflow(Self.epoch)
            self = overflow ? .distantFuture : Date(timeIntervalSince1970: Double(since1970) / 1_000_000)
        }
    }
}
