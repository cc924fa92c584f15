// SPDX-License-Identifier: Apache-2.0

import Contracts

extension OtherForm {
    /// The way to the provider.
    static func provider(_ name: String, _ button: String, next: String) -> OtherForm {
        OtherForm(FormFrame("/account/provider", hidden: ["next": next]), button: button)
    }
}

extension MessagePage {
    /// It leads on by itself, and with its link where a browser does not.
    static func leaving(for name: String, at address: String) -> MessagePage {
        MessagePage(
            title: "Going to \(name)", lead: ["You sign in there, and come back here."],
            links: [Link("Continue to \(name)", address)])
    }

    /// Without an address that the provider has verified nobody is believed to have it.
    static func unproven(_ name: String) -> MessagePage {
        MessagePage(
            title: "\(name) has not checked your e-mail address",
            lead: [
                "Ask \(name) to confirm your e-mail address there, and try again.",
                "Or create an account here, or sign in with your password. You can then link \(name) to your account, under "
                    + "“Password and sign-in”.",
            ],
            links: [Link("Create an account", "/account/register"), Link("Sign in", "/account/sign-in")])
    }

    /// ISG-25
    static let waiting = MessagePage(
        title: "Your account is being checked",
        lead: [
            "We do not know the organisation of your e-mail address, so somebody looks at your account first. You will get "
                + "an e-mail when that is done. Then you can sign in."
        ])
}

extension QuestionPage {
    static func register(_ arrival: ProviderArrival, with name: String, _ state: FormState) -> QuestionPage {
        var page = QuestionPage(
            "Create your account", form: FormFrame("/account/provider/registration", state), state: state)
        page.lead = [
            "You signed in with \(name) as \(arrival.email ?? ""). There is no Attest account with this address yet.",
            "You will sign in to it with \(name). You need no password.",
        ]
        page.parts = [
            .input(
                Input(
                    "displayName", "Your name", state, hint: "This is the name that other people see.",
                    autocomplete: "name"))
        ]
        page.button = "Create the account"
        page.links = [Link("I have an account with another address", "/account/sign-in?next=/account/provider/link")]
        return page
    }

    static func link(
        _ arrival: ProviderArrival, _ session: Session, with name: String, _ state: FormState
    ) -> QuestionPage {
        var page = QuestionPage(
            "Link \(name) to your account?", form: FormFrame("/account/provider/link", state), state: state)
        page.back = Link("Password and sign-in", "/account/security")
        let person = [arrival.displayName, arrival.email ?? ""].first { !$0.isEmpty }
        page.lead = [
            "You signed in with \(name)\(person.map { " as \($0)" } ?? ""). Your account here is \(session.email).",
            "Once they are linked, you can sign in here with \(name). We tell you by e-mail.",
        ]
        // Whoever has just signed in with it need not type it again.
        if arrival.standing != .known || state.error("current") != nil {
            page.parts = [.input(.currentPassword(state, "Your password here"))]
        }
        page.button = "Link \(name)"
        page.links = [Link("Do not link them", "/")]
        return page
    }

    static func provider(
        _ name: String, _ summary: ProviderLinkSummary, _ state: FormState, hasChanged: Bool = false
    ) -> QuestionPage {
        guard let linked = summary.provider else {
            var page = QuestionPage("\(name) is not linked", form: nil, state: state)
            page.back = Link("Password and sign-in", "/account/security")
            if hasChanged { page.notice = "\(name) is unlinked." }
            page.lead = ["Link \(name) to your account to sign in with it."]
            page.others = [.provider(name, "Link \(name)", next: "/account/security/provider")]
            return page
        }
        let form = FormFrame("/account/security/provider/removal", state)
        var page = QuestionPage("\(linked) is linked", form: summary.hasPassword ? form : nil, state: state)
        page.back = Link("Password and sign-in", "/account/security")
        if hasChanged { page.notice = "\(linked) is linked." }
        page.lead = ["You can sign in here with \(linked)\(summary.email.map { ", as \($0)" } ?? "")."]
        guard summary.hasPassword else {
            page.lead.append(
                "It is the only way into your account, so it cannot be unlinked. To have another, choose a password: we send "
                    + "a link to your e-mail address.")
            page.links = [Link("Choose a password", "/account/password")]
            return page
        }
        page.lead.append("If you unlink it, you sign in with your password alone.")
        page.parts = [.input(.currentPassword(state, "Your password"))]
        page.button = "Unlink \(linked)"
        return page
    }
}
