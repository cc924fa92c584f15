// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit
import Testing

@testable import Gateway

@Suite("Registering an organisation, page by page")
struct RegistrationPageTests {
    private func door() async throws -> TestDoor {
        let door = try await TestDoor()
        var session = Samples().session
        session.memberships = []
        door.script.signIn(session)
        var entry = Samples().entry
        entry.registered = false
        let found = entry
        door.script.answer(FindDirectoryEntries.self) { _ in Page(items: [found]) }
        door.script.answer(ListGroups.self) { _ in Page(items: []) }
        door.script.answer(FindDirectoryEntry.self) { $0.code == found.code ? found : nil }
        return door
    }

    /// Answers the steps up to the check page, whose address it returns.
    private func answer(_ door: TestDoor) async throws -> String {
        let category = try await door.fill("/organisations/new/category", ["category": "general-practice"])
        let ods = try #require(category.location)
        #expect(ods.hasPrefix("/organisations/new/ods?draft="))
        let search = try await door.get("\(ods)&name=canal", cookie: TestDoor.signedIn)
        #expect(search.body.contains("B86001, Leeds, LS1 4AP"))
        let contact = try #require(
            try await door.fill("\(ods)&name=canal", to: "/organisations/new/ods", ["odsCode": "B86001"]).location)
        let check = try await door.fill(
            contact, to: "/organisations/new/contact",
            ["applicantRole": "administrator", "contactEmail": "ig@example.nhs.uk"])
        return try #require(check.location)
    }

    @Test("The steps lead from one to the next and fill in what the directory knows. ISG-37 to ISG-39, ISG-47, ISG-48")
    func steps() async throws {
        let door = try await door()
        let page = try await door.get(try await answer(door), cookie: TestDoor.signedIn)
        for text in [
            "General practice", "B86001", "Canal Walk Surgery", "Leeds", "Aire Valley Board", "ig@example.nhs.uk",
        ] {
            #expect(page.body.contains(text), "\(text)")
        }
        #expect(door.script.told.isEmpty)
    }

    @Test("Without a category nothing goes on. ISG-37")
    func noCategory() async throws {
        let page = try await door().fill("/organisations/new/category", [:])
        #expect(page.status == 422)
        #expect(page.body.contains("href=\"#category\""))
    }

    @Test("An organisation without an ODS code types its name and address. ISG-40")
    func unlisted() async throws {
        let door = try await door()
        let ods = try #require(
            try await door.fill("/organisations/new/category", ["category": "hospice-voluntary"]).location)
        let details = try #require(
            try await door.fill(ods, to: "/organisations/new/ods", ["unlisted": "yes"]).location)
        #expect(details.hasPrefix("/organisations/new/details"))
        let missing = try await door.fill(details, to: "/organisations/new/details", ["name": "Hospice"])
        #expect(missing.status == 422)
        #expect(missing.body.contains("href=\"#address-postcode\""))
        let next = try await door.fill(
            details, to: "/organisations/new/details",
            ["name": "Hospice", "address.lines": "1 Lane", "address.town": "York", "address.postcode": "yo1 1aa"])
        #expect(next.location?.hasPrefix("/organisations/new/contact") == true)
    }

    @Test("A step cannot be reached before those it needs")
    func order() async throws {
        let door = try await door()
        let reply = try await door.get("/organisations/new/check", cookie: TestDoor.signedIn)
        #expect(reply.location?.hasPrefix("/organisations/new/category?draft=") == true)
        #expect(try await door.get("/organisations/new/nonsense", cookie: TestDoor.signedIn).status == 404)
    }

    @Test("With the registry stopped a submission is accepted, says so, and goes on later. ISG-53")
    func registryDown() async throws {
        let door = try await door()
        let check = try await answer(door)
        let reply = try await door.fill(check, to: "/organisations/new/check", [:])
        let status = try #require(reply.location)
        let told = try #require(door.script.told.first)
        let submission = try #require(told.message as? RegistrationSubmitted)
        #expect(submission.odsCode == "B86001" && submission.applicant == Samples().id)
        #expect(status == "/organisations/registrations/\(submission.registration.text)")

        let waiting = try await door.get(status, cookie: TestDoor.signedIn)
        #expect(waiting.status == 200)
        #expect(waiting.headers[.refresh] == "3; url=\(status)?look=1")
        let last = try await door.get("\(status)?look=20", cookie: TestDoor.signedIn)
        #expect(last.headers[.refresh] == nil && last.body.contains("has stopped looking"))
        #expect(waiting.body.contains("accepted"))

        door.script.answer(RegistrationStatus.self) {
            RegistrationOutcome(registration: $0.registration, organisation: $0.registration, problems: [])
        }
        // Registered, but the session does not know of the membership yet.
        #expect(try await door.get(status, cookie: TestDoor.signedIn).status == 200)
        var session = Samples().session
        session.memberships = [Membership(organisation: submission.registration, roles: [.administrator])]
        door.script.signIn(session)
        let done = try await door.get(status, cookie: TestDoor.signedIn)
        #expect(done.location == "/organisations/\(submission.registration.text)?registered=1")
    }

    @Test("However often it is submitted, it is one registration. IMP-04, ISG-53")
    func twice() async throws {
        let door = try await door()
        door.script.answer(RegistrationStatus.self) {
            RegistrationOutcome(
                registration: $0.registration, problems: [Problem(code: "already-registered", message: "Taken.")])
        }
        let check = try await answer(door)
        var places: Set<String> = []
        for _ in 0..<2 {
            let reply = try await door.fill(check, to: "/organisations/new/check", [:])
            places.insert(try #require(reply.location))
        }
        #expect(places.count == 1)
        #expect(Set(door.script.told.map(\.id)).count == 1)
        let page = try await door.get(try #require(places.first), cookie: TestDoor.signedIn)
        #expect(page.body.contains("Taken."))
        #expect(page.headers[.refresh] == nil)
    }

    @Test("A draft that is corrected after a refusal is another registration. IMP-04")
    func corrected() async throws {
        let door = try await door()
        let check = try await answer(door)
        _ = try await door.fill(check, to: "/organisations/new/check", [:])
        let contact = check.replacing("/check?", with: "/contact?")
        let again = try #require(
            try await door.fill(
                contact, to: "/organisations/new/contact",
                ["applicantRole": "administrator", "contactEmail": "other@example.nhs.uk"]
            ).location)
        _ = try await door.fill(again, to: "/organisations/new/check", [:])
        let told = door.script.told.compactMap { $0.message as? RegistrationSubmitted }
        #expect(told.map(\.contactEmail).last == "other@example.nhs.uk")
        #expect(Set(told.map(\.registration)).count == 2)
    }

    @Test("When the broker cannot take it, the answers are kept")
    func brokerDown() async throws {
        let door = try await door()
        let check = try await answer(door)
        door.script.refuse(RegistrationSubmitted.self, .unavailable(service: "broker"))
        let page = try await door.fill(check, to: "/organisations/new/check", [:])
        #expect(page.status == 503)
        #expect(page.body.contains("Canal Walk Surgery"))
    }
}
