// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What people type, made fit to store and to send: nothing that directs and is not seen, no blanks around it.
public enum Typed {
    /// One line: a name, a position, an address. A line break becomes a blank, so that it cannot begin a mail header.
    public static func line(_ text: String) -> String {
        clean(text, keeping: { _ in false })
    }

    /// Some lines: evidence, an action, a comment.
    public static func text(_ text: String) -> String {
        clean(text.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")) {
            $0 == "\n" || $0 == "\t"
        }
    }

    /// One line with one space between words: what is compared and sought.
    public static func words(_ text: String) -> String {
        let seen = text.unicodeScalars.map { $0.properties.generalCategory == .format ? " " : Character($0) }
        return line(String(seen)).split { $0.isWhitespace }.joined(separator: " ")
    }

    /// What two texts have in common that people take for the same: without case, accents, and the several forms of one
    /// letter (`Ｇｒｏｖｅ`, `ﬁ`).
    public static func folded(_ text: String) -> String {
        let scalars = text.decomposedStringWithCompatibilityMapping.unicodeScalars.filter {
            $0.properties.generalCategory != .nonspacingMark
        }
        return String(String.UnicodeScalarView(scalars)).lowercased()
    }

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
