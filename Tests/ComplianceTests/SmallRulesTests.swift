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
        "Days and times of day are those of the United Kingdom",
        arguments: [
            // Half past midnight on a Saturday there, still Friday in UTC.
            ("2027-07-02T23:30:00.000Z", 1, "2027-07-04T23:30:00.000Z"),
            // The clocks go back on the way.
            ("2027-10-29T12:00:00.000Z", 1, "2027-11-01T13:00:00.000Z"),
        ])
    func summer(from: String, count: Int, to: String) throws {
        #expect(Timestamp.format(Workdays.after(try #require(Timestamp.parse(from)), count)) == to)
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
}
