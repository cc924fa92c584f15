// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Compliance

@Suite("Days and access") struct SmallRulesTests {
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
        let area = Area.ofCase(organisation: Cast.practice, host: "5QD")
        #expect(actor.may(CompliancePermission.readCase, in: area) == may)
    }

    @Test("What is typed is kept without control characters, and lines only where they belong")
    func wording() {
        #expect(Wording.line(" a\r\nb\tc\u{0}\u{7}\u{2028}d ") == "a  b c d")
        #expect(Wording.text("\n a\r\nb\tc\u{0}\u{7} \n") == "a\nb\tc")
        #expect(Wording.line("Zoë  O'Hara") == "Zoë  O'Hara")
        #expect(Wording.line(" \n ").isEmpty)
    }
}
