// SPDX-License-Identifier: Apache-2.0

import Contracts

extension LinkPurpose {
    /// Where the links lead, before their tokens.
    var address: String {
        switch self {
        case .verification: "/account/verify"
        case .passwordReset: "/account/password"
        case .newAddress: "/account/address"
        }
    }

    /// Where another link can be asked for without the old one.
    private var request: String {
        switch self {
        case .verification: "/account/verification"
        case .passwordReset, .newAddress: address
        }
    }

    fileprivate var another: Link { Link("Send me another link", request) }

    /// How long a link works, in words.
    fileprivate var life: String {
        switch self {
        case .verification, .newAddress: "48 hours"
        case .passwordReset: "two hours"
        }
    }

    /// What was done with a link that was used.
    fileprivate var deed: String {
        switch self {
        case .verification: "Your e-mail address is confirmed already. You can sign in."
        case .passwordReset:
            "A new password was chosen with it. If you do not know that password, ask for another link."
        case .newAddress: "Your new e-mail address is confirmed already. You can sign in with it."
        }
    }
}

extension QuestionPage {
    private static let backToSignIn = Link("Back to sign in", "/account/sign-in")

    static func resendVerification(_ state: FormState) -> QuestionPage {
        var page = QuestionPage(
            "Send the link again", form: FormFrame("/account/verification", state), state: state)
        page.back = backToSignIn
        page.lead = ["We send a new link to your e-mail address. Older links stop working."]
        page.parts = [.input(Input("email", "E-mail address", state, kind: .email, autocomplete: "email"))]
        page.button = "Send the link"
        return page
    }

    static func forgottenPassword(_ state: FormState) -> QuestionPage {
        var page = QuestionPage("Choose a new password", form: FormFrame("/account/password", state), state: state)
        page.back = backToSignIn
        page.lead = ["Enter the e-mail address of your account. We send you a link to choose a new password."]
        page.parts = [.input(Input("email", "E-mail address", state, kind: .email, autocomplete: "email"))]
        page.button = "Send the link"
        return page
    }

    /// What a link that works leads to.
    static func open(_ purpose: LinkPurpose, _ token: LinkToken, _ state: FormState = FormState()) -> QuestionPage {
        let frame = FormFrame("\(purpose.address)/\(token.clear)", state)
        switch purpose {
        case .verification:
            var page = QuestionPage("Confirm your e-mail address", form: frame, state: state)
            page.lead = ["Press the button to confirm that this e-mail address is yours. Then you can sign in."]
            page.button = "Confirm my e-mail address"
            return page
        case .passwordReset:
            var page = QuestionPage("Choose a new password", form: frame, state: state)
            page.lead = ["Afterwards you sign in with the new password. Everybody who is signed in now is signed out."]
            page.parts = [.input(.newPassword(state, "New password"))]
            page.button = "Change the password"
            return page
        case .newAddress:
            var page = QuestionPage("Confirm your new e-mail address", form: frame, state: state)
            page.lead = [
                "Press the button to confirm that this e-mail address is yours. From then on you sign in with it, and our "
                    + "e-mails go there."
            ]
            page.button = "Confirm my new address"
            return page
        }
    }

    /// A link that no longer works, with one press for another.
    static func spent(
        _ purpose: LinkPurpose, _ standing: LinkStanding, _ token: LinkToken, _ state: FormState = FormState()
    ) -> QuestionPage {
        let (title, lead) =
            switch standing {
            case .used: ("This link was used already", purpose.deed)
            case .expired: ("This link has expired", "It worked for \(purpose.life). We can send you another one.")
            default:
                (
                    "This link no longer works",
                    "A newer one was sent, or your account has changed since. Use the link in the newest e-mail, or ask for "
                        + "another one."
                )
            }
        // Of what is confirmed there is nothing left to send.
        let isDone = standing == .used && purpose != .passwordReset
        var page = QuestionPage(
            title, form: isDone ? nil : FormFrame("\(purpose.address)/\(token.clear)/renewal", state), state: state)
        page.lead = [lead]
        page.button = "Send me another link"
        page.links = [Link("Sign in", "/account/sign-in")]
        return page
    }

    /// A link that is none of ours: another one can be asked for by address.
    static func unknown(_ purpose: LinkPurpose, _ state: FormState = FormState()) -> QuestionPage {
        let lead = "We do not know this link. Open it again exactly as it stands in the e-mail."
        switch purpose {
        case .verification:
            var page = resendVerification(state)
            page.lead = [lead, "Or enter your e-mail address, and we send you another one."]
            return page
        case .passwordReset:
            var page = forgottenPassword(state)
            page.lead = [lead, "Or enter your e-mail address, and we send you another one."]
            return page
        case .newAddress:
            var page = QuestionPage("We do not know this link", form: nil, state: state)
            page.lead = ["Open it again exactly as it stands in the e-mail, or sign in and ask for another one."]
            page.links = [purpose.another]
            return page
        }
    }
}

extension MessagePage {
    /// Said to whoever asked for a link, whether or not one was sent.
    static func sent(_ purpose: LinkPurpose) -> MessagePage {
        let lead =
            switch purpose {
            case .verification:
                "If there is an account whose address has still to be confirmed, a new link is on its way. Only the newest "
                    + "link works."
            case .passwordReset:
                "If there is an account with that address, a link to choose a new password is on its way. It works once, "
                    + "for two hours. Only the newest link works."
            case .newAddress:
                "If the address can be used, a link is on its way there. It works once, for 48 hours. Until you have "
                    + "followed it, keep signing in with your old address."
            }
        return MessagePage(
            title: "Check your e-mail",
            lead: [
                lead,
                "It can take a few minutes. Look in your junk mail too. We send no more than one link a minute and five a "
                    + "day.",
            ],
            links: [
                purpose == .newAddress ? Link("Your account", "/account") : Link("Sign in", "/account/sign-in")
            ])
    }

    static func incomplete(_ purpose: LinkPurpose) -> MessagePage {
        MessagePage(
            title: "This link is not complete", lead: ["Copy all of the link from the e-mail, or ask for a new one."],
            links: [purpose.another, Link("Sign in", "/account/sign-in")])
    }

    static let addressChanged = MessagePage(
        title: "Your e-mail address is changed",
        lead: [
            "From now on you sign in with the new address, and e-mails about your account go there. We have also e-mailed your "
                + "old address.",
            "If you are the contact of an organisation, change the address on its pages as well.",
        ],
        links: [Link("Your account", "/account")])
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
