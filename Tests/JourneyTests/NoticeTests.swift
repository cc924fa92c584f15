// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import TestSupport
import Testing
import Web

@Suite(
    "E-mails about work on the way", .enabled(if: canTravel, "needs deploy/local test"), .timeLimit(.minutes(5)))
struct NoticeTests {
    /// A practice below level 2, with a manager who is its administrator and its contact.
    private struct Practice {
        let people: People
        let manager: Visitor
        let file: String
        let organisation: UUID

        init(_ system: RunningSystem) async throws {
            people = People(system: system)
            try await PracticeJourneyTests.importSample(system)
            let email = people.address("manager")
            manager = try await people.account(email, name: "Mary Manager")
            file = try await people.practice("cobble", by: manager, email: email)
            try await people.contacts(of: file, signatory: people.address("partner"), contact: email, by: manager)
            try await people.answers(of: file, by: manager) { $0 == 0 ? 1 : 3 }
            try await people.submission(of: file, by: manager)
            let found = try #require(manager.page.text.firstMatch(of: /\/organisations\/([0-9a-f-]{36})/)?.1)
            organisation = try #require(UUID(uuidString: String(found)))
        }

        func join(_ name: String, _ visitor: Visitor, as role: OrganisationRole = .contact) async throws {
            try await people.join(
                visitor, email: people.address(name), to: Identifier.text(organisation), as: role, by: manager)
        }

        func sendPlan() async throws { try await people.plan(of: file, by: manager) }

        func reviewer(_ name: String, _ role: String = "reviewer:host-ZH2") async throws -> Visitor {
            let email = people.address(name)
            let account = try await people.account(email, name: name.capitalized)
            let granted = try await people.system.attestctl("accounts", "grant", "--email", email, "--role", role)
            #expect(granted.0 == 0, "\(granted.1)")
            return account
        }

        /// Takes the task that waits and returns the plan.
        func returnPlan(by reviewer: Visitor, at task: String) async throws {
            try await reviewer.get(task)
            try await reviewer.submit(to: "take")
            try await reviewer.get(task)
            try await reviewer.submit(["decision": "return", "comment": "Please name the person."], to: "decision")
            #expect(reviewer.errors.isEmpty)
        }

        func choose(_ choice: String, by visitor: Visitor) async throws {
            try await visitor.get("/account/preferences")
            try await visitor.submit(["workEmail": choice])
            #expect(visitor.path == "/account?changed=preferences")
        }
    }

