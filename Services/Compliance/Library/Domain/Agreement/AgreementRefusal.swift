// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date

/// Why something was not done to an agreement.
enum AgreementRefusal: Barring, Equatable {
    case barred(Barrier)
    /// Whoever was to sign was erased.
    case nobodySigns
    case alreadySigned
    case resentJustNow(until: Date)
    case resentTooOften(until: Date)
    case unknownLink
    case replacedLink
    case expiredLink
    case usedLink
    /// The contact's link does not make its holder the signatory.
    case notTheSignatory
    /// Another text than the one that was read.
    case otherText
    case signer(Problem)
    case wrongCode(triesLeft: Int)
    case locked(until: Date)

    var problems: [Problem] {
        switch self {
        case .barred(let barrier): [barrier.problem]
        case .nobodySigns: [.contactsMissing]
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
        case .notTheSignatory:
            [
                .init(
                    code: "not-the-signatory", field: "capacity",
                    message:
                        "This link is the contact’s: with it the declaration is accepted on the signatory’s behalf.")
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
        case .otherText:
            [
                .init(
                    code: "text-changed",
                    message:
                        "The declaration’s text was changed after you opened it. Read it again before you accept it.",
                    kind: .stale)
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
