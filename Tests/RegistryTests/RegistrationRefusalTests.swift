// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Registry

@Suite("A registration that is refused")
struct RegistrationRefusalTests {
    @Test("A category that is not offered (ISG-37)", arguments: ["", "gp", "General practice", "pharmacy "])
    func category(code: String) {
        #expect(
            Examples.decide(Examples.withoutCode { $0.category = code }).refusal == ["category-unknown category"])
    }

    @Test("A category that this installation does not offer (ISG-37)")
    func offered() {
        #expect(
            Examples.decide(Examples.withoutCode(), Findings(categories: ["general-practice"])).refusal
                == ["category-unknown category"])
    }

    @Test("An ODS code that the directory does not have, or has as closed (ISG-39)")
    func directory() {
        #expect(Examples.decide(Examples.withCode()).refusal == ["ods-code-unknown odsCode"])
        #expect(
            Examples.decide(Examples.withCode { $0.odsCode = "A81002" }, Findings(entry: Examples.entry)).refusal
                == ["ods-code-unknown odsCode"])
        #expect(
            Examples.decide(Examples.withCode(), Findings(entry: Examples.closed)).refusal
                == ["ods-code-closed odsCode"])
    }

    @Test("An ODS code that is registered already leads to that organisation, which can be asked (IMP-08)")
    func taken() throws {
        let context = Examples.context(holders: [Claim("ods", "A81001"): Examples.id(9)])
        let events = Examples.decide(
            Examples.withCode { $0.odsCode = "a81001" }, Findings(entry: Examples.entry), in: context)
        #expect(events.refusal == ["already-registered odsCode"])
        let refusal = try #require(OrganisationDecider.refusal(for: events))
        #expect(refusal.problems[0].message.contains("You can ask to join it"))
        guard case .refused(let fact) = events[0] else {
            Issue.record("It was not refused")
            return
        }
        #expect(fact.existing == Examples.id(9))
        #expect(events.flatMap(OrganisationDecider.claims).isEmpty)
    }

    @Test("An organisation of nearly the same name at the same postcode is offered instead of a second (IMP-08)")
    func lookalike() {
        #expect(
            Examples.decide(Examples.withoutCode(), Findings(lookalike: Examples.id(9))).refusal
                == ["already-registered name"])
    }

    @Test("Of two that are registered at the same moment, without a code, one is (IMP-08)")
    func sameMoment() throws {
        let first = Examples.decide(Examples.withoutCode())
        let taken = first.flatMap { OrganisationDecider.claims(of: $0) }
        guard case .take(let claim) = try #require(taken.first) else { return }
        let context = Examples.context(holders: [claim: Examples.registration])
        var second = Examples.withoutCode()
        second.registration = Examples.id(9)
        second.name = second.name.map { "The \($0.uppercased()) Ltd" }
        #expect(Examples.decide(second, in: context).refusal == ["already-registered name"])
        // The same one again is not another.
        #expect(Examples.decide(Examples.withoutCode(), in: context).registered != nil)
    }

    @Test(
        "Names are alike when only fillers, case and punctuation differ (IMP-08)",
        arguments: [
            ("The Grove Surgery Ltd.", "GROVE SURGERY", true), ("St. Mary's", "ST MARYS", true),
            ("Hill & Vale", "Hill and Vale", true), ("Grove Surgery", "Grove Dental Surgery", false),
            ("The The", "Limited", false),
            ("Ｖａｒｉａｎｔ Surgery", "Variant Surgery", true), ("Zoë’s Practice", "ZOES PRACTICE", true),
        ])
    func names(one: String, other: String, alike: Bool) {
        #expect((NameKey.of(one) == NameKey.of(other)) == alike)
        #expect(!NameKey.of(one).isEmpty)
    }

    @Test(
        "Without an ODS code, name and address are compulsory and complete (ISG-40)",
        arguments: [
            (nil, Examples.address, ["name-missing name"]),
            (" \u{200b}\n", Examples.address, ["name-missing name"]),
            (String(repeating: "n", count: 201), Examples.address, ["name-too-long name"]),
            ("N", nil, ["address-missing address"]),
            ("N", Address(lines: [" "], town: "", county: " ", postcode: ""), ["address-missing address"]),
            (
                "N", .init(lines: [], town: "Leeds", county: "", postcode: "LS1 5HN"),
                ["address-line-missing address.lines"]
            ),
            (
                "N", .init(lines: ["a", "b", "c", "d"], town: "Leeds", county: "", postcode: "LS1 5HN"),
                ["address-lines-too-many address.lines"]
            ),
            (
                "N",
                .init(lines: [String(repeating: "a", count: 101)], town: "Leeds", county: "", postcode: "LS1 5HN"),
                ["address-too-long address"]
            ),
            ("N", .init(lines: ["a"], town: "", county: "", postcode: "LS1 5HN"), ["town-missing address.town"]),
            ("N", .init(lines: ["a"], town: "b", county: "", postcode: ""), ["postcode-missing address.postcode"]),
            (
                "N", .init(lines: ["a"], town: "b", county: "", postcode: "1234"),
                ["postcode-malformed address.postcode"]
            ),
        ] as [(String?, Address?, [String])])
    func incomplete(name: String?, address: Address?, expected: [String]) {
        let submission = Examples.withoutCode {
            $0.name = name
            $0.address = address
        }
        #expect(Examples.decide(submission).refusal == expected)
    }

    @Test("With an ODS code, an address that is given has to be complete too")
    func givenAddress() {
        let submission = Examples.withCode { $0.address = Address(lines: ["a"], town: "", county: "", postcode: "LS1") }
        #expect(
            Examples.decide(submission, Findings(entry: Examples.entry)).refusal
                == ["town-missing address.town", "postcode-malformed address.postcode"])
    }

    @Test("All problems are told at once")
    func atOnce() {
        let submission = RegistrationSubmitted(
            registration: Examples.registration, category: "x", contactEmail: "nobody")
        #expect(
            Examples.decide(submission).refusal == [
                "applicant-not-you applicant", "category-unknown category", "name-missing name",
                "address-missing address", "contact-email-malformed contactEmail",
            ])
    }

    @Test("A person registers as that person only")
    func someoneElse() {
        for applicant in [nil, Examples.id(9)] {
            #expect(
                Examples.decide(Examples.withoutCode { $0.applicant = applicant }).refusal
                    == ["applicant-not-you applicant"])
        }
    }

    @Test("Who has not signed in, and a service, register nothing", arguments: [Actor.visitor, .service("identity")])
    func notAllowed(actor: Actor) {
        #expect(
            Examples.decide(Examples.withoutCode(), in: Examples.context(actor)).refusal == ["sign-in-first -"])
    }

    @Test("Every problem has a code and a sentence, and none repeats what was typed")
    func wording() {
        for reason in RegistrationProblem.allCases {
            let problem = reason.problem
            #expect(problem.code.wholeMatch(of: #/[a-z]+(-[a-z]+)*/#) != nil)
            #expect(problem.message.hasSuffix("."))
        }
        let codes = RegistrationProblem.allCases.map { "\($0.problem.code) \($0.problem.field ?? "")" }
        #expect(Set(codes).count == codes.count)
    }
}
