// SPDX-License-Identifier: Apache-2.0

import Contracts

extension QuestionPage {
    static func forgottenPassword(_ state: FormState) -> QuestionPage {
        var page = QuestionPage("Choose a new password", form: FormFrame("/account/password", state), state: state)
        page.back = Link("Back to sign in", "/account/sign-in")
        page.lead = ["Enter the e-mail address of your account. We send you a link to choose a new password."]
        page.parts = [.input(Input("email", "E-mail address", state, kind: .email, autocomplete: "email"))]
        page.button = "Send the link"
        return page
    }

    static func newPassword(_ token: LinkToken, _ state: FormState) -> QuestionPage {
        var page = QuestionPage(
            "Choose a new password", form: FormFrame("/account/password/\(token.clear)", state), state: state)
        page.lead = ["Afterwards you sign in with the new password. Everybody who is signed in now is signed out."]
        page.parts = [.input(.newPassword(state, "New password"))]
        page.button = "Change the password"
        return page
    }

    /// A link that no longer works, with one press for another.
    static func spentReset(
        _ standing: PasswordResetStanding, _ token: LinkToken, _ state: FormState
    ) -> QuestionPage {
        let (title, lead) =
            switch standing {
            case .used:
                (
                    "This link was used already",
                    "A new password was chosen with it. If you do not know that password, ask for another link."
                )
            case .expired: ("This link has expired", "It worked for two hours. We can send you another one.")
            case .replaced:
                ("A newer link was sent", "Use the link in the newest e-mail, or ask for another one.")
            case .open, .unknown:
                ("We do not know this link", "Open the link again exactly as it stands in the e-mail.")
            }
        guard standing != .unknown else {
            var page = forgottenPassword(state)
            page.lead = [lead, "Or enter your e-mail address, and we send you another one."]
            return page
        }
        var page = QuestionPage(
            title, form: FormFrame("/account/password/\(token.clear)/renewal", state), state: state)
        page.back = Link("Back to sign in", "/account/sign-in")
        page.lead = [lead]
        page.button = "Send me another link"
        return page
    }
}

extension MessagePage {
    static let resetSent = MessagePage(
        title: "Check your e-mail",
        lead: [
            "If there is an account with that address, a link to choose a new password is on its way. It works once, for "
                + "two hours. Only the newest link works.",
            "It can take a few minutes. Look in your junk mail too. We send no more than one link a minute and five a "
                + "day.",
        ],
        links: [Link("Sign in", "/account/sign-in")])

    static let incompleteReset = MessagePage(
        title: "This link is not complete",
        lead: ["Copy all of the link from the e-mail, or ask for a new one."],
        links: [Link("Send me another link", "/account/password"), Link("Sign in", "/account/sign-in")])
}

extension Input {
    static func newPassword(_ state: FormState, _ label: String) -> Input {
        Input(
            "password", label, state, kind: .password,
            hint:
                "Use at least 12 characters, with a number and a symbol. Three random words with a number and a symbol "
                + "between them are good.",
            autocomplete: "new-password")
    }
}
