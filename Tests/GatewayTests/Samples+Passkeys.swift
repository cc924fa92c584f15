// SPDX-License-Identifier: Apache-2.0

import Contracts

@testable import Gateway

extension Samples {
    var passkey: PasskeySummary {
        PasskeySummary(passkey: id, label: text("Ada’s telephone"), added: time, used: nil)
    }

    func passkeyChallenge(_ credentials: [String] = [], takesCode: Bool = false) -> PasskeyChallenge {
        PasskeyChallenge(
            token: "sealed", challenge: "AMMPt4UxxGTStncdq417YDwBFi8vpIa-pw8oOuVW4TA", expires: time,
            credentials: credentials, takesCode: takesCode)
    }

    func passkeyRequest(_ purpose: PasskeyPurpose, _ credentials: [String] = []) -> PasskeyRequest {
        PasskeyRequest(passkeyChallenge(credentials), for: purpose, at: text("attest.example"), session)
    }

    var passkeys: [(name: String, page: any PageView)] {
        var used = passkey
        used.used = time
        var linked = QuestionPage.signIn(FormState())
        linked.passkeyLink = "/account/sign-in/passkey"
        var enrolment = SecondFactorPage(session, secret: "GEZDGNBV", sealed: "sealed", FormState())
        enrolment.passkey = "/account/security/passkeys/new"
        var pages: [(String, any PageView)] = [
            ("passkeys", PasskeysPage([passkey, used], isUsable: true)),
            ("passkeys-none", PasskeysPage([], isUsable: false)),
            ("passkeys-full", PasskeysPage(Array(repeating: used, count: 10), isUsable: true)),
            ("passkey-name", QuestionPage.passkeyName(passkey, wrong(["label"]))),
            ("passkey-removal", QuestionPage.removePasskey(passkey, isLast: true, wrong(["current"]))),
            ("sign-in-passkeys", linked), ("second-factor-or-passkey", enrolment),
        ]
        do {
            pages += [
                ("passkey-new", try QuestionPage.newPasskey(passkeyRequest(.adding), FormState())),
                (
                    "passkey-new-wrong",
                    try QuestionPage.newPasskey(passkeyRequest(.adding), wrong(["label", "current", "passkey"]))
                ),
                (
                    "passkey-sign-in",
                    try QuestionPage.passkeySignIn(passkeyRequest(.signingIn), FormState(), next: "/reviews")
                ),
                (
                    "passkey-sign-in-wrong",
                    try QuestionPage.passkeySignIn(passkeyRequest(.signingIn), wrong(["passkey"]), next: "/")
                ),
            ]
            for takesCode in [true, false] {
                pages.append(
                    (
                        "sign-in-step-\(takesCode)",
                        try QuestionPage.step(
                            passkeyRequest(.proving, ["AQ"]), takesCode: takesCode,
                            wrong(takesCode ? ["code", "passkey"] : ["passkey"]), next: "/reviews")
                    ))
            }
        } catch {
            // A request is text and numbers: it can be written as JSON.
            fatalError("\(error)")
        }
        return pages
    }
}
