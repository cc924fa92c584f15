// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing

/// A practice that registers before it has a code, and one whose signatory's address is wrong.
@Suite(
    "What a practice can mend by itself", .enabled(if: canTravel, "needs deploy/local test"), .serialized,
    .timeLimit(.minutes(5)))
struct CodelessTests {
    @Test(
        "Without an ODS code it is told at once, adds the code, and is sent back to a wrong address by what became of the e-mail; ISG-40, C-09, SOC-121, SOC-122, SOC-123"
    )
    func mended() async throws {
        try await RunningSystem.with { system in
            try await PracticeJourneyTests.importSample(system)
            let people = People(system: system)
            let email = people.address("early")
            let visitor = try await people.account(email, name: "Early Bird")
            let organisation = try await Self.register("Variant Surgery", by: visitor, people, email)
            let file = try await eventually("the case is opened") {
                try await visitor.get(organisation)
                return visitor.links.first { $0.hasPrefix("/cases/") }
            }
            #expect(visitor.text.contains("No ODS code"))
            try await visitor.get(file)
            #expect(visitor.text.contains("Add the ODS code of your organisation"))
            #expect(visitor.links.contains("\(organisation)/ods-code"))

            try await visitor.get("\(organisation)/ods-code")
            try await visitor.submit(["odsCode": "NONE9"])
            #expect(visitor.errors.count == 1)
            try await visitor.submit(["odsCode": "z90003"])
            #expect(visitor.errors.isEmpty)
            #expect(visitor.text.contains("Z90003"))
            try await eventually("the case knows the code") {
                try await visitor.get(file)
                return visitor.text.contains("ODS code of your organisation") ? nil : true
            }

            // The mail server refuses the signatory's address for ever.
            let wrong = "reply-550@\(people.domain)"
            try await people.contacts(of: file, signatory: wrong, contact: email, by: visitor)
            try await people.answers(of: file, by: visitor) { _ in 2 }
            try await visitor.get(file + "/assessment/submission")
            #expect(visitor.text.contains(wrong) && visitor.text.contains("What shows requirement 3."))
            try await visitor.submit(to: "submission")
            try await eventually("the case says that the e-mail did not arrive") {
                try await visitor.get(file)
                return visitor.text.contains("E-mail not delivered") ? true : nil
            }
            #expect(visitor.text.contains("could not be delivered"))
            try await visitor.get("/")
            #expect(visitor.text.contains("E-mail not delivered"))
            let right = people.address("partner")
            try await people.contacts(of: file, signatory: right, contact: email, by: visitor)
            _ = try await system.mail(to: right, holding: "/sign/")
            try await visitor.get(file)
            #expect(!visitor.text.contains("not delivered"))
        }
    }

    /// Registers a practice that is in no directory.
    ///
    /// - Returns: the organisation's address.
    private static func register(
        _ name: String, by visitor: Visitor, _ people: People, _ email: String
    ) async throws -> String {
        try await visitor.get("/organisations/new/category")
        try await visitor.submit(["category": "general-practice"])
        try await visitor.submit(["unlisted": "yes"], with: "unlisted")
        #expect(visitor.text.contains("You need an ODS code to get a statement of compliance"))
        let place = ["address.lines": "1 Variant Way", "address.town": "Leeds", "address.postcode": "LS1 4AP"]
        try await visitor.submit(place.merging(["name": name]) { $1 })
        try await people.passRegister(visitor)
        try await visitor.submit(["applicantRole": "administrator", "contactEmail": email])
        // A change comes straight back to the check page.
        let change = try #require(visitor.links.first { $0.contains("/details?") })
        try await visitor.get(change)
        try await visitor.submit(place.merging(["name": name + " 2"]) { $1 })
        #expect(visitor.title.contains("Check your answers"))
        #expect(visitor.text.contains(name + " 2"))
        try await visitor.submit(to: "check")
        return try await eventually("the organisation's page") {
            if visitor.path.hasPrefix("/organisations/registrations/") { try await visitor.get(visitor.path) }
            return visitor.path.firstMatch(of: /^\/organisations\/[0-9a-f-]{36}/).map { String($0.0) }
        }
    }
}
