// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import QRCodes

/// How two-step sign-in is turned on: the secret as a picture and as text, and a field for the first code.
struct SecondFactorPage: PageView {
    static let template = "second-factor"
    let title = "Turn on two-step sign-in"
    let problems: [Problem]
    /// Their roles do not count until it is on.
    let isNeeded: Bool
    /// In groups of four letters.
    let secret: String
    /// An SVG's path and the side of its view box; nil when no picture could be made.
    let picture: Picture?
    /// Where a passkey is added instead; nil where none can be.
    var passkey: String?
    let form: FormFrame
    let current: Input
    let code: Input

    struct Picture: Sendable {
        let size: Int
        let path: String
    }

    /// The same as the picture, for the telephone that shows it.
    let link: String

    init(_ session: Session, secret: String, sealed: String, _ state: FormState) {
        problems = state.problems
        isNeeded = session.lacks == .enrolment
        let letters = Array(secret)
        self.secret = stride(from: 0, to: letters.count, by: 4)
            .map { String(letters[$0..<min($0 + 4, letters.count)]) }.joined(separator: " ")
        let label = WebAddress.query("Attest:\(session.email)")
        link = "otpauth://totp/\(label)?secret=\(secret)&issuer=Attest"
        picture = QRCode(link).map {
            Picture(size: $0.size, path: $0.path)
        }
        form = FormFrame(
            "/account/security/second-factor", state, hidden: ["secret": sealed, "next": state.value("next")])
        current = .currentPassword(state, "Your password")
        code = .code(state, "Code", hint: "The six digits that the app shows now.", inputmode: "numeric")
    }
}

/// The codes to get in with when the app is lost, shown once.
struct RecoveryCodesPage: PageView {
    static let template = "recovery-codes"
    let title = "Two-step sign-in is on"
    let codes: [String]
    /// Where to go on.
    let next: String

    init(_ codes: [RecoveryCode], next: String) {
        self.codes = codes.map(\.clear)
        self.next = next
    }
}

extension QuestionPage {
    /// The second step of signing in.
    static func code(_ state: FormState, next: String) -> QuestionPage {
        var page = QuestionPage(
            "Enter your code", form: FormFrame("/account/sign-in/code", state, hidden: ["next": next]), state: state)
        page.lead = ["Open the app in which you set up two-step sign-in for Attest, and type the code that it shows."]
        page.parts = [
            .input(
                .code(
                    state, "Code",
                    hint: "Six digits. If you do not have the app, type one of your recovery codes."))
        ]
        page.button = "Sign in"
        page.others = [OtherForm(FormFrame("/account/sign-out"), button: "Use another account")]
        page.links = [Link("I have neither the app nor a recovery code", "/help")]
        return page
    }

    /// The second step of signing in, with what the account has for it.
    static func step(
        _ request: PasskeyRequest, takesCode: Bool, _ state: FormState, next: String
    ) throws -> QuestionPage {
        var page = code(state, next: next)
        guard !request.credentials.isEmpty else { return page }
        var prompt = try PasskeyPrompt(
            "/account/sign-in/code/passkey", request, state, next: next, button: "Use your passkey")
        prompt.isSecond = takesCode
        if !takesCode {
            let all = page
            page = QuestionPage("Use your passkey", form: nil, state: state)
            page.lead = ["Your account needs more than a password. Use one of your passkeys as well."]
            page.others = all.others
            page.links = [Link("I have none of my passkeys", "/help")]
        }
        page.passkey = prompt
        return page
    }

    static func removeFactor(_ factor: SecondFactorSummary, _ state: FormState) -> QuestionPage {
        var page = QuestionPage(
            "Two-step sign-in is on", form: FormFrame("/account/security/second-factor/removal", state), state: state)
        page.back = Link("Password and sign-in", "/account/security")
        let left =
            switch factor.recoveryCodes {
            case 0: "You have no recovery codes left."
            case 1: "You have one recovery code left."
            default: "You have \(factor.recoveryCodes) recovery codes left."
            }
        page.lead = [
            "When you sign in, we ask for a code from your app after your password. \(left)",
            "To move to another app or telephone, or to get new recovery codes, turn it off and on again.",
        ]
        page.parts = [
            .input(.code(state, "Code", hint: "The six digits that the app shows now, or a recovery code."))
        ]
        page.button = "Turn off two-step sign-in"
        return page
    }
}

extension Input {
    fileprivate static func code(
        _ state: FormState, _ label: String, hint: String, inputmode: String? = nil
    ) -> Input {
        // A code is a secret while it can be used, and of no use after: it is typed again.
        var state = state
        state.form.set("code", to: "")
        return Input(
            "code", label, state, kind: .code, hint: hint, autocomplete: "one-time-code", inputmode: inputmode,
            width: 20)
    }
}
