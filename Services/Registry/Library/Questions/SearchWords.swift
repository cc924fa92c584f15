// SPDX-License-Identifier: Apache-2.0

import Contracts

/// The words of a search as typed, each to match the beginning of a word. ISG-38
struct SearchWords: Sendable, Equatable {
    /// Words of letters and digits only, so that nothing in them can be an operator.
    let words: [String]
    /// The whole of what was typed, in capitals with one space between words: what an exact name or code equals.
    let whole: String

    init(_ typed: String) {
        // Whatever the database looks for it measures in bytes.
        let short = Typed.folded(typed.beginning(bytes: 800)).beginning(bytes: 800)
        words = short.filter { $0 != "'" && $0 != "\u{2019}" }
            .split { !Self.isWordCharacter($0) }.prefix(10).map { String($0).beginning(bytes: 200) }
        whole = short.uppercased().split { $0.isWhitespace || $0 == "\0" }.joined(separator: " ")
    }

    /// `queens:* & park:*`; nil when there is no word.
    var query: String? { words.isEmpty ? nil : words.map { "\($0):*" }.joined(separator: " & ") }

    private static func isWordCharacter(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0.properties.numericType == .decimal }
    }
}
