// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Why something was not done to a ticket.
enum TicketRefusal: DomainRefusal, Equatable {
    case alreadyEscalated
    case forbidden
    case full
    case matterMissing
    case matterTooLong
    case notFound
    case pageMalformed
    case reasonMissing
    case reasonTooLong
    case resolved
    case subjectMissing
    case subjectTooLong
    case textMissing
    case textTooLong
    case tooLate
    case tooMany

    var problems: [Problem] { [problem] }

    private var problem: Problem {
        switch self {
        case .alreadyEscalated:
            Problem(
                code: "already-escalated", message: "This request is with Central Admin already.", kind: .conflict)
        case .forbidden: .forbidden
        case .full:
            Problem(
                code: "full",
                message: "Nothing more can be written here. Resolve this request, and ask for help anew.",
                kind: .conflict)
        case .matterMissing: Problem(code: "matter-missing", field: "matter", message: "Say what is the matter.")
        case .matterTooLong: Self.tooLong("matter", TicketDecider.longest)
        case .notFound: .notFound
        case .pageMalformed:
            Problem(code: "page-malformed", field: "page", message: "Enter a page’s address from its first slash on.")
        case .reasonMissing:
            Problem(code: "reason-missing", field: "reason", message: "Say why you cannot resolve it.")
        case .reasonTooLong: Self.tooLong("reason", Lengths.note)
        case .resolved:
            Problem(
                code: "resolved", message: "This request is resolved. Whoever asked can reopen it.", kind: .conflict)
        case .subjectMissing:
            Problem(code: "subject-missing", field: "subject", message: "Say in a few words what it is about.")
        case .subjectTooLong: Self.tooLong("subject", Lengths.name)
        case .textMissing: Problem(code: "text-missing", field: "text", message: "Write something first.")
        case .textTooLong: Self.tooLong("text", TicketDecider.longest)
        case .tooLate:
            Problem(
                code: "too-late",
                message: "It was resolved more than \(TicketDecider.reopeningDays) days ago. Ask for help anew.",
                kind: .conflict)
        case .tooMany:
            Problem(
                code: "too-many",
                message:
                    "\(TicketDecider.openLimit) of your requests are open. Resolve those that are done with first.",
                kind: .conflict)
        }
    }

    private static func tooLong(_ field: String, _ limit: Int) -> Problem {
        Problem(
            code: "\(field)-too-long", field: field, message: "Enter \(Lengths.words(limit)) characters or fewer.")
    }
}
