// SPDX-License-Identifier: Apache-2.0

import Threads

/// Confirmed places of the outbox that no transaction has written down yet. They ride in the next batch's transaction,
/// or in one of their own when it is quiet.
final class Confirmations: Sendable {
    private let ranges = Lock<[ConfirmedRange]>([])

    var isEmpty: Bool { ranges.withLock { $0.isEmpty } }

    func add(_ more: [ConfirmedRange]) {
        guard !more.isEmpty else { return }
        ranges.withLock { $0 += more }
    }

    /// Takes all; the taker gives them back with `add` when its transaction fails.
    func take() -> [ConfirmedRange] {
        ranges.withLock { ranges in
            defer { ranges = [] }
            return ranges
        }
    }
}
