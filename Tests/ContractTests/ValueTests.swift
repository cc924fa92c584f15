// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@Suite("Values that several rooms share")
struct ValueTests {
    @Test(
        "An e-mail address has the form of one (ISG-48)",
        arguments: [
            ("ig@example.nhs.uk", true), ("o'brien+ig@a-b.example.org", true), ("ig@example", false), ("", false),
            ("ig@@example.org", false), ("i g@example.org", false), (".ig@example.org", false),
            ("ig@-example.org", false), ("ig@example..org", false), ("ig@10.0.0.1", false),
            ("ig@example.org\r\nBcc: x@example.org", false),
            ("\(String(repeating: "a", count: 65))@example.org", false),
        ])
    func email(text: String, accepted: Bool) {
        #expect((EmailAddress(text) != nil) == accepted)
    }

    @Test(
        "A domain that is not in ASCII is taken as people type it and kept as mail servers have it",
        arguments: [
            ("name@bücher.example", "name@xn--bcher-kva.example"),
            ("Name@BÜCHER.example", "Name@xn--bcher-kva.example"),
            // The mark as a letter of its own.
            ("name@bu\u{308}cher.example", "name@xn--bcher-kva.example"), ("jo@例え.jp", "jo@xn--r8jz45g.jp"),
            ("jo@straße.example", "jo@xn--strae-oqa.example"), ("jo@example。org", "jo@example.org"),
            ("name@xn--bcher-kva.example", "name@xn--bcher-kva.example"),
            // A Cyrillic letter that looks like a Latin one does not make the same domain.
            ("jo@ex\u{430}mple.org", "jo@xn--exmple-4nf.org"),
            // A mail server that takes these (RFC 6531) would have to be found first.
            ("jörg@example.org", nil), ("jo@ü", nil), ("jo@ü..example", nil), ("jo@ü:80.example", nil),
            ("jo@ü/a.example", nil), ("jo@ü%2e.example", nil), ("jo@\u{301}a.example", nil), ("jo@-ü.example", nil),
            ("a@ü@b.example", nil), ("jo@\(String(repeating: "ü", count: 63)).example", nil), ("jo@😀 .example", nil),
        ] as [(String, String?)])
    func international(typed: String, kept: String?) {
        #expect(EmailAddress(typed)?.text == kept)
        #expect(EmailAddress(folding: typed)?.text == kept?.lowercased())
    }

    @Test(
        "A postcode is written with one space, in capitals",
        arguments: [
            ("ls1 5hn", "LS1 5HN", true), ("TS181HU", "TS18 1HU", true), ("sw1a  1aa", "SW1A 1AA", true),
            ("gir0aa", "GIR 0AA", true), ("LS1", "LS1", false), ("12345", "12 345", false),
            ("LS1 5H1", "LS1 5H1", false), ("ABC1 1AA", "ABC1 1AA", false),
        ])
    func postcodes(text: String, written: String, accepted: Bool) {
        #expect(Postcode.written(text) == written)
        #expect(Postcode.accepts(Postcode.written(text)) == accepted)
    }

    @Test("What is typed is kept without control characters, and lines only where they belong")
    func wording() {
        #expect(Typed.line(" a\r\nb\tc\u{0}\u{7}\u{2028}d ") == "a  b c d")
        #expect(Typed.text("\n a\r\nb\tc\u{0}\u{7} \n") == "a\nb\tc")
        #expect(Typed.line("Zoë  O'Hara") == "Zoë  O'Hara")
        #expect(Typed.line(" \n ").isEmpty)
    }

    @Test("One space stands between words, and nothing that turns or breaks a line")
    func words() {
        #expect(Typed.words(" The\u{202e}  Hedgerow\n\tSurgery\u{a0} ") == "The Hedgerow Surgery")
        #expect(Typed.words("\u{200f}\u{2028}").isEmpty)
    }

    @Test(
        "A day is the one that it is in the United Kingdom",
        arguments: [
            ("2027-07-02T23:30:00Z", "2027-07-03", true), ("2027-01-15T23:30:00Z", "2027-01-15", false),
            ("1969-12-28T12:00:00Z", "1969-12-28", true),
        ])
    func days(time: String, day: String, isWeekend: Bool) throws {
        let found = Day(of: try #require(Timestamp.parse(time)))
        #expect(found.text == day)
        #expect(found.isWeekend == isWeekend)
        #expect(Day(year: found.year, month: found.month, day: found.day) == found)
    }

    @Test(
        "There is no day that is not in the calendar",
        arguments: ["2027-02-29", "2027-7-3", "27-07-03", "", "2027-07-03T"])
    func noDay(text: String) { #expect(Day(text) == nil) }
}
