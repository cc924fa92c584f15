// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date

/// Why something was not done among the people of an organisation.
enum PeopleRefusal: DomainRefusal, Equatable {
    case alreadyAsked
    case alreadyInvited
    case alreadyMember
    case alreadyMemberYourself
    case emailMalformed
    case forbidden
    case invitationExpired
    case invitationForAnother
    case invitationsFull
    case lastAdministrator
    case notFound
    case noteTooLong
    case reasonMissing
    case requestsFull
    case rolesMissing
    case tooOften(until: Date)

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
            Problem(code: "already-member", message: "This person is a member already.", kind: .conflict)
        case .alreadyMemberYourself:
            Problem(code: "already-member", message: "You are a member already.", kind: .conflict)
        case .emailMalformed:
            Problem(
                code: "email-malformed", field: "email",
                message: "Enter an email address in the correct format, like name@example.nhs.uk.")
        case .forbidden: .forbidden
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
                    "So many people have not answered their invitations, or were invited today, that no more can be invited "
                    + "now. Withdraw some, or try again tomorrow.", kind: .conflict)
        case .lastAdministrator:
            Problem(
                code: "last-administrator", field: "roles",
                message: "An organisation needs an administrator. Make somebody else one first.", kind: .conflict)
        case .notFound: .notFound
        case .noteTooLong:
            Problem(
                code: "note-too-long", field: "note",
                message: "Enter \(Lengths.words(PeopleDecider.noteLimit)) characters or fewer.")
        case .reasonMissing:
            Problem(code: "reason-missing", field: "reason", message: "Say why not. The person reads it.")
        case .requestsFull:
            Problem(
                code: "requests-full",
                message:
                    "Too many people wait for an answer of this organisation. Ask one of its administrators yourself.",
                kind: .conflict)
        case .rolesMissing:
            Problem(code: "roles-missing", field: "roles", message: "Select at least one role.")
        case .tooOften(let until):
            Problem(
                code: "too-often",
                message: "It was sent a moment ago, or five times today. Wait a while before you send it again.",
                until: until, kind: .tooOften)
        }
    }
}
