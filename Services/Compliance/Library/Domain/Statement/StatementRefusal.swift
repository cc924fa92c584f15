// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Why something was not done to a statement.
enum StatementRefusal: Barring, Equatable {
    case barred(Barrier)
    case conflict
    /// Signatory and contact: all that is wrong with them.
    case contacts([Problem])
    case contactsMissing
    case agreed

    var problems: [Problem] {
        switch self {
        case .barred(let barrier): [barrier.problem]
        case .conflict:
            [.conflict("Signatory and contact were changed after you opened them. Yours are not saved.")]
        case .contacts(let problems): problems
        case .contactsMissing: [.contactsMissing]
        case .agreed:
            [
                .init(
                    code: "already-signed",
                    message: "The declaration is signed. Signatory and contact can no longer be changed here.",
                    kind: .conflict)
            ]
        }
    }
}

extension Problem {
    static let contactsMissing = Problem(
        code: "contacts-missing", field: "contacts", message: "Enter the signatory and the contact.")
}
