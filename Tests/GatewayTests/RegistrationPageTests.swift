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
        let listed = ICOEntry(
            number: "ZA123456", name: "Canal Walk Partnership", address: ["2 Canal Walk", "Leeds"],
            postcode: "LS1 4AP", open: true, registered: false)
        door.script.answer(FindICOEntries.self) { query in
            Page(items: query.name.contains("Nothing") ? [] : [listed])
        }
        door.script.answer(FindICOEntry.self) { query in
            var entry = listed
            entry.number = query.number
            if query.number == "ZA000001" { entry.open = false }
            if query.number == "ZA000002" { entry.organisation = Samples().id }
            return query.number == "ZA999999" ? nil : entry
        }
        door.script.answer(LocatePostcode.self) { query in
            Located(
                postcode: query.postcode, place: Location(latitude: 53.7965, longitude: -1.5478, precision: .unit))
        }
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
        let ico = try #require(
            try await door.fill("\(ods)&name=canal", to: "/organisations/new/ods", ["odsCode": "B86001"]).location)
        let place = try #require(
            try await door.fill(ico, to: "/organisations/new/ico", ["icoNumber": "ZA123456"]).location)
        #expect(place.hasPrefix("/organisations/new/place"))
        let contact = try #require(try await door.fill(place, to: "/organisations/new/place", [:]).location)
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
        #expect(next.location?.hasPrefix("/organisations/new/ico") == true)
    }

    @Test(
        "The ICO’s register fills in the number; who is not in it says so by hand, and is shown where to look; ISG-41, ISG-42, ISG-43, IMP-08"
    )
    func register() async throws {
        let door = try await door()
        let ods = try #require(
            try await door.fill("/organisations/new/category", ["category": "general-practice"]).location)
        let ico = try #require(
            try await door.fill("\(ods)&name=canal", to: "/organisations/new/ods", ["odsCode": "B86001"]).location)
        let offered = try await door.get(ico, cookie: TestDoor.signedIn)
        #expect(offered.body.contains("Canal Walk Partnership") && offered.body.contains("ZA123456, Leeds, LS1 4AP"))
        let none = try await door.get("\(ico)&name=Nothing", cookie: TestDoor.signedIn)
        #expect(none.body.contains("https://ico.org.uk/"))
        for (number, text) in [
            ("", "Select the entry"), ("ZA999999", "from the list"), ("ZA000001", "has ended"),
            ("ZA000002", "Ask to join it"),
        ] {
            let page = try await door.fill(ico, to: "/organisations/new/ico", ["icoNumber": number])
            #expect(page.status == 422 && page.body.contains(text), "\(number)")
        }
        let other = try await door.fill(
            ico, to: "/organisations/new/ico", ["icoNumber": "ZA000002", "otherSite": "yes"])
        #expect(other.location?.hasPrefix("/organisations/new/place") == true)
        let byHand = try #require(
            try await door.fill(ico, to: "/organisations/new/ico", ["unregistered": "yes"]).location)
        #expect(byHand.hasPrefix("/organisations/new/unregistered"))
        for (absence, number, isFine) in [
            ("", "", false), ("not-found", "", false), ("not-found", "12", false), ("not-found", "z1234567", true),
            ("exempt", "", true),
        ] {
            let page = try await door.fill(
                byHand, to: "/organisations/new/unregistered",
                ["absence": absence, "controller": "Dr Example", "icoNumber": number])
            #expect((page.location?.hasPrefix("/organisations/new/place") == true) == isFine, "\(absence) \(number)")
        }
    }

    @Test("An address is located by its postcode, and the pin can be moved; ISG-44")
    func place() async throws {
        let door = try await door()
        let check = try await answer(door)
        let place = check.replacing("/check?", with: "/place?")
        let page = try await door.get(place, cookie: TestDoor.signedIn)
        #expect(page.body.contains("We found it by its postcode") && page.body.contains("value=\"53.7965\""))
        let wrong = try await door.fill(
            place, to: "/organisations/new/place", ["latitude": "12", "longitude": "x"])
        #expect(wrong.status == 422)
        func submitted(_ latitude: String) async throws -> Location? {
            let moved = try #require(
                try await door.fill(
                    place, to: "/organisations/new/place", ["latitude": latitude, "longitude": "-1.5478"]
                ).location)
            _ = try await door.fill(moved, to: "/organisations/new/check", [:])
            return door.script.told.compactMap { $0.message as? RegistrationSubmitted }.last?.location
        }
        #expect(try await submitted("53.7965") == nil, "the registry knows the postcode")
        #expect(
            try await submitted("53.7")
                == Location(latitude: 53.7, longitude: -1.5478, precision: .pin))
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
