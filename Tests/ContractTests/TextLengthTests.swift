// SPDX-License-Identifier: Apache-2.0

import Contracts
import Testing

@Suite("How long a text may be")
struct TextLengthTests {
    /// A letter with fourteen marks: one character of 29 bytes.
    static let marked = "o" + String(repeating: "\u{0308}", count: 14)

    @Test(
        "A text is as long as people see it, and has four bytes a character at most",
        arguments: [
            ("", true), (String(repeating: "a", count: 200), true), (String(repeating: "a", count: 201), false),
            (String(repeating: "\u{1F3E5}", count: 200), true), (String(repeating: "ŵ", count: 200), true),
            (String(repeating: marked, count: 200), false),
        ])
    func fits(text: String, expected: Bool) { #expect(text.fits(200) == expected) }

    @Test(
        "A text is shortened by whole characters", arguments: [(33, 5), (32, 4), (30, 2), (29, 1), (1, 1), (0, 0)])
    func beginning(bytes: Int, characters: Int) {
        let text = "o" + Self.marked + "end"
        #expect(text.beginning(bytes: bytes) == String(text.prefix(characters)))
    }
}
