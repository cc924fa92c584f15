// SPDX-License-Identifier: Apache-2.0

extension String {
    /// Whether a text has at most so many characters, as people see and count them, and takes no more room than as many
    /// characters of the longest single kind: 4 bytes each.
    ///
    /// A character may bear any number of marks, each with bytes of its own, and whatever stores or sends a text counts
    /// bytes: an index, a header, a frame.
    public func fits(_ characters: Int) -> Bool { utf8.count <= 4 * characters && count <= characters }

    /// The beginning, in whole characters, that takes at most so many bytes.
    public func beginning(bytes: Int) -> String {
        if utf8.count <= bytes { return self }
        var end = startIndex
        var taken = 0
        while end < endIndex {
            let next = index(after: end)
            taken += utf8.distance(from: end, to: next)
            if taken > bytes { break }
            end = next
        }
        return String(self[..<end])
    }
}
