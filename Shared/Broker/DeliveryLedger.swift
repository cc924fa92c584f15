// SPDX-License-Identifier: Apache-2.0

/// Which deliveries of a channel are still owed an answer: a pure state machine over delivery tags.
///
/// RabbitMQ closes the channel for an answer to a tag that it no longer waits for, even when that answer is "all up to
/// this one" and only the last of them was settled on its own. So the ledger turns each answer into one that is owed.
struct DeliveryLedger {
    private var settled: [Bool] = []
    private var head = 0
    /// The tag of `settled[head]`.
    private var firstTag: UInt64 = 1

    /// How many tags lie between the oldest unanswered delivery and the newest.
    var outstanding: Int { settled.count - head }

    /// Notes a delivery; the broker counts tags from 1 without gaps.
    mutating func received(_ tag: UInt64) {
        if outstanding == 0 { firstTag = tag }
        settled.append(false)
    }

    /// Settles one delivery; false when no answer is owed.
    mutating func settle(_ tag: UInt64) -> Bool {
        guard let position = position(of: tag), !settled[position] else { return false }
        settled[position] = true
        advance()
        return true
    }

    /// Settles all deliveries up to a tag, and gives the tag to answer with; nil when no answer is owed.
    mutating func settle(through tag: UInt64) -> UInt64? {
        guard outstanding > 0, tag >= firstTag else { return nil }
        let last = min(head + Int(min(tag - firstTag, UInt64(Int32.max))), settled.count - 1)
        guard let open = settled[head...last].lastIndex(of: false) else { return nil }
        let answer = firstTag + UInt64(open - head)
        for position in head...last { settled[position] = true }
        advance()
        return answer
    }

    private func position(of tag: UInt64) -> Int? {
        guard tag >= firstTag, tag - firstTag < UInt64(outstanding) else { return nil }
        return head + Int(tag - firstTag)
    }

    private mutating func advance() {
        while head < settled.count, settled[head] {
            head += 1
            firstTag += 1
        }
        if head == settled.count {
            settled.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 4_096, head > settled.count / 2 {
            settled.removeFirst(head)
            head = 0
        }
    }
}
