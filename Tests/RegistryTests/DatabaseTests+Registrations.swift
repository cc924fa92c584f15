// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Messaging
import Testing

@testable import Registry

extension DatabaseTests {
    @Test("An accepted registration is answered to those it concerns only (ISG-53)")
    func accepted() async throws {
        try await withSchema { pool in
            try await bring([row("A81001", "THE DENSHAM SURGERY")], into: pool)
            let events = Examples.decide(Examples.withCode(), Findings(entry: Examples.entry))
            try await project(events, by: .account(Examples.applicant), into: pool)
            let status = { (actor: Actor) in
                try await RegistrationStatusQuestion().answer(
                    RegistrationStatus(registration: Examples.registration), for: actor, at: Examples.time, from: pool)
            }
            let outcome = RegistrationOutcome(
                registration: Examples.registration, organisation: Examples.registration, problems: [])
            #expect(try await status(.account(Examples.applicant)) == outcome)
            #expect(try await status(.operator) == outcome)
            #expect(try await status(Actor(kind: .partner, id: "p")) == outcome)
            await #expect(throws: QuestionRefused.self) { try await status(.account(Examples.id(9))) }
            await #expect(throws: QuestionRefused.self) { try await status(.visitor) }

            let describe = { (actor: Actor) in
                try await DescribeOrganisationQuestion().answer(
                    DescribeOrganisation(organisation: Examples.registration), for: actor, at: Examples.time,
                    from: pool)
            }
            let details = try await describe(.account(Examples.applicant))
            #expect(details.name == "THE DENSHAM SURGERY")
            #expect(details.address == Examples.entry.address)
            #expect(details.parent == Examples.host)
            #expect(details.registered == Examples.time)
            #expect(details.members == [OrganisationMember(account: Examples.applicant, roles: [.administrator])])
            #expect(
                details.may?.names
                    == [
                        "read-organisation", "read-own-organisations", "read-registration", "read-directory",
                        "record-code", "manage-people", "ask-to-join", "read-group", "name-super-administrators",
                        "stand-down-super-administrators", "request-licence", "support", "end-support",
                        "support-people", "raise-ticket",
                    ].sorted())
            for (actor, mayRecord) in [
                (Actor.account(Examples.id(9), roles: [.reviewer(team: "host-16c")]), false),
                (.account(Examples.id(9), roles: [.centralAdmin]), true), (.operator, false),
            ] {
                var seen = try await describe(actor)
                #expect(seen.allows(.recordCode) == mayRecord)
                seen.may = details.may
                #expect(seen == details)
            }
            for actor in [
                Actor.account(Examples.id(9)), .account(Examples.id(9), roles: [.reviewer(team: "host-15f")]), .visitor,
                Actor(kind: .partner, id: "p"),
            ] {
                await #expect(throws: QuestionRefused.self) { try await describe(actor) }
            }
            #expect(try await find("densham", in: pool).items.map(\.registered) == [true])
        }
    }

    @Test("A refused registration says why, to whoever submitted it (ISG-53)")
    func refused() async throws {
        try await withSchema { pool in
            try await project(Examples.decide(Examples.withCode()), by: .account(Examples.applicant), into: pool)
            let status = { (actor: Actor, registration: UUID) in
                try await RegistrationStatusQuestion().answer(
                    RegistrationStatus(registration: registration), for: actor, at: Examples.time, from: pool)
            }
            let outcome = try await status(.account(Examples.applicant), Examples.registration)
            #expect(outcome?.organisation == .some(nil))
            #expect(outcome?.problems.map(\.code) == ["ods-code-unknown"])
            await #expect(throws: QuestionRefused.self) {
                try await status(.account(Examples.id(9)), Examples.registration)
            }
            #expect(try await status(.account(Examples.applicant), Examples.id(77)) == nil)
        }
    }

    @Test("People list their own organisations, Central Admin and the operator all of them, page by page")
    func lists() async throws {
        try await withSchema { pool in
            for number in UInt8(100)..<152 {
                let account = Examples.id(number.isMultiple(of: 2) ? 2 : 3)
                let submission = Examples.withoutCode {
                    $0.registration = Examples.id(number)
                    $0.name = "Example \(number)"
                    $0.applicant = account
                }
                let actor = Actor.account(account)
                try await project(
                    Examples.decide(submission, in: Examples.context(actor)), stream: Examples.id(number), by: actor,
                    into: pool)
            }
            let list = { (actor: Actor, after: String?) in
                try await ListOrganisationsQuestion().answer(
                    ListOrganisations(after: after), for: actor, at: Examples.time, from: pool)
            }
            let own = try await list(.account(Examples.applicant), nil)
            #expect(own.items.count == 26)
            #expect(own.next == nil)
            #expect(own.items.first?.postcode == "LS1 5HN")
            for actor in [Actor.operator, .account(Examples.id(9), roles: [.centralAdmin])] {
                let first = try await list(actor, nil)
                let second = try await list(actor, first.next)
                #expect(first.items.count == 50)
                #expect(second.items.map(\.name) == ["Example 150", "Example 151"])
                #expect(second.next == nil)
            }
            #expect(try await list(.account(Examples.id(9)), nil).items.isEmpty)
            // What Central Admin works on is another question than what they may read.
            let admin = Actor.account(Examples.applicant, roles: [.centralAdmin])
            let mine = try await ListOrganisationsQuestion().answer(
                ListOrganisations(own: true), for: admin, at: Examples.time, from: pool)
            #expect(mine.items == own.items)
            await #expect(throws: QuestionRefused.self) { try await list(.visitor, nil) }
        }
    }

    @Test("What a registration needs is looked up before it is decided (ISG-39, IMP-08)")
    func lookup() async throws {
        try await withSchema { pool in
            let lookup = RegistrationLookup(categories: ["contractor"], now: { Examples.time })
            try await bring([row("16C", "THE HOST", kind: "", parent: nil), row("A81001", "ONE")], into: pool)
            func findings(_ submission: RegistrationSubmitted) async throws -> (Findings, [Claim]) {
                let preparation = try await lookup.prepare(submission, from: pool)
                guard case .decide(let stream, let claims, .register(_, let findings)) = preparation else {
                    throw QuestionRefused.notFound
                }
                #expect(stream == submission.registration)
                return (findings, claims)
            }
            let (coded, claims) = try await findings(Examples.withCode { $0.odsCode = "a81001" })
            #expect(coded.entry?.parent == ParentOrganisation(code: "16C", name: "THE HOST"))
            #expect(coded.categories == ["contractor"])
            #expect(claims == [Claim("ods", "A81001")])
            #expect(try await findings(Examples.withCode { $0.odsCode = "ZZZ" }).0.entry == nil)

            try await project(
                Examples.decide(Examples.withoutCode()), by: .account(Examples.applicant), into: pool)
            let again = Examples.withoutCode {
                $0.registration = Examples.id(8)
                $0.name = "The EXAMPLE Records Limited"
                $0.address?.postcode = "ls15hn"
            }
            #expect(try await findings(again).0.lookalike == Examples.registration)
            #expect(try await findings(Examples.withoutCode { $0.name = "Another" }).0.lookalike == nil)
        }
    }
}
