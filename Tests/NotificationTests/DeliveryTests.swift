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
}
