// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

@Suite(
    "People of an organisation", .enabled(if: canTravel, "needs deploy/local test"), .serialized,
    .timeLimit(.minutes(5)))
struct InvitationTests {
    private func registered(_ search: String, by visitor: Visitor, _ people: People) async throws -> String {
        _ = try await people.practice(search, by: visitor, email: people.address("office"))
        return String(try #require(visitor.path.firstMatch(of: /\/organisations\/([0-9a-f-]{36})/)).1)
    }

    @Test(
        "A colleague is invited by e-mail, joins with the very address and no other, and sees what members see; ISG-58, ISG-59, ISG-67, ISG-68, C-28, IMP-10, IMP-11"
    )
    func invited() async throws {
        try await RunningSystem.with { system in
            let people = People(system: system)
            try await PracticeJourneyTests.importSample(system)
            let manager = try await people.account(people.address("manager"), name: "Mary Manager")
            let organisation = try await registered("hedgerow", by: manager, people)
            let base = "/organisations/\(organisation)/people"
            try await manager.get(base)
            #expect(manager.text.contains("Nobody has yet: senior officer, data protection officer"))

            // In other letters, with what is not seen; once corrected, the first address opens nothing.
            try await manager.get("\(base)/new")
            try await manager.submit(["email": "wrong.\(people.address("grace"))", "roles": "senior-officer"])
            #expect(
                manager.text.contains("The invitation is on its way") && manager.text.contains("Waiting for an answer"))
            let page = try #require(manager.links.first { $0.contains("/people/invitations/") })
            try await manager.get(page)
            let typed = people.address("grace").replacing("grace", with: "Grace") + "\u{200b}"
            try await manager.submit(["email": typed])
            #expect(manager.text.contains("on its way to the new address"), "\(manager.errors)")
            let link = try await people.invitation(to: people.address("grace"))

            // Nothing is said before somebody signs in, and nobody else is let in.
            let guest = Visitor(system.origin)
            try await guest.get(link)
            #expect(guest.text.contains("sign in with the e-mail address") && !guest.text.contains("Hedgerow"))
            let other = try await people.account(people.address("other"), name: "Otto Other")
            try await other.get(link)
            #expect(other.text.contains("g…@") && !other.text.contains(people.address("grace")) && !other.mayWrite)
            try await other.get(base)
            #expect(other.page.status == 404)

            // Whoever signs in with the address finds it there, whatever they came for.
            let grace = try await people.account(people.address("GRACE"), name: "Grace Guest")
            #expect(grace.path.hasPrefix("/invitations/"), "\(grace.path)")
            try await grace.submit(to: "/invitations/")
            #expect(grace.text.contains("You are a member of") && grace.text.contains("Senior officer"))
            #expect(!grace.links.contains { $0.contains("/people/new") }, "members look after nobody")
            try await grace.get("/organisations/\(organisation)")
            #expect(grace.page.status == 200 && grace.links.contains { $0.hasPrefix("/cases/") })

            // The only administrator cannot go; another can, and is a member nowhere at once.
            try await manager.get(base)
            try await manager.get(try #require(manager.links.first { $0.hasSuffix("/removal") }))
            #expect(manager.title.contains("You cannot leave yet") && !manager.mayWrite)
            try await grace.get(base)
            try await grace.get(try #require(grace.links.first { $0.hasSuffix("/removal") }))
            try await grace.submit(to: "removal")
            #expect(grace.text.contains("You are no longer a member"))
            try await eventually("the membership has ended everywhere") {
                try await grace.get("/organisations/\(organisation)").status == 404 ? true : nil
            }
            try await grace.get("/")
            #expect(grace.text.contains("You do not belong to an organisation yet"))
        }
    }

    @Test(
        "Whoever finds their practice here already asks to join it; its administrator lets them in or says why not; IMP-08, IMP-06"
    )
    func asks() async throws {
        try await RunningSystem.with { system in
            let people = People(system: system)
            try await PracticeJourneyTests.importSample(system)
            let manager = try await people.account(people.address("manager"), name: "Mary Manager")
            let organisation = try await registered("hedgerow", by: manager, people)
            let newcomer = try await people.account(people.address("newcomer"), name: "Nora New")
            try await newcomer.get("/organisations/new/category")
            try await newcomer.submit(["category": "general-practice"])
            try await newcomer.submit(["name": "hedgerow"])
            let code = try #require(newcomer.page.text.firstMatch(of: /name="odsCode"[^>]*value="([^"]+)"/))
            try await newcomer.submit(["odsCode": String(code.1)], with: "odsCode")
            #expect(
                newcomer.path == "/organisations/\(organisation)/join" && newcomer.title.contains("registered already"))
            try await newcomer.submit(["note": "I am the <new> manager."])
            #expect(newcomer.text.contains("You have asked to join"), "\(newcomer.errors)")

            let told = try await system.mail(to: people.address("manager"), holding: "Somebody asks to join")
            try await manager.get("/")
            #expect(manager.text.contains("Nora New asks to join"))
            #expect(told.contains("/organisations/\(organisation)/people/requests/"))
            try await manager.get("/organisations/\(organisation)/people")
            #expect(manager.text.contains("Nora New") && manager.text.contains(people.address("newcomer")))
            let request = try #require(manager.links.first { $0.contains("/people/requests/") })
            try await manager.get(request)
            #expect(manager.text.contains("I am the <new> manager."))
            try await manager.submit(["accepted": "no"])
            #expect(manager.errors == ["Say why not"])
            try await manager.get(request)
            try await manager.submit(["accepted": "yes", "roles": "contact"])
            #expect(manager.text.contains("They are a member now"))
            let mail = try await system.mail(to: people.address("newcomer"), holding: "let you in")
            #expect(mail.contains("/organisations/\(organisation)"))
            try await eventually("the newcomer sees the organisation") {
                try await newcomer.get("/organisations/\(organisation)").status == 200 ? true : nil
            }
            // The link of an answered request leads to the list.
            try await manager.get(request)
            #expect(manager.text.contains("answered or withdrawn already"))
        }
    }

    @Test("An invitation that comes back shows so to the administrator; IMP-09")
    func comesBack() async throws {
        try await RunningSystem.with { system in
            let people = People(system: system)
            try await PracticeJourneyTests.importSample(system)
            let manager = try await people.account(people.address("manager"), name: "Mary Manager")
            let organisation = try await registered("hedgerow", by: manager, people)
            try await manager.get("/organisations/\(organisation)/people/new")
            try await manager.submit(["email": people.address("gone"), "roles": "contact"])
            let mail = try await system.mail(to: people.address("gone"), holding: "/invitations/")
            try BounceTests.sendBack(mail, system)
            try await eventually("it came back") {
                try await manager.get("/organisations/\(organisation)/people").text.contains("Not delivered")
                    ? true : nil
            }
        }
    }
}
