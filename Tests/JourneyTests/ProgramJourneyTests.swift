// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import Web

/// A program that speaks `/api/v1`.
private final class Program {
    private let origin: String
    private let client = WebClient(timeout: .seconds(30))
    var token: String?

    init(_ origin: String) { self.origin = origin }

    /// Sends a request and reads the JSON of its answer.
    func call(
        _ method: String, _ path: String, _ body: [String: Any]? = nil, key: String? = nil, ifMatch: String? = nil
    ) async throws -> (status: Int, json: [String: Any], tag: String?) {
        var headers: [WebRequest.Header] = []
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        if let key { headers.append(("Idempotency-Key", key)) }
        if let ifMatch { headers.append(("If-Match", ifMatch)) }
        var bytes: [UInt8] = []
        if let body {
            headers.append(("Content-Type", "application/json"))
            // Sorted, so that a repetition is the same bytes: a visitor's key counts together with the body.
            bytes = [UInt8](try JSONSerialization.data(withJSONObject: body, options: .sortedKeys))
        }
        let response = try await client.send(
            WebRequest(
                method, origin + (path == "/openapi.json" ? path : "/api/v1" + path), headers: headers, body: bytes))
        let json = try? JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        return (response.status, json ?? [:], response[header: "ETag"])
    }
}

@Suite(
    "The journey as a program takes it", .enabled(if: canTravel, "needs deploy/local test"), .serialized,
    .timeLimit(.minutes(5)))
