// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Gateway

@Suite("Forms")
struct FormTests {
    @Test("Names and values are decoded, line ends made one, control characters left out")
    func decoding() throws {
        let form = try #require(Form(encoded: Array("a=1+2%26&b=%0D%0Aline%00%07&c&a=second&d=%C3%A9".utf8)))
        #expect(form["a"] == "1 2&")
        #expect(form[raw: "b"] == "\nline")
        #expect(form.has("c") && form["c"].isEmpty)
        #expect(form["d"] == "é")
    }

    @Test("What is not a form is refused", arguments: ["a=%", "a=%4", "a=%zz", "a=%ff", "%ff=a"])
    func malformed(_ body: String) {
        #expect(Form(encoded: Array(body.utf8)) == nil)
    }

    @Test("More than five hundred fields are refused")
    func many() {
        let body = (0..<501).map { "f\($0)=1" }.joined(separator: "&")
        #expect(Form(encoded: Array(body.utf8)) == nil)
    }

    @Test("The same form with the same content is the same message, and with other content another. IMP-04")
    func message() {
        let keys = TestDoor.keys
        let command = Identifier.make()
        let now = Date()
        let first = keys.messageID(command: command, browser: "b", content: "1:a=1:1", at: now)
        #expect(first == keys.messageID(command: command, browser: "b", content: "1:a=1:1", at: now + 60))
        #expect(first != keys.messageID(command: command, browser: "b", content: "1:a=1:2", at: now))
        #expect(first != keys.messageID(command: command, browser: "c", content: "1:a=1:1", at: now))
        #expect(first != keys.messageID(command: Identifier.make(), browser: "b", content: "1:a=1:1", at: now))
        #expect(Identifier.time(of: first) == Identifier.time(of: command))
    }

    @Test("A message of an old form, or of a made-up id, has the time of now")
    func oldForm() throws {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let old = Identifier.make(at: now - 200_000, random: [])
        for command in [old, UUID()] {
            let id = TestDoor.keys.messageID(command: command, browser: "b", content: "", at: now)
            #expect(try #require(Identifier.time(of: id)) == now)
        }
    }

    @Test(
        "An e-mail address must look like one",
        arguments: [
            ("ada@example.nhs.uk", true), ("a.b+c@x.uk", true), ("ada", false), ("ada@", false), ("ada@nhs", false),
            ("a b@nhs.uk", false), ("a@b@nhs.uk", false), ("<a@nhs.uk>", false),
        ])
    func email(_ address: String, _ good: Bool) {
        var checks = Checks(Form(["email": address]))
        checks.email("email", "Enter it")
        #expect(checks.problems.isEmpty == good)
    }

    @Test("A day must exist, and a missing one is told from an impossible one")
    func day() {
        func check(_ day: String, _ month: String, _ year: String) -> (String, [String]) {
            var checks = Checks(Form(["due-day": day, "due-month": month, "due-year": year]))
            let iso = checks.day("due", "Enter the date")
            return (iso, checks.problems.map(\.code))
        }
        #expect(check("3", "7", "2027") == ("2027-07-03", []))
        #expect(check("29", "2", "2028") == ("2028-02-29", []))
        #expect(check("29", "2", "2027") == ("", ["date-malformed"]))
        #expect(check("1", "13", "2027") == ("", ["date-malformed"]))
        #expect(check("1", "", "2027") == ("", ["date-malformed"]))
        #expect(check("", "", "") == ("", ["required"]))
    }

    @Test(
        "After signing in, only an address of ours is gone to",
        arguments: [
            ("/cases/1", "/cases/1"), ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil.example", "/"),
            ("", "/"), ("/a\r\nSet-Cookie: x", "/"),
        ])
    func next(_ given: String, _ used: String) {
        #expect(WebAddress.own(given) == used)
    }

    @Test("A draft opens for the account that made it, unchanged, and for nobody else")
    func draft() throws {
        let keys = TestDoor.keys
        let (ada, eve) = (UUID(), UUID())
        let draft = Samples().draft
        let sealed = try keys.seal(draft, for: ada)
        #expect(keys.draft(sealed, for: ada) == draft)
        #expect(keys.draft(sealed, for: eve) == nil)
        #expect(keys.draft("A" + sealed.dropFirst(), for: ada) == nil || sealed.hasPrefix("A"))
        #expect(keys.draft("nonsense!", for: ada) == nil)
        #expect(sealed.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        let other = try Keys(base64: String(repeating: "B", count: 42) + "A=")
        #expect(other.draft(sealed, for: ada) == nil)
    }

    @Test("A draft with a code leaves everything else to the directory, and one without says it all. ISG-39, ISG-40")
    func submission() throws {
        let ada = UUID()
        let listed = try #require(try Samples().draft.submission(by: ada, keys: TestDoor.keys))
        #expect(listed.odsCode == "B86001" && listed.name == nil && listed.address == nil && listed.applicant == ada)
        let unlisted = try #require(try Samples().unlisted.submission(by: ada, keys: TestDoor.keys))
        #expect(unlisted.odsCode == nil && unlisted.name == "Canal Walk Hospice" && unlisted.address != nil)
        #expect(try RegistrationDraft().submission(by: ada, keys: TestDoor.keys) == nil)
    }
}
