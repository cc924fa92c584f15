// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Mail

@Suite("Reports of what could not be delivered")
struct DeliveryReportTests {
    /// As Postfix writes it, with names of our own.
    private static let postfix = """
        Return-Path: <>
        X-Original-To: bounces+c0ffee@attest.example
        Delivered-To: bounces@attest.example
        From: MAILER-DAEMON@mx.example.nhs.uk (Mail Delivery System)
        To: bounces+c0ffee@attest.example
        Subject: Undelivered Mail Returned to Sender
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
         boundary="4F1.1/mx.example"

        This is a MIME-encapsulated message.

        --4F1.1/mx.example
        Content-Type: text/plain; charset=us-ascii

        I am sorry: <jo@example.nhs.uk>: host said: 550 5.1.1 No such user

        --4F1.1/mx.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.nhs.uk
        Arrival-Date: Tue,  1 Dec 2026 04:00:00 +0000 (GMT)

        Final-Recipient: rfc822; jo@example.nhs.uk
        Original-Recipient: rfc822;jo@example.nhs.uk
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; inner.example.nhs.uk
        Diagnostic-Code: smtp; 550 5.1.1 <jo@example.nhs.uk>: Recipient address
            rejected: No such user

        --4F1.1/mx.example
        Content-Description: Undelivered Message
        Content-Type: message/rfc822

        From: Attest <no-reply@attest.example>
        To: jo@example.nhs.uk
        Subject: Hello
        Message-ID: <01020304-0506-4708-890a-0b0c0d0e0f10@attest.example>

        Hello.

        --4F1.1/mx.example--

        """

    private static func read(_ text: String) -> DeliveryReport? {
        DeliveryReport(Array(text.replacing("\n", with: "\r\n").utf8))
    }

    @Test("Whose report it is, what failed, and why, without anybody's address; IMP-09")
    func reads() throws {
        let report = try #require(Self.read(Self.postfix))
        #expect(report.recipients.first == "bounces+c0ffee@attest.example")
        #expect(report.messageID == "01020304-0506-4708-890a-0b0c0d0e0f10@attest.example")
        let outcome = try #require(report.outcomes.first)
        #expect(report.outcomes.count == 1 && outcome.isFailed && outcome.isFinal && outcome.status == "5.1.1")
        #expect(outcome.address == "jo@example.nhs.uk")
        #expect(outcome.reason.hasPrefix("550 5.1.1") && outcome.reason.hasSuffix("No such user"))
        #expect(!outcome.reason.contains("jo@"))
        // Bare line feeds, as a Maildir has them.
        #expect(DeliveryReport(Array(Self.postfix.utf8)) == report)
    }

    @Test(
        "What is put off, delivered, or full is not an address that is gone",
        arguments: [
            ("failed", "5.1.1", true, true), ("failed", "5.2.2", true, false), ("failed", "4.4.7", true, false),
            ("delayed", "4.4.1", false, false), ("delivered", "2.0.0", false, false), ("FAILED", "5.1.1", true, true),
            ("failed", "nonsense", true, true),
        ])
    func kinds(action: String, status: String, isFailed: Bool, isFinal: Bool) throws {
        let text = Self.postfix.replacing("Action: failed", with: "Action: \(action)")
            .replacing("Status: 5.1.1", with: "Status: \(status)")
        let outcome = try #require(Self.read(text)?.outcomes.first)
        #expect(outcome.isFailed == isFailed && outcome.isFinal == isFinal)
    }

    @Test("With the headers alone returned the Message-ID is found too, and Base64 is read")
    func headersOnly() throws {
        let headers = Self.postfix.replacing("Content-Type: message/rfc822", with: "Content-Type: text/rfc822-headers")
        #expect(Self.read(headers)?.messageID == "01020304-0506-4708-890a-0b0c0d0e0f10@attest.example")
        let status = "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n"
        let encoded = """
            Content-Type: multipart/report; boundary=x

            --x
            Content-Type: message/delivery-status
            Content-Transfer-Encoding: base64

            \(Data(status.utf8).base64EncodedString())
            --x--

            """
        #expect(Self.read(encoded)?.outcomes.first?.address == "a@b.example")
    }

    @Test("What is no report is none, and nothing that anybody sends stops the reader")
    func garbage() {
        let absence = "From: jo@example.nhs.uk\nSubject: Away\nAuto-Submitted: auto-replied\n\nI am away.\n"
        #expect(Self.read(absence) == nil)
        #expect(DeliveryReport([]) == nil)
        let whole = Array(Self.postfix.utf8)
        for length in stride(from: 0, to: whole.count, by: 7) { _ = DeliveryReport(Array(whole.prefix(length))) }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var bytes = whole
            for _ in 0..<20 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            _ = DeliveryReport(bytes)
        }
        // Parts within parts within parts.
        let deep = (0..<2_000).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }.joined()
        _ = DeliveryReport(Array(deep.utf8))
    }

    @Test("A header or a reason of a million letters is looked at no longer than any other", .timeLimit(.minutes(1)))
    func long() throws {
        let long = String(repeating: "x", count: 1_000_000)
        let header = Self.postfix.replacing("X-Original-To: bounces", with: "X-Original-To: \(long)bounces")
        #expect(Self.read(header) != nil)
        let reason = Self.postfix.replacing("rejected: No such user", with: "\(long)")
        #expect(try #require(Self.read(reason)?.outcomes.first).reason.count <= 300)
    }
}