struct ProgramJourneyTests {
    @Test(
        "By the API a practice registers, answers, submits and signs; ISG-23, ISG-35, ISG-38, ISG-53, SOC-024, SOC-026, SOC-031, SOC-032, SOC-038, SOC-125, IMP-04"
    )
    func straight() async throws {
        try await RunningSystem.with { system in
            try await PracticeJourneyTests.importSample(system)
            let people = People(system: system)
            let manager = people.address("manager")
            let partner = people.address("partner")
            let program = Program(system.origin)

            let challenge = try #require(try await program.call("GET", "/challenges").json["token"] as? String)
            let account: [String: Any] = [
                "email": manager, "displayName": "Mary Manager", "password": People.password, "challenge": challenge,
                "challengeAnswer": try people.answer(to: challenge),
            ]
            let weak = try await program.call("POST", "/accounts", account.merging(["password": "short"]) { $1 })
            #expect(weak.status == 422)
            #expect((weak.json["errors"] as? [[String: Any]])?.first?["field"] as? String == "password")
            let made = try await program.call("POST", "/accounts", account, key: "first")
            #expect(made.status == 201)
            // The same key is the same account; no second e-mail goes out.
            let again = try await eventually("an answer to the repetition") {
                let reply = try await program.call("POST", "/accounts", account, key: "first")
                return reply.status == 503 ? nil : reply  // A busy service may be asked again with the same key.
            }
            #expect(again.json["id"] as? String == made.json["id"] as? String)

            let mail = try await system.mail(to: manager, holding: "/account/verify/")
            let link = try #require(mail.firstMatch(of: /\/account\/verify\/(\S+)/))
            let id = try #require(made.json["id"] as? String)
            let credentials = ["email": manager, "password": People.password]
            #expect(try await program.call("POST", "/sessions", credentials).status == 422)
            #expect(
                try await program.call("POST", "/accounts/\(id)/verification", ["token": String(link.1)]).status == 204)
            #expect(try await program.call("GET", "/organisations").status == 401)
            program.token = try await program.call("POST", "/sessions", credentials).json["token"] as? String

            let found = try await program.call("GET", "/directories/ods?name=hedgerow&category=general-practice")
            #expect((found.json["items"] as? [[String: Any]])?.first?["code"] as? String == "Z90001")
            let new: [String: Any] = [
                "category": "general-practice", "odsCode": "Z90001", "contactEmail": manager,
                "applicantRole": "administrator",
            ]
            let submitted = try await program.call("POST", "/organisations", new, key: "practice")
            #expect(submitted.status == 202)
            let registration = try #require(submitted.json["id"] as? String)
            let practice = try await eventually("the organisation is registered") {
                try await program.call("GET", "/organisations/registrations/\(registration)").json["organisation"]
                    as? String
            }
            let file = try await eventually("the case is opened") {
                let cases = try await program.call("GET", "/organisations/\(practice)/cases").json["items"]
                return (cases as? [[String: Any]])?.first?["id"] as? String
            }
            func contact(_ name: String, _ email: String) -> [String: Any] {
                ["name": name, "position": "Partner", "email": email, "telephone": "01632 960100"]
            }
            let contacts = ["signatory": contact("Dr Pat Partner", partner), "contact": contact("Mary", manager)]
            // A key that was used for something else: 422, and what was done under it stands.
            let another = try await program.call(
                "POST", "/organisations", new.merging(["contactEmail": partner]) { $1 }, key: "practice")
            #expect(another.status == 422)
            #expect((another.json["errors"] as? [[String: Any]])?.first?["code"] as? String == "key-reused")
            let repeated = try await program.call("POST", "/organisations", new, key: "practice")
            #expect(repeated.status == 202 && repeated.json["id"] as? String == registration)
            let enter = "/cases/\(file)/contacts"
            #expect(try await program.call("PUT", enter, contacts, key: "contacts").status == 204)
            let replaced = contacts.merging(["signatory": contact("Dr Sam Other", manager)]) { $1 }
            #expect(try await program.call("PUT", enter, replaced, key: "contacts").status == 422)
            #expect(try await program.call("PUT", enter, contacts, key: "contacts").status == 204)
            let kept = try await program.call("GET", "/cases/\(file)").json["signatory"] as? [String: Any]
            #expect(kept?["email"] as? String == partner)
            // Two at once: the second is told, and what the first has saved stands. IMP-05
            let tag = try #require(try await program.call("GET", enter).tag)
            let changed = contacts.merging(["contact": contact("Max", people.address("max"))]) { $1 }
            #expect(try await program.call("PUT", enter, changed, ifMatch: tag).status == 204)
            let late = try await program.call("PUT", enter, contacts, ifMatch: tag)
            #expect(late.status == 412 && late.tag != tag)
            #expect(try await program.call("PUT", enter, contacts, ifMatch: late.tag).status == 204)
            let assessment = try await program.call("GET", "/cases/\(file)/assessment").json
            let requirements = try #require(assessment["requirements"] as? [[String: Any]])
            for requirement in requirements {
                let number = try #require(requirement["number"] as? String)
                let answer: [String: Any] = ["level": 2, "notApplicable": false, "evidence": "The policy of March."]
                #expect(
                    try await program.call("PUT", "/cases/\(file)/assessment/\(number)", answer).status == 204,
                    "\(number)")
            }
            #expect(try await program.call("POST", "/cases/\(file)/assessment/submission").status == 204)
            // Frozen: a conflict, and a second submission too.
            let frozen = try await program.call(
                "PUT", "/cases/\(file)/assessment/114", ["level": 3, "notApplicable": false, "evidence": "x"])
            #expect(frozen.status == 409)

            let (address, code) = try people.link(and: try await system.mail(to: partner, holding: "/sign/"))
            let token = try #require(address.split(separator: "/").last)
            let signatory = Program(system.origin)
            #expect(try await signatory.call("GET", "/declarations/\(token)").json["standing"] as? String == "open")
            let acceptance = ["code": code, "capacity": "own", "name": "Dr Pat Partner"]
            let wrong = acceptance.merging(["code": code == "0000000" ? "1111111" : "0000000"]) { $1 }
            #expect(try await signatory.call("POST", "/declarations/\(token)/signature", wrong).status == 422)
            #expect(try await signatory.call("POST", "/declarations/\(token)/signature", acceptance).status == 204)
            #expect(try await signatory.call("POST", "/declarations/\(token)/signature", acceptance).status == 409)
            try await eventually("the case is signed") {
                try await program.call("GET", "/cases/\(file)").json["stage"] as? String == "signed" ? true : nil
            }
            #expect(try await program.call("DELETE", "/sessions/current").status == 204)
            #expect(try await program.call("GET", "/cases/\(file)").status == 401)
            #expect(try await program.call("GET", "/openapi.json").json["openapi"] as? String == "3.1.0")
        }
    }
}
