// SPDX-License-Identifier: Apache-2.0

import Contracts
import Testing
import struct Foundation.Date

@testable import Notification

@Suite("What e-mails say")
struct RenderingTests {
    let renderer: EmailRenderer

    init() throws { renderer = try EmailRenderer(publicURL: "https://attest.example.nhs.uk") }

    private static let values: [String: String] = [
        "change": "turned on", "provider": "Example login", "passkey": "Jo’s telephone", "reason": "Not known to us.",
        "signatoryName": "Dr Asha Rao",
        "organisationName": "O'Hara & Sons <Surgery>", "expires": "2027-07-03T13:05:00.000Z",
        "sent": "2027-06-03T13:05:00.000Z",
        "name": "Lee Ward", "signedBy": "Dr Asha Rao", "signedAt": "2027-12-03T14:05:00.000Z",
        "comment": "Please date\neach action.", "case": "0197-case", "keyName": "Rota & Co",
        "erasure": "8 July 2027 at 2:05pm", "roles": "Senior officer, Contact", "invitation": "0197-invitation",
        "organisation": "0197-organisation",
        "notice": "The plan of O'Hara & Sons waits for review", "path": "/reviews",
        "notices": "/reviews The plan of O'Hara & Sons waits\n/cases/1 The statement of Ho & Co is signed", "more": "3",
    ]
    private static let secrets = ["token": "TOKEN-IN-LINK", "code": "4071938"]

    private func render(
        _ template: EmailTemplate, values: [String: String] = values, secrets: [String: String] = secrets
    ) throws -> EmailRenderer.Rendered { try renderer.render(template, values: values, secrets: secrets) }

    @Test("Whoever registered reads what they sign in with, and follows a link to their first sign-in; SOC-023")
    func loginDetails() throws {
        let rendered = try renderer.render(.verifyAddress, values: [:], secrets: Self.secrets)
        for body in [rendered.text, rendered.html] {
            #expect(body.contains("you sign in with it and with the password that you chose"))
            #expect(body.contains("/account/verify/TOKEN-IN-LINK"))
        }
    }

    @Test("Every e-mail fills in all that it was given, in text and in HTML", arguments: EmailTemplate.allCases)
    func fills(template: EmailTemplate) throws {
        let rendered = try render(template)
        #expect(!rendered.subject.isEmpty)
        for body in [rendered.text, rendered.html] {
            #expect(!body.contains("{{") && !body.contains("}}"))
            #expect(body.contains("Nobody will ever ask you for your password"))
            #expect(body.contains("Why you have this e-mail"))
            #expect(body.contains("https://attest.example.nhs.uk"))
            #expect(body.contains("From Attest"))
        }
        for value in template.values
        where !["case", "invitation", "organisation", "expires", "signedAt", "sent", "notices"].contains(value) {
            let text = try #require(Self.values[value])
            let written = ["comment", "reason"].contains(value) ? "> " + text.replacing("\n", with: "\n> ") : text
            #expect(rendered.text.contains(written))
            #expect(rendered.html.contains(escaped(text)))
        }
        #expect(template.path(Self.values.merging(Self.secrets) { $1 }).map { rendered.text.contains($0) } ?? true)
    }

