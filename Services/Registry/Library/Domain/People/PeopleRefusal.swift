// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date

/// Why something was not done among the people of an organisation.
enum PeopleRefusal: DomainRefusal, Equatable {
    case alreadyAsked
    case alreadyInvited
    case alreadyMember
    case emailMalformed
    case forbidden
    case gone
    case invitationExpired
    case invitationForAnother
    case invitationsFull
    case lastAdministrator(field: String?)
    case notFound
    case noteTooLong
    case administratorsOnly
    case ownInvitation
    case reasonMissing
    case reasonTooLong
    case refusedLately(until: Date)
    case requestsFull
    case rolesMissing
    case sentJustNow(until: Date)
    case sentTooMany(until: Date)
    case sentTooOften(until: Date)

    var problems: [Problem] { [problem] }

    private var problem: Problem {
        switch self {
        case .alreadyAsked:
            Problem(
                code: "already-asked",
                message: "You have asked to join already. Its administrators have not answered yet.", kind: .conflict)
        case .alreadyInvited:
            Problem(
                code: "already-invited", field: "email",
                message: "Somebody with this address is invited already. Send that invitation again instead.",
                kind: .conflict)
        case .alreadyMember:
            Problem(code: "already-member", message: "You are a member already.", kind: .conflict)
        case .emailMalformed:
            Problem(
                code: "email-malformed", field: "email",
                message: "Enter an e-mail address in the correct format, like name@example.nhs.uk.")
        case .forbidden: .forbidden
        case .gone:
            Problem(
                code: "gone", message: "This has been answered or withdrawn already. Nothing was changed.",
                kind: .conflict)
        case .invitationExpired:
            Problem(
                code: "invitation-expired",
                message: "This invitation has expired. Ask an administrator of the organisation to send it again.",
                kind: .conflict)
        case .invitationForAnother:
            Problem(
                code: "invitation-for-another",
                message: "This invitation is for another e-mail address. Sign in with the address that it was sent to.",
                kind: .forbidden)
        case .invitationsFull:
            Problem(
                code: "invitations-full",
                message:
                    "\(PeopleDecider.invitationLimit) invitations wait for an answer. Withdraw some to invite others.",
                kind: .conflict)
        case .lastAdministrator(let field):
            Problem(
                code: "last-administrator", field: field,
                message: "An organisation needs an administrator. Make somebody else one first.", kind: .conflict)
        case .notFound: .notFound
        case .noteTooLong: Self.tooLong("note")
        case .administratorsOnly:
            Problem(
                code: "administrators-only", field: "email",
                message:
                    "This invitation is for an administrator. Only the organisation itself can send it to another address.",
                kind: .forbidden)
        case .ownInvitation:
            Problem(
                code: "own-invitation",
                message: "You sent this invitation yourself. Ask another administrator to change your roles.",
                kind: .conflict)
        case .reasonMissing:
            Problem(code: "reason-missing", field: "reason", message: "Say why not. The person reads it.")
        case .reasonTooLong: Self.tooLong("reason")
        case .refusedLately(let until):
            Problem(
                code: "refused-lately",
                message: "The answer was no, less than a week ago. Speak to somebody there, or ask again later.",
                until: until, kind: .tooOften)
        case .requestsFull:
            Problem(
                code: "requests-full",
                message: "Too many people wait for an answer of this organisation. Speak to one of its administrators.",
                kind: .conflict)
        case .rolesMissing:
            Problem(code: "roles-missing", field: "roles", message: "Select at least one role.")
        case .sentJustNow(let until):
            Problem(
                code: "sent-just-now",
                message: "An invitation went to this address less than a minute ago. Wait a minute.", until: until,
                kind: .tooOften)
        case .sentTooMany(let until):
            Problem(
                code: "sent-too-many",
                message: "Your organisation has sent \(PeopleDecider.dayLimit) invitations within a day. Try again "
                    + "tomorrow.", until: until, kind: .tooOften)
        case .sentTooOften(let until):
            Problem(
                code: "sent-too-often",
                message:
                    "\(PeopleDecider.addressLimit) invitations went to this address within a day. Try again tomorrow.",
                until: until, kind: .tooOften)
        }
    }

    private static func tooLong(_ field: String) -> Problem {
        Problem(
            code: "\(field)-too-long", field: field,
            message: "Enter \(Lengths.words(Lengths.note)) characters or fewer.")
    }
}
