// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

@Suite("Groups and their licences", .enabled(if: canTravel, "needs deploy/local test"), .timeLimit(.minutes(5)))
struct GroupTests {
    private func organisation(_ search: String, by visitor: Visitor, _ people: People) async throws -> String {
        _ = try await people.practice(search, by: visitor, email: people.address("office"))
        return String(try #require(visitor.path.firstMatch(of: /\/organisations\/([0-9a-f-]{36})/)).1)
    }

    @Test(
        "A contract gets its group, a Super Administrator and licences, which organisations ask for, are granted, and lose; ISG-01, ISG-02, ISG-04, ISG-05, ISG-06, ISG-09, ISG-49, ISG-50, ISG-51, ISG-52, C-14, C-16"
    )
    func licences() async throws {
        try await RunningSystem.with { system in
            let people = People(system: system)
            try await PracticeJourneyTests.importSample(system)
            let admin = try await people.account(people.address("central"), name: "Cleo Central")
            let granted = try await system.attestctl(
                "accounts", "grant", "--email", people.address("central"), "--role", "central-admin")
            #expect(granted.0 == 0, "\(granted.1)")
            let chief = try await people.account(people.address("chief"), name: "Charles Chief")
            _ = try await organisation("hedgerow", by: chief, people)
            let manager = try await people.account(people.address("manager"), name: "Mary Manager")
            let cobble = try await organisation("cobble", by: manager, people)

            // Central Admin records the contract and lets it begin.
            try await admin.get("/groups/new")
            try await admin.submit(["title": "Hedge practices", "contractorCode": "NOWHERE"])
            #expect(admin.errors.contains { $0.contains("No organisation with this ODS code") })
            try await admin.submit(["title": "Hedge practices", "contractorCode": "z90001"])
            #expect(admin.text.contains("The contract is recorded"))
            let group = String(try #require(admin.path.firstMatch(of: /\/groups\/([0-9a-f-]{36})/)).1)
            try await admin.submit(to: "activation")
            #expect(admin.text.contains("0 of 100") && admin.text.contains("Nobody can decide about licences"))

            // Its administrator names themselves.
            try await chief.get("/")
            #expect(chief.links.contains("/groups/\(group)"))
            try await chief.get("/groups/\(group)/administrators")
            let account = try #require(chief.page.text.firstMatch(of: /name="account"[^>]*value="([^"]+)"/)).1
            try await chief.submit(["account": String(account)])
            #expect(chief.text.contains("They are named") && chief.text.contains("Waits to be confirmed"))
            _ = try await system.mail(to: people.address("central"), holding: "waits to be confirmed")
            // Central Admin confirms. C-16
            try await admin.get("/")
            #expect(admin.text.contains("Charles Chief is named as a Super Administrator of Hedge practices"))
            try await admin.get("/groups/\(group)")
            try await admin.submit(to: "confirmation")
            #expect(admin.text.contains("They are a Super Administrator now"), "\(admin.errors)")
            _ = try await system.mail(
                to: people.address("chief"), holding: "You are a Super Administrator of Hedge practices")

            // A practice asks, and is answered.
            try await manager.get("/organisations/\(cobble)/licence")
            try await manager.submit(["group": group])
            #expect(manager.text.contains("It has not been decided yet"), "\(manager.errors)")
            let mail = try await system.mail(
                to: people.address("chief"), holding: "asks for a licence of Hedge practices")
            let path = try #require(mail.firstMatch(of: /\/groups\/[0-9a-f-]+\/licences\/[0-9a-f-]+/)).0
            try await eventually("the session knows of the role") {
                try await chief.get(String(path)).status == 200 ? true : nil
            }
            try await chief.submit(["granted": "no"])
            #expect(chief.errors == ["Say why not"])
            try await chief.submit(["granted": "yes"])
            #expect(chief.text.contains("1 of 100") && chief.text.contains("In use"))
            _ = try await system.mail(to: people.address("manager"), holding: "has a licence of Hedge practices")
            try await manager.get("/organisations/\(cobble)")
            #expect(manager.text.contains("Licence Hedge practices"))

            // Who registers now chooses the group, and belongs to it without a licence.
            let late = try await people.account(people.address("late"), name: "Lara Late")
            try await late.get("/organisations/new/category")
            try await late.submit(["category": "contractor"])
            try await late.submit(["unlisted": "yes"], with: "unlisted")
            try await late.submit([
                "name": "Hedge Records", "address.lines": "1 Park Row", "address.town": "Leeds",
                "address.postcode": "LS1 5HN",
            ])
            try await people.passRegister(late)
            try await late.submit(["applicantRole": "administrator", "contactEmail": people.address("late")])
            #expect(late.title.contains("Which licensing group is it in?"))
            try await late.submit()
            #expect(late.errors == ["Select your licensing group, or None / Unknown"])
            try await late.submit(["group": group])
            try await late.submit()
            #expect(late.text.contains("Hedge practices") && late.text.contains("Does not ask for a licence"))
            try await late.submit(to: "check")
            try await eventually("the group has its pending organisation") {
                try await chief.get("/groups/\(group)")
                return chief.text.contains("Hedge Records") ? true : nil
            }
            #expect(chief.text.contains("Pending: no licence asked for"))

            // Who knows of none, and asks all the same, waits for Central Admin.
            let lost = try await people.account(people.address("lost"), name: "Luke Lost")
            try await people.choosePractice("watermill", by: lost, email: people.address("lost"))
            try await lost.get(try #require(lost.links.first { $0.contains("/organisations/new/licence?") }))
            try await lost.submit(["licence": "yes"])
            #expect(lost.text.contains("None / Unknown") && lost.text.contains("Asks for a licence"))
            try await lost.submit(to: "check")
            try await eventually("Central Admin is asked") {
                try await admin.get("/groups/unplaced")
                return admin.links.first { $0.hasPrefix("/groups/unplaced/") }
            }
            try await admin.get(try #require(admin.links.first { $0.hasPrefix("/groups/unplaced/") }))
            try await admin.submit(["group": "none"])
            #expect(admin.errors == ["Say why there is none"])
            try await admin.submit(["group": group])
            #expect(admin.text.contains("It is in the group now") && admin.text.contains("No organisation waits"))
            try await eventually("the group has its request") {
                try await chief.get("/groups/\(group)")
                return chief.text.contains("Watermill Family Practice") && chief.text.contains("Waiting") ? true : nil
            }

            // It is taken away, and the practice reads why.
            try await chief.get(String(path))
            try await chief.submit(["reason": "The practice has moved."])
            #expect(chief.text.contains("The licence is withdrawn") && chief.text.contains("0 of 100"))
            try await manager.get("/organisations/\(cobble)/licence")
            #expect(manager.text.contains("The practice has moved.") && manager.mayWrite)
            // Whoever has nothing to do with it finds nothing.
            try await manager.get("/groups/\(group)")
            #expect(manager.page.status == 404)
        }
    }
}
