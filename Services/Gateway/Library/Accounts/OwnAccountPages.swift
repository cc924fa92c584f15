// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What is known of whoever is signed in, and where it is changed.
struct AccountPage: PageView {
    static let template = "account"
    let title = "Your account"
    var notice: String?
    /// IMP-09
    let warning: String?
    let rows: [Row]

    init(_ session: Session, mailbox: MailboxStanding? = nil, preferences: Preferences? = nil) {
        warning = mailbox?.unreachableSince.map { since in
            "Our e-mails to \(session.email) have not arrived since \(UKTime.moment(since)). If you do not get e-mails "
                + "there any more, change your address."
        }
        rows = [
            Row("Name", session.displayName, change: "/account/name"),
            Row("E-mail address", session.email, change: "/account/address"),
            Row("E-mails about work", preferences?.workEmail.words ?? "", change: PreferenceController.address),
        ]
    }
}

/// The password, and where one is signed in. IMP-12
struct SecurityPage: PageView {
    static let template = "security"
    let title = "Password and sign-in"
    var notice: String?
    let rows: [Row]
    let sessions: [Place]
    let all: FormFrame?

    struct Place: Sendable {
        let device: String
        let begun: String
        let used: String
        let isCurrent: Bool
        let form: FormFrame
    }

    /// - Parameters:
    ///   - passkeys: how many there are.
    ///   - provider: what the other provider is called with which people may sign in.
    init(
        _ session: Session, sessions: [SessionSummary], factor: SecondFactorSummary?, passkeys: Int,
        link: ProviderLinkSummary, provider: String?
    ) {
        rows =
            [
                link.hasPassword
                    ? Row("Password", "Not shown", change: "/account/security/password")
                    : Row("Password", "None yet", change: "/account/password"),
                Row(
                    "Two-step sign-in",
                    lines: Row.twoSteps(recoveryCodes: factor?.recoveryCodes, passkeys: passkeys),
                    change: "/account/security/second-factor"),
                Row("Passkeys", passkeys == 0 ? "None" : String(passkeys), change: PasskeyController.list),
            ]
            + (provider.map { name in
                [Row(name, link.provider == nil ? "Not linked" : "Linked", change: "/account/security/provider")]
            } ?? [])
        self.sessions = sessions.map {
            Place(
                device: $0.device.isEmpty ? "Unknown device" : $0.device,
                begun: UKTime.moment($0.begun), used: UKTime.moment($0.used), isCurrent: $0.session == session.session,
                form: FormFrame("/account/security/sessions/\($0.session.text)"))
        }
        all = sessions.count > 1 ? FormFrame("/account/security/sessions") : nil
    }
}

extension Row {
    /// Whether somebody signs in by two steps, and by which.
    ///
    /// - Parameter recoveryCodes: how many are left; nil without an app for codes.
    static func twoSteps(recoveryCodes: Int?, passkeys: Int) -> [String] {
        guard let recoveryCodes else { return [passkeys > 0 ? "On, with a passkey" : "Off"] }
        return ["On", recoveryCodes == 1 ? "1 recovery code left" : "\(recoveryCodes) recovery codes left"]
    }
}

extension QuestionPage {
    static func displayName(_ state: FormState) -> QuestionPage {
        var page = QuestionPage("Change your name", form: FormFrame("/account/name", state), state: state)
        page.back = Link("Your account", "/account")
        page.parts = [
            .input(
                Input(
                    "displayName", "Your name", state, hint: "This is the name that other people see.",
                    autocomplete: "name"))
        ]
        page.button = "Change the name"
        return page
    }

    static func newAddress(_ session: Session, _ state: FormState) -> QuestionPage {
        var page = QuestionPage("Change your e-mail address", form: FormFrame("/account/address", state), state: state)
        page.back = Link("Your account", "/account")
        page.lead = [
            "Your e-mail address is \(session.email). We send a link to the new one. Once you have followed it, you sign in "
                + "with the new address. We tell the old address that it has changed."
        ]
        page.parts = [
            .input(Input("email", "New e-mail address", state, kind: .email, autocomplete: "email")),
            .input(.currentPassword(state, "Your password")),
        ]
        page.button = "Send the link"
        return page
    }

    static func changePassword(_ state: FormState) -> QuestionPage {
        var page = QuestionPage(
            "Change your password", form: FormFrame("/account/security/password", state), state: state)
        page.back = Link("Password and sign-in", "/account/security")
        page.lead = ["Afterwards you are signed out everywhere, and sign in with the new password."]
        page.parts = [
            .input(.currentPassword(state, "Current password")), .input(.newPassword(state, "New password")),
        ]
        page.button = "Change the password"
        page.links = [Link("I forgot my password", "/account/password")]
        return page
    }
}

extension Input {
    static func currentPassword(_ state: FormState, _ label: String) -> Input {
        Input("current", label, state, kind: .password, autocomplete: "current-password")
    }
}
