// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What somebody calls a passkey, to know it by: on their page, and in e-mails to them.
struct PasskeyLabel: Sendable, Equatable {
    static let limit = 60
    let text: String

    /// - Throws: a problem with the field `label`.
    init(_ typed: String) throws(Malformed) {
        text = typed.trimmed
        guard text.contains(where: { $0.isLetter || $0.isNumber }), text.fits(Self.limit),
            !text.contains(where: \.isNewline), !text.unicodeScalars.contains(where: \.isDirecting)
        else { throw Malformed() }
    }

    struct Malformed: Error {
        let problem = Problem(
            code: "label-malformed", field: "label",
            message: "Enter a name of at most \(PasskeyLabel.limit) letters, on one line, to know the passkey by.")
    }
}
