// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

@Suite("Supported organisations", .enabled(if: canTravel, "needs deploy/local test"), .timeLimit(.minutes(5)))
struct SupportTests {
    @Test(
        "A contracting organisation registers a smaller one, keeps its people and assessment, and lets it go; ISG-20, ISG-54, ISG-55, ISG-56, ISG-57, ISG-58, ISG-60, ISG-61"
    )
    func support() async throws {
        try await RunningSystem.with { system in
            let people = People(system: system)
            try await PracticeJourneyTests.importSample(system)
            let admin = try await people.account(people.address("central"), name: "Cleo Central")
            let granted = try await system.attestctl(
                "accounts", "grant", "--email", people.address("central"), "--role", "central-admin")
            #expect(granted.0 == 0, "\(granted.1)")
            let chief = try await people.account(people.address("chief"), name: "Charles Chief")
            _ = try await people.practice("hedgerow", by: chief, email: people.address("office"))
            let board = String(try #require(chief.path.firstMatch(of: /\/organisations\/([0-9a-f-]{36})/)).1)

            // Nobody supports others without a contract, and one with the facility on.
            try await chief.get("/organisations/\(board)/supported")
            #expect(chief.text.contains("Your organisation cannot register others"))
            try await chief.get("/organisations/\(board)/supported/new")
            #expect(chief.path == "/organisations/\(board)/supported")
            try await admin.get("/groups/new")
            try await admin.submit(["title": "Hedge practices", "contractorCode": "z90001"])
            try await admin.submit(to: "activation")
            try await admin.submit(to: "support")
            #expect(admin.text.contains("Supports other organisations Yes"), "\(admin.text)")
            _ = try await system.mail(to: people.address("chief"), holding: "can register other organisations")

            // The same questions, for a practice that has nobody here.
            try await chief.get("/organisations/\(board)")
            #expect(chief.links.contains("/organisations/\(board)/supported"))
            try await chief.get("/organisations/\(board)/supported/new")
            #expect(chief.text.contains("Register a supported organisation"))
            try await chief.submit(["category": "general-practice"])
            try await chief.submit(["name": "cobble"])
            let code = try #require(chief.page.text.firstMatch(of: /name="odsCode"[^>]*value="([^"]+)"/))
            try await chief.submit(["odsCode": String(code.1)], with: "odsCode")
            try await people.passRegister(chief)
            try await chief.submit(["applicantRole": "supporter", "contactEmail": people.address("cobble")])
            try await chief.submit(["group": "none"])
            try await chief.submit()
            #expect(chief.text.contains("Supported by The Hedgerow Surgery"), "\(chief.text)")
            try await chief.submit(to: "check")
            let page = try await eventually("the organisation's page") {
                if chief.path.hasPrefix("/organisations/registrations/") { try await chief.get(chief.path) }
                return chief.path.firstMatch(of: /^\/organisations\/([0-9a-f-]{36})/).map { String($0.0) }
            }
            let caseAddress = try await eventually("the case is opened") {
                try await chief.get(page)
                return chief.links.first { $0.hasPrefix("/cases/") }
            }
            #expect(chief.text.contains("Supported by The Hedgerow Surgery"))
            try await chief.get("/organisations/\(board)/supported")
            #expect(chief.links.contains(page) && chief.text.contains("Administrator, Senior officer"))

            // Its steps are done for it.
            try await chief.get("\(caseAddress)/contacts")
            #expect(chief.page.status == 200 && chief.mayWrite)
            try await chief.get("\(caseAddress)/assessment")
            #expect(chief.page.status == 200)
            // It is not let go before somebody is there.
            try await chief.get("\(page)/support")
            try await chief.submit(to: "support")
            #expect(chief.text.contains("no administrator of its own"))
            let manager = try await people.account(people.address("manager"), name: "Mary Manager")
            let organisation = String(page.dropFirst("/organisations/".count))
            try await people.join(
                manager, email: people.address("manager"), to: organisation, as: .administrator, by: chief)
            try await chief.get("/organisations/\(board)/supported")
            #expect(!chief.text.contains("Administrator,") && chief.text.contains("Senior officer"))

            // Somebody of the supporter's who administers nothing there has no part in it.
            let clerk = try await people.account(people.address("clerk"), name: "Carl Clerk")
            try await people.join(clerk, email: people.address("clerk"), to: board, by: chief)
            try await clerk.get(page)
            #expect(clerk.page.status == 404)
            try await clerk.get("/organisations/\(board)/supported")
            #expect(clerk.page.status == 403)

            try await manager.get("\(page)/support")
            try await manager.submit(to: "support")
            #expect(manager.path.hasPrefix(page) && !manager.text.contains("Supported by"), "\(manager.errors)")
            _ = try await system.mail(to: people.address("chief"), holding: "is not supported any more")
            try await eventually("the supporter has no part in it") {
                try await chief.get(page).status == 404 ? true : nil
            }
            #expect(try await chief.get(caseAddress).status == 404)
            try await manager.get(page)
            #expect(manager.page.status == 200)
        }
    }
}
