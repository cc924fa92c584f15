// SPDX-License-Identifier: Apache-2.0

import Contracts

/// The form for a new account.
struct RegisterPage: PageView {
    static let template = "register"
    /// The field that only programs fill in.
    static let trap = "attest-extra"

    let title = "Create an account"
    let problems: [Problem]
    let form: FormFrame
    let email: Input
    let displayName: Input
    let password: Input
    let challengeAnswer: Input
    /// A PNG in Base64; nil when no challenge could be had.
    let image: String?
    /// Where the digits are spoken.
    let sound: String?
    let question: String?
    /// Set where a computer may work instead.
    let effort: String?
    /// What is in the field for programs, when a browser has filled it in and its user has to empty it.
    let extra: Input?

    /// The challenge was met: its answer goes along again.
    let isMet: Bool

    init(_ state: FormState, challenge: Challenge?, isMet: Bool = false) {
        problems = state.problems
        self.isMet = isMet
        var form = FormFrame(
            "/account/register", state, hidden: ["challenge": challenge?.token ?? state.value("challenge")])
        if isMet { form.hidden.append(.init(name: "challengeAnswer", value: state.value("challengeAnswer"))) }
        self.form = form
        email = Input(
            "email", "E-mail address", state, kind: .email,
            hint: "Use your own work e-mail address. We send a link there to check that it is yours.",
            autocomplete: "email")
        displayName = Input(
            "displayName", "Your name", state, hint: "This is the name that other people see.", autocomplete: "name")
        password = .newPassword(state, "Password")
        challengeAnswer = Input(
            "challengeAnswer", "Your answer", state, width: 10,
            describedBy: challenge == nil ? nil : "challenge-question")
        image = challenge.map { String($0.image.filter { $0.isASCII && !$0.isWhitespace }) }
        sound = challenge.map { "/account/challenge/sound?challenge=\(WebAddress.query($0.token))" }
        question = challenge?.question
        effort = challenge?.effort.map { String($0) }
        extra = state.error(Self.trap) == nil ? nil : Input(Self.trap, "Leave this empty", state)
    }
}

/// A page that only says something.
struct MessagePage: PageView {
    static let template = "message"
    let title: String
    let lead: [String]
    var links: [Link] = []
    /// A confirmation, shown as a panel.
    var panel: Bool = false

    /// Whether or not there was an account already.
    ///
    /// - Parameter address: as it was typed.
    static func checkEmail(_ address: String?) -> MessagePage {
        MessagePage(
            title: "Check your e-mail",
            lead: [
                "We are sending an e-mail to \(address ?? "the address that you gave"). Follow the link in it to finish.",
                "If your address is not at an organisation that we know, somebody checks it first. You will get an e-mail "
                    + "when that is done.",
            ],
            links: [
                Link("I did not get the e-mail", "/account/verification"),
                Link("The address is wrong: create an account with the right one", "/account/register"),
                Link("Sign in", "/account/sign-in"),
            ])
    }
}

extension QuestionPage {
    /// - Parameter provider: what the other provider is called with which people may sign in.
    static func signIn(_ state: FormState, notice: String? = nil, provider: String? = nil) -> QuestionPage {
        var page = QuestionPage(
            "Sign in", form: FormFrame("/account/sign-in", state, hidden: ["next": state.value("next")]), state: state)
        page.notice = notice
        if !["", "/"].contains(state.value("next")) { page.lead = ["You need to sign in to see that page."] }
        page.parts = [
            .input(Input("email", "E-mail address", state, kind: .email, autocomplete: "username")),
            .input(Input("password", "Password", state, kind: .password, autocomplete: "current-password")),
        ]
        page.button = "Sign in"
        // ISG-34: the offer is always there, and one press when it is what helps.
        if state.problems.contains(where: { $0.code == "email-unverified" }) {
            page.others = [
                OtherForm(
                    FormFrame("/account/verification", hidden: ["email": state.value("email")]),
                    button: "Send the link again")
            ]
        } else {
            page.links = [Link("I did not get the link to confirm my e-mail address", "/account/verification")]
        }
        page.links.insert(Link("I forgot my password", "/account/password"), at: 0)
        page.links.append(Link("Create an account", "/account/register"))
        let next = state.value("next")
        if let provider {
            page.others.append(.provider(provider, "Sign in with \(provider)", next: next.isEmpty ? "/" : next))
        }
        return page
    }

    /// For somebody who came from the provider and has an account already.
    static func signIn(_ state: FormState, toLink provider: String) -> QuestionPage {
        var page = signIn(state)
        page.lead = [
            "You have an Attest account with this e-mail address already. Sign in with its password once, to show that it is "
                + "yours. Then you can link \(provider) to it."
        ]
        page.links = [Link("I forgot my password", "/account/password")]
        return page
    }
}
