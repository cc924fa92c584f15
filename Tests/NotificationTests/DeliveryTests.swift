// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Mail
import Messaging
import Testing
import struct Foundation.Date
import struct Foundation.UUID

@testable import Notification

@Suite("The message that is handed in")
struct DeliveryTests {
    let key = SealingKey.random()
    let sender = Mailbox(name: "Attest", address: "no-reply@attest.example.nhs.uk")

    private func due(sealed: String?) throws -> DueEmail {
        DueEmail(
            id: UUID(), attempt: 1, template: "verify-address", recipient: "jo@nhs.net", recipientName: "Jo Field",
            fields: try JSON.text([String: String]()), sealed: sealed)
    }

    private func message(_ email: DueEmail, at time: Date = afternoon) throws -> MailMessage {
        try email.message(
            from: sender, by: EmailRenderer(publicURL: "https://attest.example.nhs.uk"), key: key, at: time)
    }

    private func seal(_ key: SealingKey) -> String? {
        Context(actor: .visitor, time: afternoon, sealingKey: key).seal(["token": "TOKEN"], purpose: "test")
    }

    @Test("What another service sealed is opened and stands in the e-mail")
    func opens() throws {
        let message = try message(due(sealed: seal(key)))
        #expect(message.text.contains("/account/verify/TOKEN"))
        #expect(message.to == [Mailbox(name: "Jo Field", address: "jo@nhs.net")])
        #expect(message.subject == "Confirm your e-mail address")
    }

    @Test("Every attempt bears the same Message-ID")
    func repeats() throws {
        let email = try due(sealed: seal(key))
        let later = try message(email, at: afternoon.addingTimeInterval(3_600))
        #expect(try message(email).messageID == later.messageID)
        #expect(later.messageID == "\(email.id.uuidString.lowercased())@attest.example.nhs.uk")
    }

    @Test("Values sealed under another key do not open, and the reason tells nothing else")
    func foreign() throws {
        let email = try due(sealed: seal(.random()))
        let fault = #expect(throws: EmailRenderer.Fault.self) { try message(email) }
        #expect(fault?.description == "the sealed values do not open")
    }

    @Test("Only an e-mail about work says how a mail program ends its kind: a link of ours and one press (RFC 8058)")
    func ending() throws {
        func headers(_ template: String, _ fields: [String: String]) throws -> [String: String] {
            let email = DueEmail(
                id: UUID(), attempt: 1, template: template, recipient: "jo@nhs.net", recipientName: "",
                fields: try JSON.text(fields), sealed: seal(key))
            let message = try message(email)
            let text = String(decoding: try message.rendered(), as: UTF8.self)
            #expect(text.contains("List-Unsubscribe") == (template != "verify-address"))
            return Dictionary(uniqueKeysWithValues: message.headers.map { ($0.name, $0.value) })
        }
        for found in [
            try headers("notice", ["notice": "A plan waits", "path": "/reviews"]),
            try headers("notice-digest", ["notices": "/reviews A plan waits", "more": "0"]),
        ] {
            #expect(
                found["List-Unsubscribe"]
                    == "<https://attest.example.nhs.uk/account/preferences/unsubscribe/TOKEN>")
            #expect(found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click")
        }
        #expect(try headers("verify-address", [:])["List-Unsubscribe"] == nil)
    }
}
