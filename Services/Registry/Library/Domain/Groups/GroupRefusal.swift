// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Why something was not done to a group.
enum GroupRefusal: DomainRefusal, Equatable {
    case administratorsFull
    case allowanceInUse(Int)
    case allowanceOutOfRange
    case allowanceUsed
    case alreadyNamed
    case contractorUnknown
    case forbidden
    case gone
    case groupInactive
    case licenceHeld
    case notFound
    case notMember(field: String)
    case notWaiting
    case ownNaming
    case reasonMissing
    case reasonTooLong
    case requestsFull
    case titleMissing
    case titleTooLong

    var problems: [Problem] { [problem] }

    private var problem: Problem {
        switch self {
        case .administratorsFull:
            Problem(
                code: "administrators-full",
                message:
                    "A group has at most \(GroupDecider.administratorLimit) Super Administrators. Stand one down first.",
                kind: .conflict)
        case .allowanceInUse(let used):
            Problem(
                code: "allowance-in-use", field: "allowance",
                message: "\(Lengths.words(used)) licences are in use. Enter that or more, or withdraw some first.",
                kind: .conflict)
        case .allowanceOutOfRange:
            Problem(
                code: "allowance-out-of-range", field: "allowance",
                message: "Enter a whole number from 1 to \(Lengths.words(GroupDecider.largestAllowance)).")
        case .alreadyNamed:
            Problem(
                code: "already-named", field: "comes",
                message:
                    "They are a Super Administrator of this group already, or wait to be confirmed. Choose another.",
                kind: .conflict)
        case .allowanceUsed:
            Problem(
                code: "allowance-used",
                message:
                    "All licences of this contract are in use. The request stays: withdraw a licence first, or move one.",
                kind: .conflict)
        case .contractorUnknown:
            Problem(
                code: "contractor-unknown", field: "contractorCode",
                message: "No organisation with this ODS code is registered here.")
        case .forbidden: .forbidden
        case .gone:
            Problem(
                code: "gone", message: "Somebody else has decided this already. Nothing was changed.", kind: .conflict)
        case .groupInactive:
            Problem(
                code: "group-inactive", field: "group",
                message: "The contract of this group has not begun. Choose another, or ask again later.",
                kind: .conflict)
        case .licenceHeld:
            Problem(
                code: "licence-held",
                message: "Your organisation has a licence already, or has asked for one.", kind: .conflict)
        case .notFound: .notFound
        case .notMember(let field):
            Problem(
                code: "not-member", field: field,
                message: "A Super Administrator belongs to the organisation that contracts. Invite them there first.")
        case .notWaiting:
            Problem(
                code: "not-waiting", field: "movesTo",
                message: "That organisation does not wait for a licence of this group.", kind: .conflict)
        case .ownNaming:
            Problem(
                code: "own-naming",
                message: "You are the person who was named. Somebody else of Central Admin confirms it.",
                kind: .conflict)
        case .reasonMissing:
            Problem(code: "reason-missing", field: "reason", message: "Say why. The organisation reads it.")
        case .reasonTooLong:
            Problem(
                code: "reason-too-long", field: "reason",
                message: "Enter \(Lengths.words(Lengths.note)) characters or fewer.")
        case .requestsFull:
            Problem(
                code: "requests-full",
                message: "Too many organisations wait for a licence of this group. Speak to its Super Administrators.",
                kind: .conflict)
        case .titleMissing:
            Problem(code: "title-missing", field: "title", message: "Enter what the group is called.")
        case .titleTooLong:
            Problem(
                code: "title-too-long", field: "title",
                message: "Enter \(Lengths.words(Lengths.name)) characters or fewer.")
        }
    }
}
