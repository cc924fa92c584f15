// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import TestSupport
import Testing
import Web

@Suite("The map", .enabled(if: canTravel, "needs deploy/local test"), .timeLimit(.minutes(5)))
struct MapTests {
    @Test("A registered organisation stands on the map, in its list and in the API, for anybody; ISG-45")
    func map() async throws {
        try await RunningSystem.with { system in
            let people = People(system: system)
            try await PracticeJourneyTests.importSample(system)
            let visitor = Visitor(system.origin)
            try await visitor.get("/map")
            #expect(visitor.text.contains("No organisation matches"))
            let chief = try await people.account(people.address("chief"), name: "Charles Chief")
            _ = try await people.practice("hedgerow", by: chief, email: people.address("office"))
            let id = String(try #require(chief.path.firstMatch(of: /\/organisations\/([0-9a-f-]{36})/)).1)
            let organisation = try #require(UUID(uuidString: id))

            // Without a script it is in the list, which leads to what anybody may know.
            try await visitor.get("/")
            #expect(visitor.links.contains("/map"))
            try await visitor.get("/map?name=hedge&category=general-practice")
            #expect(visitor.text.contains("The Hedgerow Surgery"), "\(visitor.text)")
            #expect(visitor.links.contains("/map/\(id)"))
            try await visitor.get("/map?name=hedge&category=pharmacy")
            #expect(visitor.text.contains("No organisation matches"))
            try await visitor.get("/map/\(id)")
            #expect(visitor.text.contains("General practice") && visitor.text.contains("Z90001"))
            #expect(!visitor.text.contains(people.address("office")) && !visitor.text.contains("Charles"))
            #expect(!visitor.links.contains("/organisations/\(id)"))
            try await chief.get("/map/\(id)")
            #expect(chief.links.contains("/organisations/\(id)"))

            // With one, it is where it is.
            let registry = Pool(system.database("registry"), limit: 1, name: "look")
            try await registry.query(
                "UPDATE organisations SET latitude = 53.79648, longitude = -1.54785 WHERE id = \(organisation)")
            await registry.close()
            let client = WebClient(timeout: .seconds(30))
            let view = "west=-1.6&south=53.7&east=-1.5&north=53.9"
            let answer = try await client.send(WebRequest("GET", "\(system.origin)/map/places?\(view)&zoom=12"))
            #expect(answer.status == 200 && answer.text.contains(id) && answer.text.contains("53.79648"))
            let elsewhere = try await client.send(
                WebRequest("GET", "\(system.origin)/map/places?west=-3&south=53.7&east=-2&north=53.9&zoom=12"))
            #expect(elsewhere.text == #"{"clusters":[],"places":[]}"#, "\(elsewhere.text)")
            let bad = try await client.send(WebRequest("GET", "\(system.origin)/map/places?west=x&zoom=12"))
            #expect(bad.status == 422 && bad.text.contains("west before east"))
            let listed = try await client.send(
                WebRequest("GET", "\(system.origin)/api/v1/places?name=hedgerow&\(view)"))
            #expect(listed.status == 200 && listed.text.contains(id))
            let shown = try await client.send(WebRequest("GET", "\(system.origin)/api/v1/places/\(id)"))
            #expect(shown.status == 200 && shown.text.contains("Z90001") && !shown.text.contains("office"))
        }
    }
}
