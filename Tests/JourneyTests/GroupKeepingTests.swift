// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import TestSupport
import Testing
import Web

@Suite(
    "Contracts of groups", .enabled(if: canTravel, "needs deploy/local test"), .serialized, .timeLimit(.minutes(8)))
struct GroupKeepingTests {
    @Test(
        "One Super Administrator replaces another in one step; whoever leaves or is disabled is one no more, and gets nothing back; ISG-06, ISG-07, C-16"
    )
    func administrators() async throws {
        try await RunningSystem.with { system in
            let scene = try await GroupScene(system)
            let people = scene.people
            let group = "/groups/\(scene.group)"
            let (dora, carl) = (try await scene.colleague("Dora"), try await scene.colleague("Carl"))
            try await scene.name("Dora Colleague")
            #expect(try await dora.get(group).status == 404, "who is named alone has no power")
            try await scene.confirm()
            try await scene.know(dora)

            // One step: Dora goes, Carl comes.
            try await scene.chief.get("\(group)/replacement")
            try await scene.chief.submit([
                "leaves": try GroupScene.choice("leaves", "Dora", on: scene.chief),
                "comes": try GroupScene.choice("comes", "Carl", on: scene.chief),
            ])
            #expect(scene.chief.text.contains("One goes and one comes"), "\(scene.chief.errors)")
            #expect(try await dora.get(group).status == 404)
            _ = try await system.mail(
                to: people.address("dora"), holding: "You are no longer a Super Administrator of Hedge practices")
            _ = try await system.mail(
                to: people.address("carl"), holding: "You are named as a Super Administrator of Hedge practices")
            try await scene.confirm()
            try await scene.know(carl)

            // Carl leaves the organisation, comes back, and looks after nothing.
            try await carl.get("/organisations/\(scene.contractor)/people")
            let leave = try #require(carl.links.first { $0.hasSuffix("/removal") })
            try await carl.get(leave)
            try await carl.submit(to: "removal")
            #expect(carl.path.hasPrefix("/?left"))
            try await eventually("Carl is none of them any more") {
                try await scene.chief.get(group)
                return scene.chief.text.contains("Carl Colleague") ? nil : true
            }
            try await carl.get("/organisations/\(scene.contractor)/join")
            try await carl.submit(["note": "I am back."])
            try await scene.chief.get("/organisations/\(scene.contractor)/people")
            try await scene.chief.get(try #require(scene.chief.links.first { $0.contains("/requests/") }))
            try await scene.chief.submit(["accepted": "yes", "roles": "contact"])
            #expect(scene.chief.text.contains("They are a member now"), "\(scene.chief.errors)")
            #expect(try await carl.get(group).status == 404)
            let identity = Pool(system.database("identity"), limit: 1, name: "look")
            let roles = try await eventually("identity knows of one alone") {
                let found = try await identity.query("SELECT email FROM accounts WHERE roles LIKE '%super-admin%'")
                    .map { try $0.get(0, as: String.self) }
                return found.count == 1 ? found : nil
            }
            #expect(roles == [people.address("chief")])

            // Dora is named again, and her account is disabled before anybody confirms it.
            try await scene.name("Dora Colleague")
            let disabled = try await system.attestctl("accounts", "disable", "--email", people.address("dora"))
            #expect(disabled.0 == 0, "\(disabled.1)")
            try await eventually("Dora is none of them any more") {
                try await scene.central.get("/")
                return scene.central.text.contains("Dora Colleague") ? nil : true
            }
            await identity.close()
        }
    }

    @Test(
        "Central Admin changes an allowance for a reason that stays on the page; a request is refused, and a licence moves; C-15, ISG-03, ISG-09"
    )
    func allowance() async throws {
        try await RunningSystem.with { system in
            let scene = try await GroupScene(system)
            let (central, chief, group) = (scene.central, scene.chief, "/groups/\(scene.group)")
            try await central.get("\(group)/allowance")
            try await central.submit(["allowance": "many", "reason": ""])
            #expect(central.errors.contains("Say why"))
            try await central.submit(["allowance": "0", "reason": "A small one."])
            #expect(central.errors == ["Enter a whole number from 1 to 10,000."])
            try await central.submit(["allowance": "1", "reason": "A small contract to begin with."])
            #expect(central.text.contains("0 of 1") && central.text.contains("From 100 to 1"))
            #expect(try await chief.get("\(group)/allowance").status == 403)

            let mary = try await scene.manager("Mary", of: "cobble")
            let nora = try await scene.manager("Nora", of: "watermill")
            try await scene.ask(mary.visitor, for: mary.organisation)
            try await scene.ask(nora.visitor, for: nora.organisation)
            try await chief.get("\(group)/licences/\(mary.organisation)")
            try await chief.submit(["granted": "yes"])
            #expect(chief.text.contains("1 of 1"), "\(chief.errors)")
            try await chief.get("\(group)/licences/\(nora.organisation)")
            try await chief.submit(["granted": "yes"])
            #expect(chief.errors.contains { $0.contains("All licences of this contract are in use") })
            // It moves, and is free in between for nobody.
            try await chief.get("\(group)/licences/\(mary.organisation)")
            try await chief.submit([
                "movesTo": try GroupScene.choice("movesTo", "Watermill", on: chief),
                "reason": "The practice is closing.",
            ])
            #expect(chief.text.contains("The licence has moved") && chief.text.contains("1 of 1"), "\(chief.errors)")
            try await nora.visitor.get("/organisations/\(nora.organisation)/licence")
            #expect(nora.visitor.text.contains("Your organisation has a licence of Hedge practices"))
            try await mary.visitor.get("/organisations/\(mary.organisation)/licence")
            #expect(mary.visitor.text.contains("The practice is closing."))
            // She asks again, and is refused.
            try await mary.visitor.submit(["group": scene.group])
            try await chief.get("\(group)/licences/\(mary.organisation)")
            try await chief.submit(["granted": "no", "reason": "You are in another area."])
            #expect(chief.text.contains("The licence is refused"), "\(chief.errors)")
            try await mary.visitor.get("/organisations/\(mary.organisation)/licence")
            #expect(mary.visitor.text.contains("You are in another area."))
            // Nothing below what is in use; and both changes stay.
            try await central.get("\(group)/allowance")
            try await central.submit(["allowance": "2,000", "reason": "Many practices joined."])
            #expect(central.text.contains("1 of 2,000") && central.text.contains("From 1 to 2,000"))
            try await chief.get(group)
            for reason in ["A small contract to begin with.", "Many practices joined."] {
                #expect(chief.text.contains(reason))
            }
        }
    }

    @Test(
        "A Super Administrator helps the people of an organisation of their own contract, which sees it, and of no other; ISG-08"
    )
    func support() async throws {
        try await RunningSystem.with { system in
            let scene = try await GroupScene(system)
            let people = scene.people
            let mary = try await scene.manager("Mary", of: "cobble")
            try await mary.visitor.get("/organisations/\(mary.organisation)/people/new")
            try await mary.visitor.submit(["email": people.address("gest"), "roles": "contact"])
            #expect(mary.visitor.errors.isEmpty)
            let address = "/organisations/\(mary.organisation)/people"
            #expect(try await scene.chief.get(address).status == 404, "it has nothing to do with the group yet")
            try await scene.ask(mary.visitor, for: mary.organisation)
            try await scene.chief.get("/groups/\(scene.group)")
            #expect(scene.chief.links.contains(address))
            try await scene.chief.get(address)
            #expect(scene.chief.text.contains("Mary Manager") && !scene.chief.text.contains("Invite somebody"))
            let invitation = try #require(scene.chief.links.first { $0.contains("/invitations/") })
            try await scene.chief.get(invitation)
            #expect(!scene.chief.text.contains("Withdraw the invitation"))
            try await scene.chief.submit(["email": people.address("guest")])
            #expect(scene.chief.text.contains("on its way to the new address"), "\(scene.chief.errors)")
            _ = try await people.invitation(to: people.address("guest"))
            #expect(try await scene.chief.get("\(address)/new").status == 403)
            #expect(try await scene.chief.get("/organisations/\(mary.organisation)").status == 404)
            // The organisation sees who it was.
            _ = try await system.mail(to: people.address("mary"), holding: "has corrected an invitation")
            try await mary.visitor.get(address)
            #expect(
                mary.visitor.text.contains(
                    "Charles Chief, a Super Administrator of Hedge practices, has corrected an invitation"))
            // Refused, it is of the contract no more.
            try await scene.chief.get("/groups/\(scene.group)/licences/\(mary.organisation)")
            try await scene.chief.submit(["granted": "no", "reason": "Another area."])
            #expect(try await scene.chief.get(address).status == 404)
            #expect(try await scene.chief.get(invitation).status == 404)
        }
    }

