// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography

/// A form that a script has a passkey fill in: without the script it is not shown, and a sentence says why.
struct PasskeyPrompt: Sendable {
    static let field = "passkey"
    let id = PasskeyPrompt.field
    let form: FormFrame
    /// What is asked, as JSON for the script.
    let asked: String
    var inputs: [Input] = []
    let button: String
    /// Another form stands above it.
    var isSecond = false
    /// The script begins by itself: whoever comes here has asked for it.
    var isImmediate = false
    let error: FieldError?

    init(_ action: String, _ request: PasskeyRequest, _ state: FormState, next: String? = nil, button: String) throws {
        // What was made for the challenge is kept while another field is put right.
        let isKept = state.form.has("attestationObject") && !state.problems.contains { $0.field == Self.field }
        var form = FormFrame(action, state)
        func put(_ name: String, _ value: String) { form.hidden.append(.init(name: name, value: value)) }
        put("token", isKept ? state.value("token") : request.token)
        for name in [
            "clientDataJSON", "attestationObject", "authenticatorData", "signature", "credential", "userHandle",
        ] {
            put(name, isKept ? state.value(name) : "")
        }
        if let next { put("next", next) }
        self.form = form
        asked = try JSON.text(request)
        self.button = button
        error = state.error(Self.field)
    }
}

/// The passkeys of whoever is signed in.
struct PasskeysPage: PageView {
    static let template = "passkeys"
    let title = "Passkeys"
    var notice: String?
    let passkeys: [Item]
    /// Where one is added; nil where none can be.
    let add: String?
    /// There are as many as there may be.
    let isFull: Bool
    let isUnusable: Bool

    struct Item: Sendable {
        let label: String
        let added: String
        let used: String?
        let rename: String
        let remove: String
    }

    init(_ passkeys: [PasskeySummary], isUsable: Bool) {
        self.passkeys = passkeys.map {
            let address = "/account/security/passkeys/\($0.passkey.text)"
            return Item(
                label: $0.label, added: UKTime.moment($0.added), used: $0.used.map { UKTime.moment($0) },
                rename: "\(address)/name", remove: "\(address)/removal")
        }
        isFull = passkeys.count >= AccountLimits.passkeys
        isUnusable = !isUsable
        add = isUsable && !isFull ? "/account/security/passkeys/new" : nil
    }

    static let notices = [
        "added": "The passkey is added.", "renamed": "The passkey has its new name.",
        "removed": "The passkey is removed. It may still be on your device: delete it there as well.",
    ]
}

extension QuestionPage {
    static func newPasskey(_ request: PasskeyRequest, _ state: FormState) throws -> QuestionPage {
        var page = QuestionPage("Add a passkey", form: nil, state: state)
        page.back = Link("Passkeys", "/account/security/passkeys")
        page.lead = [
            "Your telephone, computer or security key keeps the passkey for you. From then on you can sign in with it alone. "
                + "If you sign in with your password, we ask for a passkey, or a code from your app, after it."
        ]
        var prompt = try PasskeyPrompt(
            "/account/security/passkeys/new", request, state, button: "Create the passkey")
        prompt.inputs = [
            Input("label", "Name of the passkey", state, hint: "To know it by, such as “My telephone”.", width: 20),
            .currentPassword(state, "Your password"),
        ]
        page.passkey = prompt
        return page
    }

    static func passkeyName(_ passkey: PasskeySummary, _ state: FormState) -> QuestionPage {
        var page = QuestionPage(
            "Change the name of a passkey",
            form: FormFrame("/account/security/passkeys/\(passkey.passkey.text)/name", state), state: state)
        page.back = Link("Passkeys", "/account/security/passkeys")
        page.parts = [.input(Input("label", "Name of the passkey", state, width: 20))]
        page.button = "Change the name"
        return page
    }

    /// - Parameter isLast: the account has no other second step.
    static func removePasskey(_ passkey: PasskeySummary, isLast: Bool, _ state: FormState) -> QuestionPage {
        var page = QuestionPage(
            "Remove the passkey “\(passkey.label)”",
            form: FormFrame("/account/security/passkeys/\(passkey.passkey.text)/removal", state), state: state)
        page.back = Link("Passkeys", "/account/security/passkeys")
        page.lead = ["Nobody can sign in with it any more."]
        if isLast {
            page.lead.append(
                "It is your only second step: after this, your password alone is enough. If your role needs more than a "
                    + "password, you cannot use it until you have another passkey or an app for codes.")
        }
        page.parts = [.input(.currentPassword(state, "Your password"))]
        page.button = "Remove the passkey"
        return page
    }

    static func passkeySignIn(
        _ request: PasskeyRequest, _ state: FormState, next: String
    ) throws -> QuestionPage {
        var page = QuestionPage("Sign in with a passkey", form: nil, state: state)
        page.lead = ["Your browser asks for your passkey, and you unlock it with your finger, face or code."]
        var prompt = try PasskeyPrompt(
            "/account/sign-in/passkey", request, state, next: next, button: "Use your passkey")
        prompt.isImmediate = state.problems.isEmpty
        page.passkey = prompt
        page.links = [
            Link(
                "Sign in with your password",
                next == "/" ? "/account/sign-in" : "/account/sign-in?next=\(WebAddress.query(next))")
        ]
        return page
    }
}
