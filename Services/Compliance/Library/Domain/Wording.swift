// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What people type, made fit to store and to send: nothing that directs and is not seen, no blanks around it.
enum Wording {
    /// One line: a name, a position, an address. A line break becomes a blank, so that it cannot begin a mail header.
    static func line(_ text: String) -> String {
        clean(text, keeping: { _ in false })
    }

    /// Some lines: evidence, an action, a comment.
    static func text(_ text: String) -> String {
        clean(text.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")) {
            $0 == "\n" || $0 == "\t"
        }
    }

    /// How long a text is, for limits: in Unicode scalars, since one visible character can hold thousands of them.
    static func length(_ text: String) -> Int { text.unicodeScalars.count }

    private static func clean(_ text: String, keeping isKept: (Unicode.Scalar) -> Bool) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isKept(scalar) {
                scalars.append(scalar)
            } else if scalar.properties.isWhitespace {
                scalars.append(scalar.properties.generalCategory == .spaceSeparator ? scalar : " ")
            } else if !scalar.isDirecting {
                scalars.append(scalar)
            }
        }
        let isBlank: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
        let start = scalars.firstIndex { !isBlank($0) } ?? scalars.endIndex
        let end = scalars.lastIndex { !isBlank($0) }.map { scalars.index(after: $0) } ?? start
        return String(scalars[start..<end])
    }
}