    @Test(
        "Of two hundred grants of the last licence at once, by two copies of the service, one takes effect; ISG-02, ISG-03"
    )
    func last() async throws {
        try await RunningSystem.with { system in
            let scene = try await GroupScene(system)
            let port = try freePort()
            try system.start(
                "registry", as: "other registry", environment: ["ATTEST_HEALTH_ADDRESS": "127.0.0.1:\(port)"])
            let people = scene.people
            let program = try await APIUser(system.origin, people.address("chief"))
            let organisations = try await register(200, with: program, system)
            try await eventually("all belong to the chief") {
                let registry = Pool(system.database("registry"), limit: 1, name: "look")
                let count = try await registry.query("SELECT count(*) FROM members").first?.get(0, as: Int64.self)
                await registry.close()
                return count == 201 ? true : nil
            }
            let asked = try await program.all(organisations) {
                ("POST", "/organisations/\($0)/licence", ["group": scene.group])
            }
            #expect(asked.allSatisfy { $0.status == 204 }, "\(asked.first { $0.status != 204 }?.text ?? "")")
            let admin = try await APIUser(system.origin, people.address("central"))
            let lowered = try await admin.call(
                "PUT", "/groups/\(scene.group)/allowance", ["allowance": 1, "reason": "One is left."])
            #expect(lowered.status == 204, "\(lowered.text)")
            let registry = Pool(system.database("registry"), limit: 1, name: "look")
            // All pages of the group hold all of them, each once.
            var (seen, next): ([String], String?) = ([], "")
            while let after = next {
                let query = after.isEmpty ? "" : "?after=\(WebRequest.encode(after))"
                let page = try await program.call("GET", "/groups/\(scene.group)\(query)").json
                let licences = try #require(page["licences"] as? [[String: Any]])
                #expect(licences.count <= 50)
                seen += licences.compactMap { $0["organisation"] as? String }
                next = page["next"] as? String
            }
            #expect(seen.count == 200 && Set(seen) == Set(organisations))

            let grants = try await program.all(organisations) {
                ("POST", "/groups/\(scene.group)/licences/\($0)/decision", ["granted": true])
            }
            #expect(grants.count { $0.status == 204 } == 1)
            #expect(grants.count { $0.status == 409 && $0.text.contains("allowance-used") } == 199)
            let standings = try await registry.query(
                "SELECT standing || ' ' || count(*) FROM licences GROUP BY standing ORDER BY standing"
            ).map { try $0.get(0, as: String.self) }
            #expect(standings == ["granted 1", "requested 199"])
            let group = try await program.call("GET", "/groups/\(scene.group)").json
            #expect(group["used"] as? Int == 1 && group["remaining"] as? Int == 0)
            let other = try await WebClient(timeout: .seconds(5)).get("http://127.0.0.1:\(port)/metrics").text
            let shares = [try await system.metrics(of: "registry"), other].map(Self.decided)
            #expect(shares.reduce(0, +) == 200 && shares.allSatisfy { $0 > 0 }, "both take part: \(shares)")
            await registry.close()
        }
    }

