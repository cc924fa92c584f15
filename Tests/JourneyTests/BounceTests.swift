// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import Web

@Suite(
    "E-mails that come back", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(4)))
struct BounceTests {
    /// Puts a report about an e-mail where the mail system would, as the mail system would write it.
    static func sendBack(_ mail: String, _ system: RunningSystem) throws {
        let path = try #require(mail.firstMatch(of: /X-Envelope-From: (\S+)/)?.1)
        #expect(path.hasPrefix("bounces+"))
        let recipient = try #require(mail.firstMatch(of: /X-Envelope-To: (\S+)/)?.1)
        let report = """
            From: mailer-daemon@mx.example
            To: \(path)
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example

            Final-Recipient: rfc822; \(recipient)
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 <\(recipient)> No such mailbox

            --b--

            """
        let name = UUID().uuidString
        try report.write(toFile: "\(system.bounces)/tmp/\(name)", atomically: false, encoding: .utf8)
        try FileManager.default.moveItem(
            atPath: "\(system.bounces)/tmp/\(name)", toPath: "\(system.bounces)/new/\(name)")
    }

    @Test("A declaration that came back is said on the case, with the mail server's words and no code; SOC-123, IMP-09")
    func declaration() async throws {
        try await RunningSystem.with { system in
            let people = People(system: system)
            try await PracticeJourneyTests.importSample(system)
            let (manager, partner) = (people.address("manager"), people.address("partner"))
            let visitor = try await people.account(manager, name: "Mary Manager")
            let address = try await people.practice("hedgerow", by: visitor, email: manager)
            try await people.contacts(of: address, signatory: partner, contact: manager, by: visitor)
            try await people.answers(of: address, by: visitor) { _ in 2 }
            try await visitor.get(address + "/assessment/submission")
            try await visitor.submit(to: "submission")
            let mail = try await system.mail(to: partner, holding: "/sign/")
            let (link, code) = try people.link(and: mail)
            try await eventually("it is known to be sent") {
                try await visitor.get(address + "/emails")
                return visitor.text.contains("Waiting to be sent") ? nil : true
            }
            try Self.sendBack(mail, system)
            try await eventually("the case says that it came back") {
                try await visitor.get(address)
                return visitor.text.contains("could not be delivered") ? true : nil
            }
            try await visitor.get(address + "/emails")
            #expect(visitor.text.contains("Came back"))
            let page = try #require(
                visitor.page.text.firstMatch(of: /href="([^"]+\/emails\/[^"]+)">Please sign/)?.1)
            try await visitor.get(String(page))
            // What was written is there for the life of the case, and opens nothing.
            for words in ["finished its information governance assessment", "not-kept", "250 Kept as", "550 5.1.1"] {
                #expect(visitor.text.contains(words), "\(words)")
            }
            #expect(!visitor.page.text.contains(code) && !visitor.page.text.contains(link))
            #expect(!visitor.text.contains("<\(partner)>"))

            // The contact's own: the case asks for another address, and is content with one.
            let copy = try await system.mail(to: manager, holding: "asked")
            try Self.sendBack(copy, system)
            try await eventually("the case says that the contact is not reached") {
                try await visitor.get(address)
                return visitor.text.contains("Our e-mail to the contact could not be delivered") ? true : nil
            }
            // Their account says so, too.
            try await visitor.get("/account")
            #expect(visitor.text.contains("have not arrived since"))
            try await people.contacts(
                of: address, signatory: partner, contact: people.address("office"), by: visitor)
            try await eventually("the contact's address is mended") {
                try await visitor.get(address)
                return visitor.text.contains("Our e-mail to the contact could not be delivered") ? nil : true
            }
            // Somebody else's e-mail is not read by its id, nor under another case.
            let stranger = try await people.account(people.address("stranger"), name: "Stan Stranger")
            try await stranger.get(String(page))
            #expect(stranger.page.status == 404)
        }
    }
}
