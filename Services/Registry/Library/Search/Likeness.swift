// SPDX-License-Identifier: Apache-2.0

/// How like one name is to another, as people take names for the same.
enum Likeness {
    /// Letters to leave out, put in, change, or exchange with the next, to make one word of the other.
    static func distance(_ one: String, _ other: String) -> Int {
        distance(Array(one.unicodeScalars), Array(other.unicodeScalars))
    }

    static func distance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
        if one == other { return 0 }
        var before = [Int](repeating: 0, count: other.count + 1)
        var last = Array(0...other.count)
        for i in one.indices {
            var next = [i + 1]
            next.reserveCapacity(other.count + 1)
            for j in other.indices {
                var least = min(last[j + 1] + 1, next[j] + 1, last[j] + (one[i] == other[j] ? 0 : 1))
                if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
                    least = min(least, before[j - 1] + 1)
                }
                next.append(least)
            }
            (before, last) = (last, next)
        }
        return last[other.count]
    }

    /// From 0 to 1: how much of the typed words is in the name, less a little for what the name has beside.
    ///
    /// - Parameter others: words that may be typed as well, and cost nothing when they are not: of the town, of the postcode.
    static func of(_ typed: [[Unicode.Scalar]], to name: [[Unicode.Scalar]], others: [[Unicode.Scalar]]) -> Double {
        var left = name
        var (found, all) = (0.0, 0.0)
        for word in typed {
            all += Double(word.count)
            if let exact = left.firstIndex(of: word) {
                left.remove(at: exact)
                found += Double(word.count)
                continue
            }
            if others.contains(word) {
                found += Double(word.count)
                continue
            }
            let near = left.indices.map { (place: $0, likeness: likeness(word, left[$0])) }
            let best = near.max { $0.likeness < $1.likeness }
            let other = others.map { likeness(word, $0) }.max() ?? 0
            if let best, best.likeness >= 0.5, best.likeness >= other {
                left.remove(at: best.place)
                found += best.likeness * Double(word.count)
            } else if other >= 0.5 {
                found += other * Double(word.count)
            }
        }
        let surplus = Double(left.map(\.count).reduce(0, +))
        return all == 0 ? 0 : found / (all + 0.3 * surplus)
    }

    /// 1 for the same word; a beginning is nearly as good.
    private static func likeness(_ typed: [Unicode.Scalar], _ word: [Unicode.Scalar]) -> Double {
        if word.count > typed.count, typed.count > 2, word.starts(with: typed) { return 0.9 }
        // Too long or too short to be meant.
        guard abs(typed.count - word.count) <= 2 else { return 0 }
        let most = Double(max(typed.count, word.count))
        return max(0, 1 - 1.1 * Double(distance(typed, word)) / most)
    }
}
