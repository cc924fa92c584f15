// SPDX-License-Identifier: Apache-2.0

/// Deliveries that have come and were not taken yet, oldest first.
struct Backlog {
    private var deliveries: [Delivery] = []
    private var head = 0

    var isEmpty: Bool { head == deliveries.count }

    mutating func append(_ delivery: Delivery) { deliveries.append(delivery) }

    /// At most `most` of them, and always one at least when there is one.
    mutating func take(most: Int) -> [Delivery] {
        let end = min(head + max(1, most), deliveries.count)
        if head == 0, end == deliveries.count {
            defer { deliveries = [] }
            return deliveries
        }
        defer {
            head = end
            // What was taken is let go in large pieces: one by one would move the rest each time.
            if head == deliveries.count || head > 1_024 {
                deliveries.removeFirst(head)
                head = 0
            }
        }
        return Array(deliveries[head..<end])
    }

    mutating func removeAll() {
        deliveries = []
        head = 0
    }
}
