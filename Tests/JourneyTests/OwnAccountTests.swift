// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import TestSupport
import Testing
import Web

@Suite(
    "One’s own account, on the pages", .enabled(if: canTravel, "needs deploy/local test"), .timeLimit(.minutes(5)))
struct OwnAccountTests {
    @Test("A person changes name, address and password, and sees where they are signed in; ISG-46, IMP-10, IMP-12")
    func own() async throws {
        try await RunningSystem.with { system in
            let people = People(system: system)
            let (old, new) = (people.address("olive"), people.address("olive.new"))
            let here = try await people.account(old, name: "Olive Field")
            let there = Visitor(system.origin)
            try await there.get("/account/sign-in?next=/account")
            try await there.submit(["email": old, "password": People.password])
            #expect(there.text.contains("Olive Field"))

            try await here.get("/account/name")
            try await here.submit(["displayName": "Olive Meadow"])
            #expect(here.text.contains("Your name is changed.") && here.text.contains("Olive Meadow"))
            // Every copy of the front door hears of it.
            try await eventually("the other session has the new name") {
                try await there.get("/account").text.contains("Olive Meadow") ? true : nil
            }

            try await address(here, old, new, system)
            try await sessions(here, there, new, system)

            try await here.get("/account/security/password")
            try await here.submit(["current": "Wrong-horse-42!", "password": "Another-horse-43!"])
            #expect(here.errors.count == 1 && here.errors[0].contains("not your password"), "\(here.errors)")
            try await here.submit(["current": People.password, "password": "Another-horse-43!"])
            #expect(here.path.hasPrefix("/account/sign-in") && here.text.contains("Your password is changed."))
            try await here.submit(["email": new, "password": "Another-horse-43!"])
            try await here.get("/account")
            #expect(here.path == "/account")
        }
    }

    @Test(
        "A program changes them by the API; the same key with another secret is another request; IMP-04, IMP-10, IMP-12"
    )
    func program() async throws {
        try await RunningSystem.with(["identity", "notification", "gateway"]) { system in
            let people = People(system: system)
            let email = people.address("percy")
            _ = try await people.account(email, name: "Percy Program")
            let client = WebClient(timeout: .seconds(30))
            var token = ""
            func send(_ operation: String, _ body: [String: Any]? = nil, key: String? = nil) async throws -> WebResponse
            {
                let parts = operation.split(separator: " ").map(String.init)
                var headers: [WebRequest.Header] = token.isEmpty ? [] : [("Authorization", "Bearer \(token)")]
                if body != nil { headers.append(("Content-Type", "application/json")) }
                if let key { headers.append(("Idempotency-Key", key)) }
                let bytes = try body.map { [UInt8](try JSONSerialization.data(withJSONObject: $0)) } ?? []
                return try await client.send(
                    WebRequest(parts[0], system.origin + "/api/v1/" + parts[1], headers: headers, body: bytes))
            }
            func signIn(_ email: String, _ password: String) async throws {
                token = ""
                let begun = try await send("POST sessions", ["email": email, "password": password])
                let json = try #require(
                    try JSONSerialization.jsonObject(with: Data(begun.body)) as? [String: Any], "\(begun.text)")
                token = try #require(json["token"] as? String)
            }
            try await signIn(email, People.password)
            #expect(try await send("PUT account/name", ["displayName": "Percy Meadow"]).status == 204)
            try await eventually("the name is told") {
                try await send("GET sessions/current").text.contains("Percy Meadow") ? true : nil
            }
            let listed = try await send("GET sessions")
            #expect(listed.text.contains("\"current\":true"), "\(listed.text)")

            let new = people.address("percy.new")
            let ask = ["email": new, "current": "wrong"]
            #expect(try await send("POST account/addresses", ask, key: "one").status == 422)
            let right = ["email": new, "current": People.password]
            #expect(try await send("POST account/addresses", right, key: "one").status == 202)
            #expect(
                try await send("POST account/addresses", ["email": "p@elsewhere.example", "current": People.password])
                    .text.contains("domain-unlisted"))
            let mail = try await system.mail(to: new, holding: "/account/address/")
            let link = String(try #require(mail.firstMatch(of: /\/account\/address\/([A-Za-z0-9_-]+)/)).1)
            let account = Identifier.text(try #require(LinkToken(clear: link)).subject)
            #expect(try await send("PUT accounts/\(account)/address", ["token": link]).status == 204)
            #expect(try await send("PUT accounts/\(account)/address", ["token": link]).status == 422)

            let password = "Another-horse-43!"
            let change = ["current": People.password, "password": password]
            #expect(try await send("PUT account/password", change).status == 204)
            #expect(try await send("GET sessions/current").status == 401)
            try await signIn(new, password)
            let first = token
            try await signIn(new, password)
            #expect(try await send("DELETE sessions").status == 204)
            for each in [first, token] {
                token = each
                try await eventually("it is over") {
                    try await send("GET sessions/current").status == 401 ? true : nil
                }
            }
        }
    }

