// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import ServiceKit
import TestSupport
import Testing
import Web

/// Who gets through to what: every operation and every page, tried by everybody.
@Suite("Access", .enabled(if: canTravel, "needs deploy/local test"), .serialized, .timeLimit(.minutes(5)))
struct AccessTests {
    /// Everybody who tries, in the order of the table's columns. The thing at hand is the hedgerow practice's, whose host
    /// is ZH2.
    private enum Who: Int, CaseIterable {
        case anonymous, stranger, member, administrator, administratorElsewhere, reviewerElsewhere, reviewer,
            nationalReviewer, centralAdmin
    }

    private static let others: Set = ["favicon.ico", "assets/:name", "reviews/:id/\\(sent)"]

    @Test(
        "Everybody gets through to what is theirs, by the API and by the pages, and learns of nothing else; SOC-126, SOC-128, IMP-12"
    )
    func matrix() async throws {
        try await RunningSystem.with { system in
            let scene = try await Scene(system)
            try await Self.tryPages(scene)
            // Last, since it signs everybody out.
            try await Self.tryOperations(scene)
        }
    }

    private static func tryOperations(_ scene: Scene) async throws {
        let document = try await scene.json("GET", "/openapi.json")
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        let known = paths.flatMap { path, methods in
            methods.keys.filter { ["get", "put", "post", "delete"].contains($0) }
                .map { "\($0.uppercased()) \(path.replacing(/^\/(api\/v1\/)?/, with: ""))" }
        }
        // A new operation needs its row.
        #expect(Set(known).subtracting(["GET openapi.json"]) == Set(operations.keys))
        let last = ["DELETE sessions", "DELETE sessions/current"]
        let order = operations.keys.filter { !last.contains($0) }.sorted() + last
        for operation in order {
            let row = operations[operation] ?? ""
            if last.contains(operation) { try await scene.signIn() }
            for who in Who.allCases {
                let response = try await scene.call(operation, as: who)
                let became =
                    switch response.status {
                    case 401: "s"
                    case 404: "-"
                    case 403: "x"
                    case 500...: "!"
                    default: "+"
                    }
                let expected = String(Array(row)[who.rawValue])
                #expect(became == expected, "\(operation), \(who): \(response.status) \(response.text.prefix(200))")
            }
        }
    }

    private static func tryPages(_ scene: Scene) async throws {
        let routes = try routes()
        // A new page needs its row.
        #expect(routes.subtracting(others) == Set(pages.keys))
        for (page, row) in pages.sorted(by: { $0.key < $1.key }) {
            for who in Who.allCases {
                let visitor = scene.visitors[who.rawValue]
                let response = try await visitor.get("/" + scene.filled(page == "/" ? "" : page))
                let became =
                    switch response.status {
                    case 404: "-"
                    case 403: "x"
                    case 500...: "!"
                    default: visitor.path.hasPrefix("/account/sign-in?") ? "s" : visitor.mayWrite ? "+" : "~"
                    }
                let expected = String(Array(row)[who.rawValue])
                // Only where it is said to be so has a page to be without a form.
                let same = became == expected || expected == "+" && became == "~"
                #expect(same, "\(page), \(who): \(became) \(response.status) \(visitor.path) \(visitor.title)")
            }
        }
    }

    /// The addresses that the gateway's controllers answer.
    private static func routes() throws -> Set<String> {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Services/Gateway/Library")
        var found: Set<String> = []
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path(percentEncoded: false))
        for file in files where file.hasSuffix("Controller.swift") {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            found.formUnion(text.matches(of: /router\.get\("([^"]+)"/).map { String($0.1) })
        }
        return found
    }

    /// A practice whose plan is under review, and everybody who tries.
    private final class Scene {
        private let system: RunningSystem
        private let people: People
        private(set) var visitors: [Visitor] = []
        private var tokens: [String?] = []
        private var places: [String: String] = [:]
        private let client = WebClient(timeout: .seconds(30))

