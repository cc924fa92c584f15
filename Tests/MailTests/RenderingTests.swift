// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Mail

@Suite("Rendered messages")
struct RenderingTests {
    @Test("Another reader finds everything that was put in, and no defect")
    func anotherReader() async throws {
        var message = message()
        message.from = Mailbox(
            name: "Información \"Attest\" – Zentrale für Prüfung und Auskunft", address: "a.b+c@x.test")
        message.to = [
            Mailbox(name: "O'Brien, Ann \\ \"Annie\"", address: "ann@example.test"),
            Mailbox(address: "bob@example.test"),
            Mailbox(name: "渡辺", address: "w@example.test"),
        ]
        message.copies = [Mailbox(name: "=?UTF-8?B?QQ==?=", address: "c@example.test")]
        message.subject = "Déclaration 🏥 " + String(repeating: "für alle Häuser ", count: 20) + "ende"
        message.text =
            "Zeile =?\r\nzwei\rdrei \n.\n.x\nFrom me\n\tTab \u{1F600}\n" + String(repeating: "lang ", count: 400)
        message.html = "<p>" + String(repeating: "é", count: 3_000) + "</p>"
        message.headers = [
            ("Auto-Submitted", "auto-generated"), ("X-Case", "Fälle"),
            ("X-Long", String(repeating: "word ", count: 300) + "end"),
        ]
        let content = try message.rendered()
        let parsed = try await ParsedMail(content)
        #expect(parsed.defects.isEmpty)
        #expect(parsed.from == [[try #require(message.from.name), "a.b+c@x.test"]])
        #expect(parsed.to.map { $0[0] } == message.to.map { $0.name ?? "" })
        #expect(parsed.to.map { $0[1] } == message.to.map(\.address))
        #expect(parsed.cc == [["=?UTF-8?B?QQ==?=", "c@example.test"]])
        #expect(parsed.subject == message.subject)
        #expect(parsed.id == "<1.2@attest.test>")
        #expect(parsed.date == 1_136_214_245)
        #expect(parsed.headers["Auto-Submitted"] == "auto-generated")
        #expect(parsed.headers["X-Case"] == "Fälle")
        #expect(parsed.headers["X-Long"] == message.headers[2].value)
        #expect(parsed.type == "multipart/alternative")
        let lines = message.text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        #expect(parsed.plain == lines)
        #expect(parsed.html == message.html)
        try expectWellFormed(content)
    }

    @Test(
        "Lines are short, end in CRLF and hold ASCII only", arguments: [1, 70, 71, 72, 73, 74, 75, 76, 77, 997, 2_000])
    func lines(length: Int) throws {
        for filler in ["a", "é", "=", " ", "🏥", ".", "a "] {
            var message = message(subject: String(repeating: filler, count: length))
            message.text = String(repeating: filler, count: length) + "\n" + String(repeating: filler, count: length)
            try expectWellFormed(message.rendered())
        }
    }

    @Test("Subjects of every length come back whole", arguments: Array(stride(from: 1, through: 181, by: 20)))
    func subjects(length: Int) async throws {
        for filler in ["a b", "é", " x", "a  b ", "=?", "a\tb"] {
            let subject = String(repeating: filler, count: length)
            let parsed = try await ParsedMail(message(subject: subject).rendered())
            #expect(parsed.subject == subject)
            #expect(parsed.defects.isEmpty)
        }
    }

    private func expectWellFormed(_ content: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let text = try #require(String(bytes: content, encoding: .ascii), sourceLocation: sourceLocation)
        #expect(text.utf8.suffix(2).elementsEqual([13, 10]), sourceLocation: sourceLocation)
        let lines = text.components(separatedBy: "\r\n")
        for line in lines {
            #expect(!line.utf8.contains(13) && !line.utf8.contains(10), sourceLocation: sourceLocation)
            #expect(line.utf8.count <= 998, sourceLocation: sourceLocation)
            #expect(!line.hasPrefix(".") && !line.hasPrefix("From "), sourceLocation: sourceLocation)
        }
        let body = lines.drop { !$0.isEmpty }
        #expect(body.allSatisfy { $0.utf8.count <= 76 }, sourceLocation: sourceLocation)
        #expect(!body.contains { $0.hasSuffix(" ") || $0.hasSuffix("\t") }, sourceLocation: sourceLocation)
    }

