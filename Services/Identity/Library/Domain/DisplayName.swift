// SPDX-License-Identifier: Apache-2.0

import Contracts

/// The name under which other people see somebody. ISG-46
struct DisplayName: Sendable, Equatable {
    static let limit = 100
    let text: String

    /// - Throws: a problem with the field `displayName`.
    init(_ typed: String) throws(Malformed) {
        text = typed.trimmed
        // What shows nothing is no name: a filler, a soft hyphen, a joiner.
        let isSeen = text.unicodeScalars.contains {
            ($0.properties.isAlphabetic || $0.properties.numericType != nil)
                && !$0.properties.isDefaultIgnorableCodePoint
        }
        if !isSeen {
            throw Malformed("name-missing", "Enter the name that other people will see.")
        }
        if !text.fits(Self.limit) || text.unicodeScalars.contains(where: \.isDirecting) {
            throw Malformed("name-malformed", "Enter a name of at most \(Self.limit) letters, on one line.")
        }
        if Self.holdsAddress(text) {
            throw Malformed(
                "name-with-address",
                "Enter your name without web or e-mail addresses, and with a space after each full stop.")
        }
    }

    struct Malformed: Error {
        let problem: Problem

        fileprivate init(_ code: String, _ message: String) {
            problem = Problem(code: code, field: "displayName", message: message)
        }
    }

    /// Something that a program would turn into a link.
    private static func holdsAddress(_ name: String) -> Bool {
        name.contains(#/:\/\/|@|\bwww\.|[\p{L}\p{N}]\.\p{L}{2,}/#.ignoresCase())
    }
}
