// SPDX-License-Identifier: Apache-2.0

import struct Foundation.Date

/// The numbers in the rules of an agreement.
enum AgreementLimits {
    /// How long a link and its code can be used. IMP-01
    static let linkLife: Double = 30 * 86_400
    /// How long after a sending people are reminded of it: soon enough to be of use, and before the link ends.
    static let reminders: [Double] = [7 * 86_400, 21 * 86_400]
    /// Void links that are remembered.
    static let replacedLinks = 100
    /// Wrong codes before the first wait. IMP-03
    static let freeAttempts = 5
    static let longestLock: Double = 86_400
    /// The shortest time between two sendings of the declaration. IMP-02
    static let resendPause: Double = 60
    static let resendsADay = 10

    /// When the next code is looked at: from the fifth wrong one on, after 5 minutes, then twice as long each time.
    static func lock(afterAttempt attempt: Int, at time: Date) -> Date? {
        guard attempt >= freeAttempts else { return nil }
        let doublings = min(attempt - freeAttempts, 20)
        return time.addingTimeInterval(min(300 * Double(1 << doublings), longestLock))
    }
}
