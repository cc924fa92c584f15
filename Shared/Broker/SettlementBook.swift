// SPDX-License-Identifier: Apache-2.0

/// What is known of published messages: a pure state machine over delivery tags.
///
/// The broker settles tags in any order, one by one or all up to one; a message that is sent back is named by its message
/// id and route, and its tag is confirmed afterwards. So there is one flag for each outstanding tag, never a count.
struct SettlementBook {
    /// What a message that comes back is known by.
    struct Label: Equatable {
        let messageID: String
        let exchange: String
        let routingKey: String
    }

    private struct Entry {
        let label: Label
        let batch: UInt64
        let index: Int
        var returned: (code: Int, text: String)?
        var isSettled = false
    }

    private struct Batch {
        var settlements: [Settlement?]
        var open: Int
    }

    /// `entries[head]` bears `firstTag`; what lies before `head` is done with.
    private var entries: [Entry] = []
    private var head = 0
    private var firstTag: UInt64 = 1
    private var batches: [UInt64: Batch] = [:]
    private var lastBatch: UInt64 = 0

    /// How many tags lie between the oldest unsettled and the newest.
    var outstanding: Int { entries.count - head }

    /// Opens a batch of `count` messages, at least one.
    mutating func open(count: Int) -> UInt64 {
        lastBatch += 1
        batches[lastBatch] = Batch(settlements: Array(repeating: nil, count: count), open: count)
        return lastBatch
    }

    /// Notes the next message of the channel, and gives the tag that the broker will use for it.
    @discardableResult
    mutating func record(_ label: Label, batch: UInt64, index: Int) -> UInt64 {
        entries.append(Entry(label: label, batch: batch, index: index))
        return firstTag + UInt64(outstanding) - 1
    }

    /// Notes that a message came back: the oldest outstanding one with this label that has not come back yet.
    mutating func returned(_ label: Label, code: Int, text: String) {
        let found = entries[head...].firstIndex { !$0.isSettled && $0.returned == nil && $0.label == label }
        if let found { entries[found].returned = (code, text) }
    }

    /// Settles a tag, or with `multiple` all tags up to it (tag 0: all there are).
    ///
    /// - Returns: the batches that are now complete.
    mutating func settle(tag: UInt64, multiple: Bool, refused: Bool) -> [UInt64] {
        let last = tag == 0 && multiple ? firstTag + UInt64(outstanding) - 1 : tag
        guard last >= firstTag, last - firstTag < UInt64(outstanding) else { return [] }
        let end = head + Int(last - firstTag)
        var complete: [UInt64] = []
        for position in (multiple ? head : end)...end { settle(at: position, refused: refused, &complete) }
        while head < entries.count, entries[head].isSettled {
            head += 1
            firstTag += 1
        }
        if head == entries.count {
            entries.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 4_096, head > entries.count / 2 {
            entries.removeFirst(head)
            head = 0
        }
        return complete
    }

    private mutating func settle(at position: Int, refused: Bool, _ complete: inout [UInt64]) {
        guard !entries[position].isSettled else { return }
        entries[position].isSettled = true
        let entry = entries[position]
        let settlement: Settlement =
            if refused {
                .refused
            } else if let returned = entry.returned {
                .returned(code: returned.code, text: returned.text)
            } else {
                .confirmed
            }
        batches[entry.batch]?.settlements[entry.index] = settlement
        batches[entry.batch]?.open -= 1
        if batches[entry.batch]?.open == 0 { complete.append(entry.batch) }
    }

    /// Whether the batch was opened and not taken or forgotten.
    func knows(_ batch: UInt64) -> Bool { batches[batch] != nil }

    /// The settlements of a complete batch in the order of its messages, once; nil while one is open.
    mutating func take(_ batch: UInt64) -> [Settlement]? {
        guard let found = batches[batch], found.open == 0 else { return nil }
        batches[batch] = nil
        return found.settlements.compactMap { $0 }
    }

    /// Drops a batch that nobody will ask for; its tags are still counted.
    mutating func forget(_ batch: UInt64) { batches[batch] = nil }
}