    private static func task(in mail: String) throws -> String {
        String(try #require(mail.firstMatch(of: /\/reviews\/[0-9a-f-]{36}/)).0)
    }

    @Test(
        "Whoever reviews hears of a plan at once, and those who administer the practice of what came of it, once; SOC-115, SOC-116"
    )
    func told() async throws {
        try await RunningSystem.with { system in
            let practice = try await Practice(system)
            let people = practice.people
            let rita = try await practice.reviewer("rita")
            // Another team’s, and one of the team who belongs to the practice: neither could review it.
            _ = try await practice.reviewer("other", "reviewer:host-ZH1")
            try await practice.join("own", try await practice.reviewer("own"))
            let dan = try await people.account(people.address("deputy"), name: "Dan Deputy")
            try await practice.join("deputy", dan, as: .administrator)

            try await practice.sendPlan()
            let mail = try await system.mail(to: people.address("rita"), holding: "waits for review")
            #expect(mail.contains("The improvement plan of Cobble Lane Medical Practice"))
            #expect(mail.contains("List-Unsubscribe: <\(system.origin)/account/preferences/unsubscribe/"))
            #expect(mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"))
            try await practice.returnPlan(by: rita, at: try Self.task(in: mail))

            let deputy = try await system.mail(to: people.address("deputy"), holding: "needs changes")
            #expect(deputy.contains("\(system.origin)\(practice.file)/plan"))
            let manager = try await system.mail(to: people.address("manager"), holding: "Please name the person.")
            #expect(!manager.contains("List-Unsubscribe"))
            // Both are the contact’s and the administrators’ at the same moment: by now the other would have come.
            #expect(system.mails(to: people.address("manager")).filter { $0.contains("needs changes") }.count == 1)
            for name in ["other", "own"] {
                #expect(!system.mails(to: people.address(name)).contains { $0.contains("waits for review") }, "\(name)")
            }
        }
    }

    @Test("What comes once a day gathers, and goes out when its reader wants it at once; a mail system’s press ends it")
    func choices() async throws {
        try await RunningSystem.with { system in
            let practice = try await Practice(system)
            let (rita, ravi) = (try await practice.reviewer("rita"), try await practice.reviewer("ravi"))
            try await practice.choose("daily", by: ravi)
            try await practice.sendPlan()
            let first = try await system.mail(to: practice.people.address("rita"), holding: "waits for review")
            let task = try Self.task(in: first)
            try await practice.returnPlan(by: rita, at: task)
            try await eventually("the plan is back") {
                try await practice.manager.get(practice.file + "/plan")
                return practice.manager.text.contains("Please name the person.") ? true : nil
            }
            try await practice.sendPlan()
            let identity = Pool(system.database("identity"), limit: 1, name: "look")
            // A timer for the morning for him; and for her, who had one a moment ago, for the hour.
            try await eventually("the second plan waits for both") {
                let rows = try await identity.query(
                    "SELECT count(*) FROM events WHERE type = 'identity.account-notified.v1'")
                return try rows[0].get(0, as: Int64.self) == 4 ? true : nil
            }
            let timers = try await identity.query("SELECT count(*) FROM timers WHERE name = 'notices'")
            #expect(try timers[0].get(0, as: Int64.self) == 2)
            await identity.close()
            let address = practice.people.address("ravi")
            #expect(!system.mails(to: address).contains { $0.contains("waits for review") })
            try await practice.choose("at-once", by: ravi)
            let both = try await system.mail(to: address, holding: "2 updates about your work")
            #expect(both.contains(task) && both.contains("waits for review"))

            // The link in the first e-mail, opened by a program that looks into e-mails: nothing changes.
            let link = try #require(
                first.firstMatch(of: /List-Unsubscribe: <(http[^>]+\/unsubscribe\/[A-Za-z0-9_-]{64})>/)?.1)
            let scanner = Visitor(system.origin)
            try await scanner.get(String(link))
            #expect(scanner.title.contains("Stop e-mails about work"))
            try await rita.get("/account")
            #expect(rita.text.contains("At once"))
            let client = WebClient(timeout: .seconds(30))
            for _ in 1...2 {
                let pressed = try await client.send(
                    .form(String(link), [(name: "List-Unsubscribe", value: "One-Click")]))
                #expect(pressed.status == 200 && pressed.text.contains("We have stopped e-mails about work"))
            }
            try await rita.get("/account")
            #expect(rita.text.contains("Never"))
            // His are not hers, and the button of the page ends them as well.
            let his = try #require(
                both.firstMatch(of: /http\S+\/unsubscribe\/[A-Za-z0-9_-]{64}/).map { String($0.0) })
            #expect(his != String(link))
            try await scanner.get(his)
            try await scanner.submit()
            try await ravi.get("/account")
            #expect(ravi.text.contains("Never"))
            let token = String(link.suffix(64))
            try await eventually("the link is in no table and no log (IMP-01)") {
                try await SecretsTests.places(of: token, system).isEmpty ? true : nil
            }
        }
    }

    @Test("An account that waits is told to those who check accounts; ISG-25")
    func validators() async throws {
        try await RunningSystem.with { system in
            let people = People(system: system)
            for (name, role) in [("val", "reviewer:domains"), ("central", "central-admin")] {
                _ = try await people.account(people.address(name), name: name.capitalized)
                let granted = try await system.attestctl(
                    "accounts", "grant", "--email", people.address(name), "--role", role)
                #expect(granted.0 == 0, "\(granted.1)")
            }
            let visitor = Visitor(system.origin)
            try await visitor.get("/account/register")
            try await visitor.submit([
                "email": "jo@\(UUID().uuidString.lowercased()).example", "displayName": "Jo Waiting",
                "password": People.password, "challengeAnswer": try people.answer(to: people.challenge(on: visitor)),
            ])
            for name in ["val", "central"] {
                let mail = try await system.mail(to: people.address(name), holding: "An account waits to be checked")
                #expect(mail.contains("\(system.origin)/admin/accounts/") && !mail.contains("Jo Waiting"))
            }
        }
    }
}