        init(_ system: RunningSystem) async throws {
            self.system = system
            people = People(system: system)
            try await PracticeJourneyTests.importSample(system)
            for who in Who.allCases {
                let visitor =
                    who == .anonymous
                    ? Visitor(system.origin) : try await people.account(address(who), name: "\(who)")
                visitors.append(visitor)
            }
            for (who, role) in [
                (Who.reviewerElsewhere, "reviewer:host-ZH1"), (.reviewer, "reviewer:host-ZH2"),
                (.nationalReviewer, "reviewer:national"), (.centralAdmin, "central-admin"),
            ] {
                let granted = try await system.attestctl("accounts", "grant", "--email", address(who), "--role", role)
                #expect(granted.0 == 0, "\(granted.1)")
            }
            let manager = visitors[Who.administrator.rawValue]
            _ = try await people.practice(
                "hedgerow", by: visitors[Who.administratorElsewhere.rawValue], email: address(.administratorElsewhere))
            let file = try await people.practice("cobble", by: manager, email: address(.administrator))
            try await sendPlan(of: file, manager)
            try await takePlaces()
            try await join()
            try await recordGroup()
            try await askForHelp(manager)
            try await signIn()
        }

        /// Everybody, for the API.
        func signIn() async throws {
            tokens = []
            for who in Who.allCases {
                guard who != .anonymous else {
                    tokens.append(nil)
                    continue
                }
                let credentials = ["email": address(who), "password": People.password]
                tokens.append(try await json("POST", "/api/v1/sessions", credentials)["token"] as? String)
            }
        }

        private func address(_ who: Who) -> String { people.address("\(who)".lowercased()) }

        private func sendPlan(of file: String, _ manager: Visitor) async throws {
            try await people.contacts(
                of: file, signatory: people.address("partner"), contact: address(.administrator), by: manager)
            try await people.answers(of: file, by: manager) { $0 == 0 ? 1 : 3 }
            try await people.submission(of: file, by: manager)
            places["requirement"] = try await people.plan(of: file, by: manager)
            places["case"] = String(file.dropFirst("/cases/".count))
        }

        /// What the addresses name.
        private func takePlaces() async throws {
            let compliance = Pool(system.database("compliance"), limit: 1, name: "look")
            let registry = Pool(system.database("registry"), limit: 1, name: "look")
            let id = try #require(UUID(uuidString: places["case"] ?? ""))
            let organisation = try #require(
                try await compliance.query("SELECT organisation FROM cases WHERE id = \(id)").first?.get(
                    0, as: UUID.self))
            let task = try await eventually("the review task") {
                try await compliance.query("SELECT id FROM review_tasks").first?.get(0, as: UUID.self)
            }
            let registration = try await registry.query(
                "SELECT registration FROM registrations WHERE organisation = \(organisation)"
            ).first?.get(0, as: UUID.self)
            places["organisation"] = Identifier.text(organisation)
            places["registration"] = Identifier.text(try #require(registration))
            places["task"] = Identifier.text(task)
            places["account"] = Identifier.text(Identifier.make())
            places["key"] = Identifier.text(Identifier.make())
            places["invitation"] = Identifier.text(Identifier.make())
            places["request"] = Identifier.text(Identifier.make())
            places["passkey"] = Identifier.text(Identifier.make())
            places["session"] = Identifier.text(Identifier.make())
            places["code"] = "Z90001"
            places["number"] = "ZX900001"
            places["postcode"] = "LS14AP"
            places["token"] = String(repeating: "A", count: 64)
            await compliance.close()
            await registry.close()
        }

        /// A group of the hedgerow practice, which has begun.
        private func recordGroup() async throws {
            let central = visitors[Who.centralAdmin.rawValue]
            try await central.get("/groups/new")
            try await central.submit(["title": "The neighbour’s group", "contractorCode": "Z90001"])
            let group = try #require(central.path.firstMatch(of: /\/groups\/([0-9a-f-]{36})/)?.1)
            try await central.submit(to: "activation")
            places["group"] = String(group)
        }