    /// How many decisions about licences a copy of the service has made, by its metrics.
    private static func decided(_ metrics: String) -> Int {
        metrics.split(separator: "\n")
            .filter { $0.hasPrefix("attest_decided_seconds_count") && $0.contains("registry.decide-licence.v1") }
            .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
    }

    /// Practices of the chief's, from a directory of the test's own.
    private func register(_ count: Int, with program: APIUser, _ system: RunningSystem) async throws -> [String] {
        let path = system.folder + "/epraccur.csv"
        let row =
            "\"Z7%\",\"PRACTICE %\",\"\",\"\",\"1 ROAD\",\"\",\"TOWN\",\"\",\"\",\"ZZ1 1AA\",\"20200101\",\"\",\"A\",\"B\",\"ZH1\",\"\",\"\",\"\",\"\",\"\",\"\",\"0\",\"\",\"ZH1\",\"\",\"4\",\"\""
        let numbers = (1...count).map { String(1_000 + $0) }
        try Data(numbers.map { row.replacing("%", with: $0) }.joined(separator: "\n").utf8).write(
            to: URL(fileURLWithPath: path))
        let imported = try await system.attestctl("import", "ods", path)
        #expect(imported.0 == 0, "\(imported.1)")
        let submitted = try await program.all(numbers) { number in
            (
                "POST", "/organisations",
                [
                    "category": "general-practice", "odsCode": "Z7\(number)", "contactEmail": "pat@example.nhs.uk",
                    "applicantRole": "administrator",
                ]
            )
        }
        #expect(submitted.allSatisfy { $0.status == 202 }, "\(submitted.first { $0.status != 202 }?.text ?? "")")
        let registry = Pool(system.database("registry"), limit: 1, name: "look")
        let found = try await eventually("all are registered", within: .seconds(60)) {
            let rows = try await registry.query("SELECT id FROM organisations WHERE ods_code LIKE 'Z7%' ORDER BY id")
            return rows.count == count ? try rows.map { Identifier.text(try $0.get(0)) } : nil
        }
        await registry.close()
        return found
    }
}
