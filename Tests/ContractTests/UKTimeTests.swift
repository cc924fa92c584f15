// SPDX-License-Identifier: Apache-2.0

import Contracts
import Testing

@Suite("Times for people")
struct UKTimeTests {
    @Test(
        "Times are shown as people in the United Kingdom read them. IMP-13",
        arguments: [
            ("2027-01-15T08:05:00Z", "15 January 2027 at 8:05am"), ("2027-07-03T13:05:00Z", "3 July 2027 at 2:05pm"),
            ("2026-06-30T23:30:00Z", "1 July 2026 at 12:30am"), ("2027-01-03T12:00:00Z", "3 January 2027 at 12:00pm"),
            // The clocks change on the last Sundays: 28 March and 31 October 2027.
            ("2027-03-28T00:59:59Z", "28 March 2027 at 12:59am"), ("2027-03-28T01:00:00Z", "28 March 2027 at 2:00am"),
            ("2027-10-31T00:59:59Z", "31 October 2027 at 1:59am"),
            ("2027-10-31T01:00:00Z", "31 October 2027 at 1:00am"),
            ("2024-03-31T01:00:00Z", "31 March 2024 at 2:00am"),
            ("2026-10-25T00:59:59Z", "25 October 2026 at 1:59am"),
            ("2027-12-31T23:59:00Z", "31 December 2027 at 11:59pm"),
        ])
    func moments(utc: String, shown: String) throws {
        #expect(UKTime.moment(try #require(Timestamp.parse(utc))) == shown)
    }

    @Test(
        "The next eight o’clock is that of clocks in the United Kingdom, also when they change (IMP-13)",
        arguments: [
            ("2027-07-03T06:59:59Z", "2027-07-03T07:00:00Z"), ("2027-07-03T07:00:00Z", "2027-07-04T07:00:00Z"),
            // Half past midnight there, on the next day.
            ("2027-07-03T23:30:00Z", "2027-07-04T07:00:00Z"), ("2027-01-03T07:59:00Z", "2027-01-03T08:00:00Z"),
            ("2027-01-03T08:00:00Z", "2027-01-04T08:00:00Z"), ("2027-12-31T08:00:01Z", "2028-01-01T08:00:00Z"),
            ("2027-03-27T09:00:00Z", "2027-03-28T07:00:00Z"), ("2027-03-28T00:30:00Z", "2027-03-28T07:00:00Z"),
            ("2027-10-30T09:00:00Z", "2027-10-31T08:00:00Z"), ("2027-10-31T00:30:00Z", "2027-10-31T08:00:00Z"),
        ])
    func hours(after: String, next: String) throws {
        #expect(UKTime.next(hour: 8, after: try #require(Timestamp.parse(after))) == Timestamp.parse(next))
    }

    @Test("A day is that of the United Kingdom, and a text that is no date stays as it is")
    func days() throws {
        #expect(UKTime.day(try #require(Timestamp.parse("2027-07-03T23:30:00Z"))) == "4 July 2027")
        #expect(UKTime.day(iso: "2027-10-31") == "31 October 2027")
        #expect(UKTime.day(iso: "soon") == "soon")
    }
}
