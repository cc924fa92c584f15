// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import TestSupport
import Testing
import Web

@Suite(
    "Keys for programs, with curl", .enabled(if: canTravel, "needs deploy/local test"), .serialized,
    .timeLimit(.minutes(5)))
struct KeyTests {
    /// A program that nobody here wrote.
    private func curl(
        _ system: RunningSystem, _ key: String?, _ method: String, _ path: String, _ body: String? = nil,
        more: [String] = []
    ) async throws -> (status: Int, text: String) {
        var arguments = ["-s", "-X", method, "-w", "\n%{http_code}"] + more
        if let key { arguments += ["-H", "Authorization: Bearer \(key)"] }
        if let body { arguments += ["-H", "Content-Type: application/json", "-d", body] }
        let output = try await Process.output(of: "/usr/bin/curl", arguments + [system.origin + "/api/v1/" + path])
        var lines = output.output.split(separator: "\n", omittingEmptySubsequences: false)
        let status = try #require(lines.popLast().flatMap { Int($0) }, "\(output.output)")
        return (status, lines.joined(separator: "\n"))
    }

    private func make(
        _ visitor: Visitor, name: String, organisation: String = "all", scopes: String? = nil
    ) async throws -> String {
        try await visitor.get("/account/keys/new")
        var fields = ["name": name, "organisation": organisation, "days": "90", "current": People.password]
        fields["scopes"] = scopes
        try await visitor.submit(fields)
        let shown = try #require(visitor.page.text.firstMatch(of: /attest_[A-Z2-7]{46}/), "\(visitor.errors)")
        return String(shown.0)
    }

    @Test("A program does with a key what its owner chose and may do, until the key ends; IMP-03, IMP-04, IMP-12")
    func program() async throws {
        try await RunningSystem.with { system in
            try await PracticeJourneyTests.importSample(system)
            let people = People(system: system)
            let email = people.address("kim")
            let kim = try await people.account(email, name: "Kim Keys")
            let file = try await people.practice("hedgerow", by: kim, email: email)
            let first = String(file.dropFirst("/cases/".count))
            _ = try await people.practice("cobble", by: kim, email: email)

            // Not without the password.
            try await kim.get("/account/keys/new")
            try await kim.submit(["name": "Rota", "organisation": "all", "days": "30", "current": "Wrong-horse-42!"])
            #expect(kim.errors.count == 1 && kim.errors[0].contains("not your password"), "\(kim.errors)")
            let all = try await make(kim, name: "Rota system")
            let mail = try await system.mail(to: email, holding: "A key for a program was made")
            #expect(mail.contains("Rota system") && !mail.contains("attest_"))

            // It reads everything of hers, and writes nothing.
            let listed = try await curl(system, all, "GET", "organisations")
            struct Listed: Decodable {
                struct Item: Decodable { var id: String }
                var items: [Item]
            }
            let ids = try JSON.value(Listed.self, from: listed.text).items.map(\.id)
            #expect(listed.status == 200 && ids.count == 2)
            #expect(try await curl(system, all, "GET", "cases/\(first)").status == 200)
            let answer = #"{"level":2,"evidence":"Minutes."}"#
            let refused = try await curl(system, all, "PUT", "cases/\(first)/assessment/114", answer)
            #expect(refused.status == 403 && refused.text.contains("scope-missing"))

            // One that is for one organisation has to do with no other.
            let own = try #require(
                try await JSON.value(CaseOf.self, from: curl(system, all, "GET", "cases/\(first)").text).organisation)
            let other = try #require(ids.first { $0 != own })
            let one = try await make(kim, name: "Quiz", organisation: own, scopes: "write-assessments")
            let written = try await curl(system, one, "PUT", "cases/\(first)/assessment/114", answer)
            #expect(written.status == 204, "\(written)")
            #expect(try await curl(system, one, "GET", "organisations/\(own)").status == 200)
            #expect(try await curl(system, one, "GET", "organisations/\(other)").status == 404)
            #expect(try await curl(system, one, "GET", "organisations/\(other)/cases").text.contains(#""items":[]"#))
            let limited = try await curl(system, one, "GET", "organisations")
            #expect(try JSON.value(Listed.self, from: limited.text).items.map(\.id) == [own])
            // History names the person, and keeps which key it was.
            let history = try await curl(system, one, "GET", "cases/\(first)/history")
            #expect(history.status == 200 && history.text.contains("Kim Keys"))
            let pool = Pool(system.database("compliance"), limit: 1, name: "look")
            let noted = try await pool.query(
                "SELECT count(*) FROM events WHERE type = 'compliance.requirement-answered.v1' AND body LIKE '%\"apikey\":%'"
            )
            #expect(try noted[0].get(0, as: Int.self) == 1)
            await pool.close()

            // Not for the account, and not on pages. A cookie beside it changes nothing.
            for (method, path, body) in [
                ("GET", "account/keys", nil), ("PUT", "account/name", #"{"displayName":"Eve"}"#),
                ("DELETE", "sessions", nil), ("GET", "sessions", nil), ("GET", "reviews", nil),
            ] as [(String, String, String?)] {
                let reply = try await curl(system, all, method, path, body)
                #expect(reply.status == 403 && reply.text.contains("not-for-programs"), "\(method) \(path)")
            }
            let page = try await curl(system, all, "GET", "../../account")
            #expect([302, 303].contains(page.status))

            // The list says when each was used; ending one ends it now.
            try await eventually("their use is listed") {
                try await kim.get("/account/keys")
                return kim.text.contains("Rota system") && !kim.text.contains("Never") ? true : nil
            }
            try await kim.submit(to: "/account/keys/")
            #expect(kim.text.contains("The key has ended"))
            let ended = try await curl(system, one, "GET", "organisations")
            let wrong = try await curl(
                system, "attest_" + String(repeating: "A", count: 46), "GET", "organisations")
            #expect(ended.status == 401 && ended.text == wrong.text && wrong.status == 401)

            // With the password all others end.
            #expect(try await curl(system, all, "GET", "organisations").status == 200)
            try await kim.get("/account/security/password")
            try await kim.submit(["current": People.password, "password": "Another-horse-43!"])
            #expect(try await curl(system, all, "GET", "organisations").status == 401)
        }
    }

    private struct CaseOf: Decodable { var organisation: String? }

    @Test("A key ends in every copy of the front door when its owner is disabled")
    func disabled() async throws {
        try await RunningSystem.with { system in
            let people = People(system: system)
            let email = people.address("dee")
            let dee = try await people.account(email, name: "Dee Key")
            let key = try await make(dee, name: "Rota")
            #expect(try await curl(system, key, "GET", "organisations").status == 200)
            let disabled = try await system.attestctl("accounts", "disable", "--email", email)
            #expect(disabled.0 == 0, "\(disabled.1)")
            // The gateway was not told by anybody but the broker, and remembers for ten seconds.
            try await eventually("the key is dead") {
                try await curl(system, key, "GET", "organisations").status == 401 ? true : nil
            }
            let enabled = try await system.attestctl("accounts", "enable", "--email", email)
            #expect(enabled.0 == 0, "\(enabled.1)")
            #expect(try await curl(system, key, "GET", "organisations").status == 401, "it does not come back")
        }
    }
}
