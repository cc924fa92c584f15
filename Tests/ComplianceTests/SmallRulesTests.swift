// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Compliance

@Suite("Times, days and access") struct SmallRulesTests {
    @Test(
        "Times are shown in UK time (IMP-13)",
        arguments: [
            ("2027-01-15T08:05:00Z", "15 January 2027 at 08:05"), ("2027-07-03T13:05:00Z", "3 July 2027 at 14:05"),
            ("2027-07-03T23:30:00Z", "4 July 2027 at 00:30"),
            // The clocks change on the last Sundays: 28 March and 31 October 2027.
            ("2027-03-28T00:59:59Z", "28 March 2027 at 00:59"), ("2027-03-28T01:00:00Z", "28 March 2027 at 02:00"),
            ("2027-10-31T00:59:59Z", "31 October 2027 at 01:59"), ("2027-10-31T01:00:00Z", "31 October 2027 at 01:00"),
            ("2024-03-31T01:00:00Z", "31 March 2024 at 02:00"), ("2027-12-31T23:59:00Z", "31 December 2027 at 23:59"),
        ])
    func ukTime(utc: String, shown: String) throws {
        #expect(BritishTime.moment(try #require(Timestamp.parse(utc))) == shown)
    }

    @Test(
        "Working days leave out weekends",
        arguments: [
            ("2027-01-15", 1, "2027-01-18"), ("2027-01-16", 1, "2027-01-18"), ("2027-01-17", 1, "2027-01-18"),
            ("2027-01-18", 5, "2027-01-25"), ("2027-01-15", 10, "2027-01-29"), ("2027-01-15", 0, "2027-01-15"),
        ])
    func workdays(from: String, count: Int, to: String) throws {
        let start = try #require(Timestamp.parse("\(from)T12:00:00Z"))
        #expect(Timestamp.format(Workdays.after(start, count)) == "\(to)T12:00:00.000Z")
    }

    @Test(
        "Members, the area's reviewers, the national team, central administrators and the operator may read a case",
        arguments: [
            (Cast.administrator, true), (Cast.colleague, true), (Cast.reviewer, true), (Cast.nationalReviewer, true),
            (Cast.centralAdmin, true), (Actor.operator, true), (Cast.foreignReviewer, false), (Cast.stranger, false),
            (Actor.visitor, false), (Actor.service("registry"), false),
        ])
    func reading(actor: Actor, may: Bool) {
        #expect(CaseAccess.mayRead(actor, organisation: Cast.practice, host: "5QD") == may)
    }

    @Test("What is typed is kept without control characters, and lines only where they belong")
    func wording() {
        #expect(Wording.line(" a\r\nb\tc\u{0}\u{7}\u{2028}d ") == "a  b c d")
        #expect(Wording.text("\n a\r\nb\tc\u{0}\u{7} \n") == "a\nb\tc")
        #expect(Wording.line("Zoë  O'Hara") == "Zoë  O'Hara")
        #expect(Wording.line(" \n ").isEmpty)
    }
}