    @Test("Nothing is loaded from elsewhere, and what was typed cannot become HTML", arguments: EmailTemplate.allCases)
    func safe(template: EmailTemplate) throws {
        let hostile = Dictionary(uniqueKeysWithValues: Self.values.keys.map { ($0, "<script>\"&'") })
        let html = try render(template, values: hostile).html
        #expect(!html.contains("<script>"))
        for word in ["<img", "<link", "url(", "@import", "src="] { #expect(!html.contains(word)) }
    }

    @Test("The declaration holds a link and a code of seven digits (SOC-036, SOC-037)")
    func declaration() throws {
        let rendered = try render(.declaration)
        for body in [rendered.text, rendered.html] {
            #expect(body.contains("https://attest.example.nhs.uk/sign/TOKEN-IN-LINK"))
            #expect(body.contains("4071938"))
            // IMP-13: summer time.
            #expect(body.contains("3 July 2027 at 2:05pm"))
        }
        #expect(!rendered.subject.contains("4071938"))
    }

    @Test("The copy holds a link, and no code even if it was sealed with it (SOC-119)")
    func copy() throws {
        let rendered = try render(.declarationCopy)
        for body in [rendered.subject, rendered.text, rendered.html] {
            #expect(!body.contains("4071938"))
        }
        #expect(rendered.text.contains("/sign/TOKEN-IN-LINK") && rendered.html.contains("/sign/TOKEN-IN-LINK"))
    }

    @Test("'Process complete' names who signed and when, and asks for nothing more (SOC-124)")
    func complete() throws {
        let rendered = try render(.processComplete)
        #expect(rendered.subject.hasSuffix("has been signed"))
        // IMP-13: winter time.
        #expect(rendered.text.contains("Dr Asha Rao accepted"))
        #expect(rendered.text.contains("3 December 2027 at 2:05pm"))
        #expect(rendered.text.contains("No further action is needed."))
    }

    @Test("The verification e-mail leads to its page (ISG-33)")
    func verification() throws {
        #expect(
            try render(.verifyAddress).text.contains("https://attest.example.nhs.uk/account/verify/TOKEN-IN-LINK\n"))
    }

    @Test(
        "Before an address is verified nothing that was typed by whoever gave it is in its e-mails",
        arguments: [EmailTemplate.verifyAddress, .accountApproved, .accountDeclined])
    func strangers(template: EmailTemplate) throws {
        // What an older sender may still give.
        let values = ["displayName": "Your mailbox is locked", "name": "Your mailbox is locked", "reason": "No."]
        let rendered = try render(template, values: values)
        for text in [rendered.subject, rendered.text, rendered.html] { #expect(!text.contains("locked")) }
    }

    @Test("An empty comment leaves no empty quotation")
    func comments() throws {
        var values = Self.values
        #expect(try render(.planReturned).text.contains("The reviewer wrote:"))
        values["comment"] = ""
        let rendered = try render(.planReturned, values: values)
        #expect(!rendered.text.contains("wrote:") && !rendered.html.contains("wrote:"))
    }

    @Test("E-mails about work say what happened, lead to it, and end with one press; all others always come (RFC 8058)")
    func work() throws {
        let link = "https://attest.example.nhs.uk/account/preferences/unsubscribe/TOKEN-IN-LINK"
        let one = try render(.notice)
        #expect(one.subject == "The plan of O'Hara & Sons waits for review" && one.unsubscribe == link)
        #expect(one.text.contains("https://attest.example.nhs.uk/reviews\n"))
        let many = try render(.noticeDigest)
        #expect(many.subject == "5 updates about your work" && many.unsubscribe == link)
        #expect(many.text.contains("- The plan of O'Hara & Sons waits\n  https://attest.example.nhs.uk/reviews\n"))
        #expect(many.html.contains("<a href=\"https://attest.example.nhs.uk/cases/1\""))
        for rendered in [one, many] {
            #expect(rendered.text.contains(link) && rendered.html.contains(link))
            #expect(rendered.text.contains("https://attest.example.nhs.uk/account/preferences\n"))
        }
        var values = Self.values
        values["more"] = "0"
        #expect(try !render(.noticeDigest, values: values).text.contains("did not fit"))
        // What was erased, or is no line of ours, is left out.
        values["notices"] = "[erased]"
        #expect(try !render(.noticeDigest, values: values).html.contains("<li"))
        for template in EmailTemplate.allCases where ![.notice, .noticeDigest].contains(template) {
            #expect(try render(template).unsubscribe == nil && !render(template).text.contains("/preferences"))
        }
        #expect(try !renderer.kept(.notice, values: Self.values).contains("TOKEN-IN-LINK"))
    }

    @Test("Without its sealed values an e-mail is not written")
    func sealed() {
        #expect(throws: EmailRenderer.Fault.self) { try render(.declaration, secrets: ["token": "T"]) }
        #expect(throws: EmailRenderer.Fault.self) { try render(.declaration, values: [:]) }
    }

    @Test("A subject is one line, whatever a name holds")
    func subject() {
        let line = EmailTemplate.planApproved.subjectLine(["organisationName": "A\r\nBcc: x@y.zz\u{2028}B"])
        #expect(line == "The improvement plan for A Bcc: x@y.zz B is approved")
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("'", with: "&#39;")
    }
}