    private func address(_ here: Visitor, _ old: String, _ new: String, _ system: RunningSystem) async throws {
        try await here.get("/account/address")
        try await here.submit(["email": new, "current": "Wrong-horse-42!"])
        #expect(here.errors.count == 1)
        try await here.submit(["email": new, "current": People.password])
        #expect(here.title.contains("Check your e-mail"))
        let mail = try await system.mail(to: new, holding: "/account/address/")
        let link = String(try #require(mail.firstMatch(of: /http\S+\/account\/address\/[A-Za-z0-9_-]+/)).0)
        // Opening it changes nothing: a mail scanner does that.
        let scanner = Visitor(system.origin)
        try await scanner.get(link)
        try await here.get("/account")
        #expect(here.text.contains(old))
        try await scanner.submit()
        #expect(scanner.text.contains("Your e-mail address is changed"))
        _ = try await system.mail(to: old, holding: "another e-mail address now")
        try await eventually("the new address is shown") {
            try await here.get("/account").text.contains(new) ? true : nil
        }
        try await scanner.get("/account/sign-in")
        try await scanner.submit(["email": old, "password": People.password])
        #expect(!scanner.errors.isEmpty)
        try await scanner.get(link)
        #expect(scanner.page.status == 410 && scanner.text.contains("used already"))
    }

    private func sessions(_ here: Visitor, _ there: Visitor, _ address: String, _ system: RunningSystem) async throws {
        let identity = Pool(system.database("identity"), limit: 1, name: "look")
        func latest() async throws -> UUID {
            let rows = try await identity.query("SELECT session FROM sessions ORDER BY begun DESC LIMIT 1")
            return try #require(try rows.first?.get(0, as: UUID.self))
        }
        try await here.get("/account/security")
        #expect(here.text.contains("(this one)"))
        // A session that is used goes on, and one that has done nothing for an hour is over. IMP-12
        let old = try await latest()
        _ = try await identity.query("INSERT INTO session_uses VALUES (\(old), now() - interval '10 minutes')")
        _ = try await identity.query("UPDATE sessions SET begun = now() - interval '2 hours' WHERE session = \(old)")
        try await eventually("the front door says that it is used") {
            try await there.get("/account")
            return try await identity.query(
                "SELECT 1 FROM session_uses WHERE session = \(old) AND used > now() - interval '1 minute'"
            ).first
        }
        #expect(there.path == "/account")
        _ = try await identity.query(
            "UPDATE session_uses SET used = now() - interval '61 minutes' WHERE session = \(old)")
        func isOut() async throws -> Bool? {
            try await there.get("/account")
            return there.path.hasPrefix("/account/sign-in") ? true : nil
        }
        try await eventually("it is over") { try await isOut() }
        try await there.submit(["email": address, "password": People.password])
        // Its owner ends another.
        let other = try await latest()
        try await here.get("/account/security")
        try await here.submit(to: Identifier.text(other))
        #expect(here.text.contains("That device is signed out.") && here.path.hasPrefix("/account/security"))
        try await eventually("the other is signed out") { try await isOut() }
        await identity.close()
    }
}
