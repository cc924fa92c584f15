// SPDX-License-Identifier: Apache-2.0

import Threads

/// Tells the sweeper that something may lie unpublished: a connection was lost, and with it perhaps the answer to a
/// commit that took effect.
final class Alarm: Sendable {
    private let isSet = Lock(false)

    func ring() { isSet.withLock { $0 = true } }

    /// - Returns: true once for what was rung since the last time.
    func take() -> Bool {
        isSet.withLock { isSet in
            defer { isSet = false }
            return isSet
        }
    }
}
