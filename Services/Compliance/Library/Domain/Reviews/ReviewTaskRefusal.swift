// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date

/// Why something was not done to a review task.
enum ReviewTaskRefusal: DomainRefusal, Equatable {
    case forbidden
    case unknownTask
    case ownOrganisation
    case decided
    /// Somebody else holds it.
    case held(until: Date)
    case notHeld
    case commentMissing
    case commentTooLong

    var problems: [Problem] {
        switch self {
        case .forbidden: [.forbidden]
        case .unknownTask: [.notFound]
        case .ownOrganisation:
            [
                .init(
                    code: "own-organisation",
                    message:
                        "You belong to this organisation, or did since its case was opened. Leave its review to another member of the team."
                )
            ]
        case .decided:
            [.init(code: "already-decided", message: "This is decided already. Take another task.", kind: .conflict)]
        case .held(let until):
            [
                .init(
                    code: "held-by-another",
                    message: "Another reviewer holds this until \(UKTime.moment(until)), UK time. "
                        + "Take another task, or come back then.", kind: .conflict)
            ]
        case .notHeld:
            [
                .init(
                    code: "not-held", message: "You do not hold this task, or no longer. Take it, then try again.",
                    kind: .conflict)
            ]
        case .commentMissing:
            [
                .init(
                    code: "comment-missing", field: "comment",
                    message: "Say what has to change before the plan can be approved.")
            ]
        case .commentTooLong:
            [
                .init(
                    code: "comment-too-long", field: "comment",
                    message: "Shorten the comment to \(Lengths.words(Lengths.comment)) characters.")
            ]
        }
    }
}
