// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date

/// Why something was not done to a case.
enum CaseRefusal: DomainRefusal, Equatable {
    case forbidden
    /// IMP-05: somebody else was faster.
    case conflict(Conflict)
    case unknownCase
    /// Signatory and contact: all that is wrong with them.
    case contacts([Problem])
    /// SOC-026
    case frozen
    case unknownRequirement
    /// One answer: all that is wrong with it.
    case answer([Problem])
    /// SOC-032: what is left to do before the assessment can be submitted.
    case incomplete([Problem])
    case notSubmitted
    case planNotNeeded
    case planWaits
    /// All that is wrong with a plan.
    case plan([Problem])
    case planNotWaiting
    case declarationNotDue
    case alreadySigned
    case resentJustNow(until: Date)
    case resentTooOften(until: Date)
    case unknownLink
    case replacedLink
    case expiredLink
    case usedLink
    case signer(Problem)
    case wrongCode(triesLeft: Int)
    case locked(until: Date)

    /// What was written by another since its author saw it.
    enum Conflict {
        case contacts, answer, plan

        fileprivate var message: String {
            switch self {
            case .contacts: "Signatory and contact were changed after you opened them. Yours are not saved."
            case .answer: "This requirement was answered after you opened it. Your answer is not saved."
            case .plan: "Another plan was sent after you opened this one. Yours is not sent."
            }
        }
    }

    var problems: [Problem] {
        switch self {
        case .forbidden: [.forbidden]
        case .conflict(let conflict): [.init(code: "conflict", message: conflict.message, kind: .stale)]
        case .unknownCase: [.notFound]
        case .contacts(let problems), .answer(let problems), .incomplete(let problems), .plan(let problems): problems
        case .frozen:
            [
                .init(
                    code: "assessment-submitted", message: "The assessment is submitted. It can no longer be changed.",
                    kind: .conflict)
            ]
        case .unknownRequirement:
            [
                .init(
                    code: "unknown-requirement", field: "requirement",
                    message: "Choose a requirement of this assessment.", kind: .missing)
            ]
        case .notSubmitted:
            [.init(code: "assessment-not-submitted", message: "Submit the assessment before you write a plan.")]
        case .planNotNeeded:
            [.init(code: "plan-not-needed", message: "You do not need to send an improvement plan.")]
        case .planWaits:
            [
                .init(
                    code: "plan-under-review", message: "A plan is being reviewed. Wait for the reviewer’s answer.",
                    kind: .conflict)
            ]
        case .planNotWaiting:
            [
                .init(
                    code: "plan-not-under-review", message: "This plan no longer waits for a decision.", kind: .conflict
                )
            ]
        case .declarationNotDue:
            [.init(code: "declaration-not-due", message: "There is no declaration to send again yet.")]
        case .alreadySigned:
            [
                .init(
                    code: "already-signed",
                    message: "The declaration is already signed. You do not need to do anything else.", kind: .conflict)
            ]
        case .resentJustNow(let until):
            [
                .init(
                    code: "resent-just-now",
                    message: "The declaration was sent less than a minute ago. Wait a minute, then try again.",
                    until: until, kind: .tooOften)
            ]
        case .resentTooOften(let until):
            [
                .init(
                    code: "resent-too-often",
                    message: "The declaration was sent again ten times within a day. Try again tomorrow.",
                    until: until, kind: .tooOften)
            ]
        case .unknownLink:
            [
                .init(
                    code: "unknown-link", message: "Open the link again exactly as it stands in the e-mail.",
                    kind: .missing)
            ]
        case .replacedLink:
            [
                .init(
                    code: "replaced-link",
                    message: "A newer e-mail took the place of this link. Use the link and the code in the newest one.")
            ]
        case .expiredLink:
            [
                .init(
                    code: "expired-link",
                    message: "This link is more than 30 days old. Ask your practice or your host to send a new one.")
            ]
        case .usedLink:
            [
                .init(
                    code: "used-link", message: "This link was used: the declaration is signed already.",
                    kind: .conflict)
            ]
        case .signer(let problem): [problem]
        case .wrongCode(let tries):
            [
                .init(
                    code: "wrong-code", field: "code",
                    message: "The code is not right. Type the seven digits from the same e-mail as the link. "
                        + (tries == 1 ? "You have one more try." : "You have \(tries) more tries."))
            ]
        case .locked(let until):
            [
                .init(
                    code: "code-locked", field: "code",
                    message: "Too many wrong codes were entered. Try again after \(UKTime.moment(until)), UK time.",
                    until: until, kind: .tooOften)
            ]
        }
    }
}
