// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

@Suite(
    "Two-step sign-in, with an app that nobody here wrote", .enabled(if: canTravel, "needs deploy/local test"),
    .timeLimit(.minutes(5)))
struct SecondFactorTests {
    /// What `oathtool` shows for a secret, so many steps of 30 seconds from now.
    private func code(_ secret: String, steps: Int = 0) async throws -> String {
        let time = Int(Date().timeIntervalSince1970) + 30 * steps
        let shown = try await Process.output(
            of: "/usr/bin/oathtool", ["--totp", "--base32", "--now=@\(time)", secret])
        try #require(shown.status == 0, "\(shown.output)")
        return shown.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test(
        "A reviewer has no role before two-step sign-in is on, and a password alone opens nothing after; IMP-03, IMP-12"
    )
    func reviewer() async throws {
        try await RunningSystem.with { system in
            await system.terminate("identity")
            try system.start("identity", environment: ["ATTEST_SECOND_FACTOR": "required"])
            try await system.awaitReady("identity")
            let people = People(system: system)
            let email = people.address("rita")
            let rita = try await people.account(email, name: "Rita Review")
            let granted = try await system.attestctl(
                "accounts", "grant", "--email", email, "--role", "reviewer:national")
            #expect(granted.0 == 0, "\(granted.1)")
            try await eventually("she is led to turn it on") {
                try await rita.get("/reviews")
                return rita.path.hasPrefix("/account/security/second-factor?next=/reviews") ? true : nil
            }
            #expect(rita.text.contains("needs more than a password"))
            let shown = try #require(rita.page.text.firstMatch(of: /attest-key">([A-Z2-7 ]+)</))
            let secret = String(shown.1.replacing(" ", with: ""))
            try await rita.submit(["code": "000000", "current": People.password])
            #expect(rita.errors.count == 1)
            #expect(rita.page.text.contains(String(shown.1)), "the key that was scanned stays")
            try await rita.submit(["code": try await code(secret), "current": "Wrong-horse-42!"])
            #expect(rita.errors.count == 1 && rita.errors[0].contains("not your password"), "\(rita.errors)")
            try await rita.submit(["code": try await code(secret), "current": People.password])
            #expect(rita.title.contains("Two-step sign-in is on"))
            let recovery = rita.page.text.matches(of: /attest-key">([A-Z2-7-]{19})</).map { String($0.1) }
            #expect(recovery.count == 10)
            _ = try await system.mail(to: email, holding: "Two-step sign-in was turned on")
            try await eventually("she has her role") {
                try await rita.get("/reviews")
                return rita.path == "/reviews" ? true : nil
            }

            // A thief with the password gets no further than the second step.
            let thief = Visitor(system.origin)
            try await thief.get("/account/sign-in?next=/reviews")
            try await thief.submit(["email": email, "password": People.password])
            #expect(thief.path.hasPrefix("/account/sign-in/code"))
            try await everywhere(thief, system)
            try await thief.get("/account/sign-in/code")
            try await thief.submit(["code": "123 456"])
            #expect(thief.errors.count == 1)
            // The owner types a code; it serves nobody again, the next one does, and so does a recovery code, once.
            let typed = try await code(secret)
            let home = try await signIn(email, system)
            try await home.submit(["code": "\(typed.prefix(3)) \(typed.suffix(3))"])
            #expect(home.path == "/reviews", "\(home.errors)")
            let again = try await signIn(email, system)
            try await again.submit(["code": typed])
            #expect(again.errors.count == 1 && again.errors[0].contains("used already"), "\(again.errors)")
            try await again.submit(["code": recovery[0].lowercased().replacing("-", with: " ")])
            #expect(again.path == "/reviews", "\(again.errors)")
            let last = try await signIn(email, system)
            try await last.submit(["code": recovery[0]])
            #expect(last.errors.count == 1)
            try await again.get("/account/security")
            #expect(again.text.contains("9 recovery codes left"))

            try await api(email, recovery[1], system)
            // Who has lost everything is helped by the operator.
            let reset = try await system.attestctl("accounts", "reset-second-factor", "--email", email)
            #expect(reset.0 == 0, "\(reset.1)")
            _ = try await system.mail(to: email, holding: "Two-step sign-in was turned off")
            try await last.get("/account/sign-in")
            #expect(last.page.status == 200)
        }
    }

    /// Every page there is treats somebody with a password alone as a stranger, but for the second step itself.
    private func everywhere(_ thief: Visitor, _ system: RunningSystem) async throws {
        let stranger = Visitor(system.origin)
        for page in AccessTests.pages.keys.sorted() where !page.hasPrefix("account/sign-in") {
            let id = Identifier.text(Identifier.make())
            let path = page.split(separator: "/").map {
                $0 == ":step" ? "category" : $0 == ":requirement" ? "114" : $0.hasPrefix(":") ? id : String($0)
            }.joined(separator: "/")
            try await thief.get("/" + path)
            try await stranger.get("/" + path)
            let expected = stranger.path.replacing("/account/sign-in?", with: "/account/sign-in/code?")
            #expect(thief.path == expected && thief.page.status == stranger.page.status, "\(page)")
        }
    }

    private func signIn(_ email: String, _ system: RunningSystem) async throws -> Visitor {
        let visitor = Visitor(system.origin)
        try await visitor.get("/account/sign-in?next=/reviews")
        try await visitor.submit(["email": email, "password": People.password])
        return visitor
    }

    private func api(_ email: String, _ code: String, _ system: RunningSystem) async throws {
        struct Made: Decodable {
            struct Session: Decodable {
                var lacks: String?
                var roles: [String]
            }
            var token: String
            var session: Session
        }
        let client = WebClient(timeout: .seconds(30))
        func send(_ method: String, _ path: String, _ token: String?, _ body: [String: String]? = nil) async throws
            -> WebResponse
        {
            var headers: [WebRequest.Header] = token.map { [("Authorization", "Bearer \($0)")] } ?? []
            if body != nil { headers.append(("Content-Type", "application/json")) }
            return try await client.send(
                WebRequest(
                    method, system.origin + "/api/v1/" + path, headers: headers,
                    body: Array((try body.map { try JSON.text($0) } ?? "").utf8)))
        }
        let begun = try await send("POST", "sessions", nil, ["email": email, "password": People.password])
        let made = try JSON.value(Made.self, from: begun.text)
        #expect(made.session.lacks == "code" && made.session.roles.isEmpty)
        let open = [
            "PUT sessions/current/code", "DELETE sessions/current", "PUT sessions/current/passkey",
            "POST sessions/current/passkey-challenges",
        ]
        for (operation, row) in AccessTests.operations where row.hasPrefix("s") && !open.contains(operation) {
            let parts = operation.split(separator: " ").map(String.init)
            let path = parts[1].replacing(/\{[a-z]+\}/, with: Identifier.text(Identifier.make()))
            let refused = try await send(parts[0], path, made.token, parts[0] == "GET" ? nil : [:])
            #expect(refused.status == 401 && refused.text.contains("code-needed"), "\(operation)")
        }
        #expect(try await send("PUT", "sessions/current/code", made.token, ["code": "000000"]).status == 422)
        #expect(try await send("PUT", "sessions/current/code", made.token, ["code": code]).status == 204)
        let shown = try await send("GET", "sessions/current", made.token)
        let left = try await send("POST", "sessions", nil, ["email": email, "password": People.password])
        let other = try JSON.value(Made.self, from: left.text).token
        #expect(try await send("DELETE", "sessions/current", other).status == 204, "who stops halfway may sign out")
        #expect(try await send("DELETE", "sessions/current", other).text.contains("token-unknown"))
        #expect(shown.status == 200 && shown.text.contains("reviewer:national"))
    }
}
