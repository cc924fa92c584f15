// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What somebody calls a passkey, to know it by: on their page, and in e-mails to them.
struct PasskeyLabel: Sendable, Equatable {
    let text: String

    /// - Throws: a problem with the field `label`.
    init(_ typed: String) throws(Malformed) {
        text = Typed.words(typed)
        guard text.contains(where: { $0.isLetter || $0.isNumber }), text.fits(AccountLimits.passkeyLabel)
        else { throw Malformed() }
    }

    struct Malformed: Error {
        let problem = Problem(
            code: "label-malformed", field: "label",
            message: "Enter a name of at most \(AccountLimits.passkeyLabel) characters to know the passkey by.")
    }
}
