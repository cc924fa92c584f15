// SPDX-License-Identifier: Apache-2.0

import Contracts
import HTTPTypes

/// The declaration: read it, then enter the code.
struct DeclarationPage: PageView {
    static let template = "declaration"
    let title = "Declaration of compliance"
    let problems: [Problem]
    let organisation: String
    let signatory: String
    let paragraphs: [String]
    let terms: String
    let expires: String
    let form: FormFrame
    let code: Input
    /// Nil where the link itself says who somebody is.
    let capacity: Radios?
    let isDelegates: Bool
    let name: Input

    init(_ declaration: Declaration, _ token: LinkToken, _ state: FormState) {
        problems = state.problems
        organisation = declaration.organisationName
        signatory = declaration.signatory
        paragraphs = declaration.paragraphs
        terms = declaration.terms
        expires = UKTime.moment(declaration.expires)
        // What is accepted is the text on this page, and no other.
        isDelegates = declaration.isDelegates == true
        var form = FormFrame("/sign/\(token.clear)", state, hidden: declaration.text.map { ["text": $0] } ?? [:])
        if isDelegates { form.hidden.append(.init(name: "capacity", value: SigningCapacity.delegated.rawValue)) }
        self.form = form
        code = Input(
            "code", "Code", state, kind: .code, hint: "The seven digits in the e-mail to \(declaration.signatory).",
            autocomplete: "one-time-code", inputmode: "numeric", width: 10)
        // SOC-120
        capacity =
            isDelegates
            ? nil
            : Radios(
                "capacity", "Who are you?",
                [
                    .init(value: SigningCapacity.own.rawValue, label: "I am \(declaration.signatory)"),
                    .init(
                        value: SigningCapacity.delegated.rawValue, label: "I act for \(declaration.signatory)",
                        hint:
                            "\(declaration.signatory) gave me the code and asked me to accept the declaration. This is recorded."
                    ),
                ], state)
        name = Input("name", "Your full name", state, autocomplete: "name")
    }
}

/// Why there is nothing to sign, said before anything is typed.
struct DeclarationClosedPage: PageView {
    static let template = "message"
    let title: String
    let lead: [String]
    var panel = false
    var links: [Link] = []
    /// What the link is now, in HTTP's words.
    var status: HTTPResponse.Status
    /// Seconds until a locked link opens again.
    var retryAfter: Int?

    private init(title: String, lead: [String]) {
        self.title = title
        self.lead = lead
        status = .notFound
    }

    init(_ declaration: Declaration, justSigned: Bool) {
        let organisation = declaration.organisationName
        status = .gone
        switch declaration.standing {
        case "signed":
            title = justSigned ? "The declaration is accepted" : "This declaration is already signed"
            lead = [
                "The statement of compliance of \(organisation) is signed.",
                (justSigned ? "We are sending a confirmation by e-mail." : "A confirmation was sent by e-mail.")
                    + " You do not need to do anything else.",
            ]
            panel = justSigned
            if justSigned { status = .ok }
        case "expired":
            title = "This link has expired"
            lead = [
                "It could be used until \(UKTime.moment(declaration.expires)).",
                "Ask \(organisation) or its host organisation to send the declaration again.",
            ]
        case "replaced":
            title = "A newer link was sent"
            lead = [
                "The declaration of \(organisation) was sent again. Use the link and the code in the newest e-mail.",
                Self.notArrived,
            ]
        case "locked":
            // It opens again by itself, so it is not gone.
            status = .tooManyRequests
            retryAfter = declaration.lockedUntil.map { Failure.seconds(until: $0) } ?? 60
            title = "Too many wrong codes"
            lead = [
                declaration.lockedUntil.map { "You can try again after \(UKTime.moment($0))." } ?? "Try again later.",
                "The code is in the same e-mail as the link. If you cannot find it, contact your host organisation.",
            ]
        default:
            title = "This declaration cannot be signed"
            lead = [Self.notArrived]
        }
    }

    /// SOC-046
    private static let notArrived = "If the e-mail did not arrive, contact your host organisation."

    static let incomplete = DeclarationClosedPage(
        title: "This link is not complete",
        lead: ["Copy all of the link from the e-mail, and open it again.", notArrived])
    static let unknown = DeclarationClosedPage(
        title: "We do not know this link",
        lead: ["Open the link again exactly as it stands in the e-mail.", notArrived])
}