    @Test("The same message renders the same bytes, and another id another boundary")
    func deterministic() throws {
        let one = try message().rendered()
        #expect(try message().rendered() == one)
        var other = message()
        other.messageID = "<1.3@attest.test>"
        let boundary = #/boundary="([^"]+)"/#
        let first = try #require(String(decoding: one, as: UTF8.self).firstMatch(of: boundary)).1
        let second = try #require(String(decoding: other.rendered(), as: UTF8.self).firstMatch(of: boundary)).1
        #expect(first != second)
    }

    @Test("A message without HTML is plain text")
    func plainOnly() async throws {
        var message = message()
        message.html = nil
        let parsed = try await ParsedMail(message.rendered())
        #expect(parsed.type == "text/plain")
        #expect(parsed.plain == "Plain text\n\n" && parsed.html == nil && parsed.defects.isEmpty)
    }

    @Test("The date is written in UTC, whatever the century")
    func dates() throws {
        var message = message()
        #expect(
            String(decoding: try message.rendered(), as: UTF8.self).contains(
                "Date: Mon, 02 Jan 2006 15:04:05 +0000\r\n"))
        message.date = Date(timeIntervalSince1970: 4_102_444_799.9)
        #expect(
            String(decoding: try message.rendered(), as: UTF8.self).contains(
                "Date: Thu, 31 Dec 2099 23:59:59 +0000\r\n"))
    }

    @Test(
        "No value can end its header: the error names the field",
        arguments: ["\r\nBcc: x@y.test", "\nX: y", "\r", "\0", "a\u{B}b", "\u{7F}", "\u{85}"])
    func injection(evil: String) {
        func refusal(_ change: (inout MailMessage) -> Void) -> MailError? {
            var message = message()
            change(&message)
            return #expect(throws: MailError.self) { try message.rendered() }
        }
        let value = "value" + evil
        #expect(refusal { $0.subject = value } == MailError(code: .controlCharacter, field: "subject"))
        #expect(refusal { $0.from = Mailbox(name: value, address: "a@b.test") }?.field == "from.name")
        #expect(refusal { $0.to = [Mailbox(name: value, address: "a@b.test")] }?.field == "to.name")
        #expect(refusal { $0.copies = [Mailbox(name: value, address: "a@b.test")] }?.field == "copies.name")
        #expect(refusal { $0.from = Mailbox(address: "a@b.test" + evil) }?.field == "from.address")
        #expect(refusal { $0.to = [Mailbox(address: "a@b.test" + evil)] }?.field == "to.address")
        #expect(refusal { $0.bounceAddress = "a@b.test" + evil }?.field == "bounceAddress")
        #expect(refusal { $0.messageID = "a@b.test" + evil }?.field == "messageID")
        #expect(refusal { $0.headers = [("X-A", value)] }?.field == "headers.X-A")
        #expect(refusal { $0.headers = [("X-A" + evil, "b")] }?.field == "headers.name")
    }

    @Test("A message cannot be without recipients, nor write its own headers twice")
    func structure() {
        var message = message()
        message.headers = [("Content-Type", "text/html")]
        #expect(throws: MailError(code: .reserved, field: "headers.Content-Type")) { try message.rendered() }
        message.headers = []
        message.to = []
        #expect(throws: MailError(code: .missing, field: "to")) { try message.rendered() }
    }

    @Test(
        "Addresses of the usual form are accepted",
        arguments: ["a@b.test", "first.last+tag@nhs.net", "o'brien@x-y.example.org", "root@localhost"])
    func addresses(address: String) {
        #expect(Mailbox.isAddress(address))
    }

    @Test(
        "Other texts are no addresses",
        arguments: [
            "", "a", "@b.test", "a@", "a@b", "a b@c.test", "a@b@c.test", "a..b@c.test", ".a@c.test", "a.@c.test",
            "a@-b.test", "a@b-.test", "a@b..test", "a@b.test.", "<a@b.test>", "a@b.test>", "a,b@c.test", "é@b.test",
            "a@é.test", "\"a b\"@c.test", "a@[127.0.0.1]", "a@b_c.test", String(repeating: "a", count: 65) + "@b.test",
            "a@" + String(repeating: "b.", count: 130) + "test", "a@" + String(repeating: "b", count: 64) + ".test",
        ])
    func notAddresses(address: String) {
        #expect(!Mailbox.isAddress(address))
    }

    @Test("A mailbox and a server show neither address nor password")
    func hidden() throws {
        #expect(!"\(message().to)".contains("ann"))
        let server = try MailServer(url: "smtp://127.0.0.1:25", user: "robot", password: "secret-word")
        #expect(!"\(server)".contains("secret-word"))
    }
}