        private func askForHelp(_ manager: Visitor) async throws {
            try await manager.get("/tickets/new")
            try await manager.submit(["subject": "Help", "matter": "Please."])
            places["ticket"] = String(try #require(manager.path.firstMatch(of: /\/tickets\/([0-9a-f-]{36})/)).1)
        }

        /// One more member.
        private func join() async throws {
            try await people.join(
                visitors[Who.member.rawValue], email: address(.member), to: places["organisation"] ?? "",
                by: visitors[Who.administrator.rawValue])
        }

        /// An address with what it names.
        func filled(_ path: String) -> String {
            var filled = path.replacing(":id", with: id(in: path)).replacing(":step", with: "category")
                .replacing(":account", with: places["account"] ?? "")
                .replacing(":key", with: places["key"] ?? "").replacing(":session", with: places["session"] ?? "")
                .replacing(":passkey", with: places["passkey"] ?? "")
                .replacing(":group", with: places["group"] ?? "")
                .replacing(":organisation", with: places["organisation"] ?? "")
                .replacing(":invitation", with: places["invitation"] ?? "")
                .replacing(":request", with: places["request"] ?? "")
                .replacing(":ticket", with: places["ticket"] ?? "")
                .replacing(":token", with: places["token"] ?? "").replacing(
                    ":requirement", with: places["requirement"] ?? "")
            for (name, value) in places { filled = filled.replacing("{\(name)}", with: value) }
            return filled
        }

        private func id(in path: String) -> String {
            let thing =
                path.hasPrefix("cases")
                ? "case"
                : path.hasPrefix("reviews")
                    ? "task"
                    : path.contains("registrations") ? "registration" : "organisation"
            return places[thing] ?? ""
        }

        /// What would be right, were it allowed and the time for it.
        private func body(of operation: String) -> [String: Any]? {
            let person = ["name": "Dr Pat", "position": "Partner", "email": "pat@example.nhs.uk", "telephone": "1"]
            let number = places["requirement"] ?? ""
            return switch operation {
            case "POST accounts": ["email": "x"]
            case "POST accounts/{account}/verification": ["token": places["token"] ?? ""]
            case "POST accounts/verifications", "POST accounts/password-resets": ["email": "nobody@example.nhs.uk"]
            case "PUT accounts/{account}/password":
                ["token": places["token"] ?? "", "password": "Another-horse-43!"]
            case "PUT accounts/{account}/address", "POST accounts/{account}/unsubscription":
                ["token": places["token"] ?? ""]
            // As it is.
            case "PUT account/preferences": ["workEmail": "at-once"]
            case "PUT account/second-factor":
                ["current": "x", "secret": "x", "code": "1", "recoveryDigests": [String]()]
            case "POST account/provider/removal": ["current": "wrong"]
            case "POST account/closure": ["current": "wrong"]
            case "POST account/keys": ["name": "x", "scopes": ["read"], "days": 30, "current": "wrong"]
            case "POST account/second-factor/removal", "PUT sessions/current/code": ["code": "1"]
            case "POST account/passkeys":
                ["current": "x", "label": "x", "token": "x", "clientDataJSON": "e30", "attestationObject": "oA"]
            case "PUT account/passkeys/{passkey}/name": ["label": "Mine"]
            // Each wrong password brings a lock nearer.
            case "POST account/passkeys/{passkey}/removal": ["current": People.password]
            case "PUT sessions/current/passkey", "POST sessions/passkey":
                [
                    "token": "x", "credential": "AQ", "clientDataJSON": "e30", "authenticatorData": "AA",
                    "signature": "AA",
                ]
            case "POST accounts/{account}/decision": ["approved": true]
            case "POST domains", "POST domains/removal": ["domain": "example.org"]
            case "PUT account/name": ["displayName": "Somebody Else"]
            // As somebody who does not know it.
            case "PUT account/password": ["current": "wrong", "password": "Another-horse-43!"]
            case "POST account/addresses": ["email": "new@example.nhs.uk", "current": "wrong"]
            case "POST sessions": ["email": "nobody@example.nhs.uk", "password": "wrong"]
            case "POST organisations":
                [
                    "category": "general-practice", "odsCode": "Z99999", "contactEmail": "pat@example.nhs.uk",
                    "applicantRole": "administrator",
                ]
            case "PUT organisations/{organisation}/ods-code": ["odsCode": "Z90001"]
            case "PUT organisations/{organisation}/people/{account}": ["roles": ["contact"]]
            case "POST organisations/{organisation}/invitations": ["email": "x@example.nhs.uk", "roles": ["contact"]]
            case "PUT organisations/{organisation}/invitations/{invitation}": ["email": "y@example.nhs.uk"]
            case "POST organisations/{organisation}/invitations/{invitation}/answer": ["accepted": true]
            case "POST groups": ["title": "Another", "contractorCode": "Z90001"]
            case "POST groups/unplaced/{organisation}/decision": ["group": places["group"] ?? ""]
            case "POST groups/{group}/replacements":
                ["leaves": places["account"] ?? "", "comes": places["session"] ?? ""]
            case "PUT groups/{group}/allowance": ["allowance": 100, "reason": "As it was."]
            case "POST groups/{group}/licences/{organisation}/decision": ["granted": true]
            case "POST groups/{group}/licences/{organisation}/withdrawal": ["reason": "Closed."]
            case "POST tickets":
                ["organisation": places["organisation"] ?? "", "subject": "Help", "matter": "Please."]
            case "POST tickets/{ticket}/answers", "POST tickets/{ticket}/reopening": ["text": "Thank you."]
            case "POST tickets/{ticket}/escalation": ["reason": "I cannot."]
            case "POST organisations/{organisation}/licence": ["group": places["group"] ?? ""]
            case "POST organisations/{organisation}/join-requests": ["note": "Please."]
            case "POST organisations/{organisation}/join-requests/{request}/decision": ["roles": ["contact"]]
            case "PUT cases/{case}/contacts": ["signatory": person, "contact": person]
            case "PUT cases/{case}/assessment/{requirement}": ["level": 2, "evidence": "Minutes."]
            case "PUT cases/{case}/plan", "PUT cases/{case}/plan/draft":
                ["actions": [["requirement": number, "action": "Do it.", "owner": "Mary", "due": "2031-01-01"]]]
            case "POST declarations/{token}/signature": ["code": "1234567", "name": "Dr Pat", "capacity": "signatory"]
            case "POST reviews/{task}/decision": ["approved": true]
            default: nil
            }
        }

        func call(_ operation: String, as who: Who) async throws -> WebResponse {
            let parts = operation.split(separator: " ").map(String.init)
            return try await send(parts[0], "/api/v1/" + filled(parts[1]), body(of: operation), tokens[who.rawValue])
        }

        func json(_ method: String, _ path: String, _ body: [String: Any]? = nil) async throws -> [String: Any] {
            let response = try await send(method, path, body, nil)
            return try #require(try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any])
        }

        private func send(
            _ method: String, _ path: String, _ body: [String: Any]?, _ token: String?
        ) async throws -> WebResponse {
            var headers: [WebRequest.Header] = []
            if let token { headers.append(("Authorization", "Bearer \(token)")) }
            if body != nil { headers.append(("Content-Type", "application/json")) }
            let bytes = try body.map { [UInt8](try JSONSerialization.data(withJSONObject: $0)) } ?? []
            return try await client.send(WebRequest(method, system.origin + path, headers: headers, body: bytes))
        }
    }
}
