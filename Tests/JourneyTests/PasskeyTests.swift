// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

@Suite(
    "Passkeys, of a device that nobody here wrote", .enabled(if: canTravel, "needs deploy/local test"),
    .timeLimit(.minutes(5)))
struct PasskeyTests {
    @Test("A passkey takes the second step, or both alone, for its owner and nobody else; IMP-03, IMP-12")
    func passkeys() async throws {
        try await RunningSystem.with { system in
            let scene = try await Scene(system)
            try await scene.adds()
            try await scene.takesTheSecondStep()
            try await scene.signsInAlone()
            try await scene.refusesWhatIsNotTheirs()
            try await scene.servesOnce()
            try await scene.noticesACopy()
            try await scene.servesPrograms()
            try await scene.isRemoved()
        }
    }

    /// Pat with a passkey `stick`, and Quinn with another.
    private final class Scene {
        let system: RunningSystem
        let people: People
        let device: Authenticator
        var pat: Visitor
        var quinn: Visitor
        var stick: Authenticator.Passkey?
        var others: Authenticator.Passkey?

        var address: String { people.address("pat") }

        init(_ system: RunningSystem) async throws {
            self.system = system
            people = People(system: system)
            // Browsers keep passkeys for names alone.
            let origin = system.origin.replacing("127.0.0.1", with: "localhost")
            device = Authenticator(origin: origin)
            for service in ["identity", "gateway"] { await system.terminate(service) }
            try system.start("identity", environment: ["ATTEST_SECOND_FACTOR": "required"])
            try system.start("gateway", environment: ["ATTEST_PUBLIC_URL": origin])
            for service in ["identity", "gateway"] { try await system.awaitReady(service) }
            pat = try await people.account(people.address("pat"), name: "Pat Passkey")
            quinn = try await people.account(people.address("quinn"), name: "Quinn Query")
            let granted = try await system.attestctl(
                "accounts", "grant", "--email", people.address("pat"), "--role", "reviewer:national")
            #expect(granted.0 == 0, "\(granted.1)")
        }

        func adds() async throws {
            try await eventually("a reviewer needs more than a password") {
                try await pat.get("/reviews")
                return pat.path.hasPrefix("/account/security/second-factor?next=/reviews") ? true : nil
            }
            try await pat.get("/account/security/passkeys/new")
            let (made, fields) = try await device.make(try pat.asked(), count: 5)
            try await pat.submit(fields.merging(["label": "My stick", "current": "Wrong-horse-42!"]) { $1 })
            #expect(pat.errors.count == 1 && pat.errors[0].contains("not your password"), "\(pat.errors)")
            // What the device made is kept in the form.
            try await pat.submit(["current": People.password])
            #expect(pat.text.contains("The passkey is added.") && pat.text.contains("My stick"), "\(pat.errors)")
            stick = made
            _ = try await system.mail(to: address, holding: "The passkey “My stick” was added")
            try await eventually("the role counts") {
                try await pat.get("/reviews")
                return pat.path == "/reviews" ? true : nil
            }
            try await quinn.get("/account/security/passkeys/new")
            #expect(try quinn.asked().credentials.isEmpty)
            let theirs = try await device.make(try quinn.asked())
            // Of a page of another site, and with the id of somebody else's.
            let elsewhere = Authenticator(origin: "https://attest.example")
            let form = ["label": "Mine", "current": People.password]
            try await quinn.submit(form.merging(try await elsewhere.make(try quinn.asked()).1) { $1 })
            #expect(quinn.errors.count == 1 && quinn.errors[0].contains("did not give us"), "\(quinn.errors)")
            try await quinn.submit(form.merging(try await device.make(try quinn.asked(), like: stick).1) { $1 })
            #expect(quinn.errors.count == 1 && quinn.errors[0].contains("in use already"), "\(quinn.errors)")
            try await quinn.submit(form.merging(theirs.1) { $1 })
            #expect(quinn.text.contains("Mine"), "a challenge that was not spent serves: \(quinn.errors)")
            others = theirs.0
        }

        func takesTheSecondStep() async throws {
            let home = try await halfway()
            #expect(!home.page.text.contains("name=\"code\""), "there is no app")
            try await home.get("/reviews")
            #expect(home.path.hasPrefix("/account/sign-in/code"), "a password alone opens nothing")
            let stick = try #require(stick)
            #expect(try home.asked().credentials == [stick.id])
            // Whoever has given the password need not be found out again.
            let quick = Authenticator(origin: device.origin, verified: false)
            let right = try await quick.use(stick, try home.asked(), count: 6)
            var garbled = right
            garbled["signature"] = String(right["signature"]?.reversed() ?? [])
            for wrong in [
                garbled, try await device.use(try #require(others), try home.asked()),
                try await Authenticator(origin: "https://attest.example").use(stick, try home.asked(), count: 6),
            ] {
                try await home.submit(wrong, to: "code/passkey")
                #expect(home.errors.count == 1 && home.errors[0].contains("could not sign you in"), "\(home.errors)")
            }
            // A thief who holds another session of the same account cannot use what was signed for this one.
            let thief = try await halfway()
            try await thief.submit(right, to: "code/passkey")
            #expect(thief.errors.count == 1)
            try await home.submit(right, to: "code/passkey")
            #expect(home.path == "/reviews", "\(home.errors)")
        }

        func signsInAlone() async throws {
            let visitor = Visitor(system.origin)
            try await visitor.get("/account/sign-in?next=/reviews")
            #expect(visitor.links.contains("/account/sign-in/passkey?next=/reviews"))
            try await visitor.get("/account/sign-in/passkey?next=/reviews")
            let stick = try #require(stick)
            #expect(try visitor.asked().credentials.isEmpty && visitor.asked().verification == "required")
            let unknown = Authenticator(origin: device.origin, verified: false)
            try await visitor.submit(try await unknown.use(stick, try visitor.asked(), count: 7))
            #expect(visitor.errors.count == 1 && visitor.errors[0].contains("could not sign you in"))
            try await visitor.submit(try await device.use(stick, try visitor.asked(), count: 7))
            #expect(visitor.path == "/reviews", "\(visitor.errors)")
            try await visitor.get("/account/security/passkeys")
            #expect(visitor.text.contains("Last used"))
        }

        /// In the same words, whatever is wrong.
        func refusesWhatIsNotTheirs() async throws {
            let visitor = Visitor(system.origin)
            let (stick, others) = (try #require(stick), try #require(others))
            var mixed = others
            mixed.owner = stick.owner
            var nobodys = stick
            nobodys.owner = "AAAAAAAAAAAAAAAAAAAAAA"
            var unowned = stick
            unowned.owner = ""
            for (name, passkey, origin) in [
                ("one that the account has not", mixed, device.origin), ("no such account", nobodys, device.origin),
                ("nobody's", unowned, device.origin), ("another site's", stick, "https://attest.example"),
                ("another port's", stick, "http://localhost:1"),
            ] {
                try await visitor.get("/account/sign-in/passkey")
                var fields = try await Authenticator(origin: origin).use(passkey, try visitor.asked(), count: 50)
                try await visitor.submit(fields)
                #expect(
                    visitor.errors == ["We could not sign you in with that passkey. Try again, or sign in another way."]
                )
                #expect(visitor.page.status == 422, "\(name)")
                fields["token"] = "c2VhbGVk"
                try await visitor.submit(fields)
                #expect(visitor.errors.first?.contains("longer than five minutes") == true, "\(name)")
            }
            try await visitor.get("/account")
            #expect(visitor.path.hasPrefix("/account/sign-in"))
            // Nobody names or removes what is another's.
            try await pat.get("/account/security/passkeys")
            let own = try #require(pat.links.first { $0.hasSuffix("/removal") })
            for page in [own, own.replacing("/removal", with: "/name")] {
                try await quinn.get(page)
                #expect(quinn.page.status == 404, "\(page)")
            }
        }

        /// By whichever copy, and after a restart.
        func servesOnce() async throws {
            let visitor = Visitor(system.origin)
            try await visitor.get("/account/sign-in/passkey")
            let twin = Visitor(system.origin)
            twin.take(visitor)
            try await twin.get("/account/sign-in/passkey")
            let signed = try await device.use(try #require(stick), try visitor.asked(), count: 8)
            await system.kill("identity")
            try system.start("identity", environment: ["ATTEST_SECOND_FACTOR": "required"])
            try await system.awaitReady("identity")
            try await visitor.submit(signed)
            try await visitor.get("/account")
            #expect(visitor.path == "/account", "the challenge outlives a restart: \(visitor.errors)")
            await system.kill("identity")
            try system.start("identity", environment: ["ATTEST_SECOND_FACTOR": "required"])
            try await system.awaitReady("identity")
            try await twin.submit(signed)
            #expect(twin.errors.first?.contains("used already") == true, "\(twin.path) \(twin.errors)")
        }

        func noticesACopy() async throws {
            let visitor = Visitor(system.origin)
            try await visitor.get("/account/sign-in/passkey")
            try await visitor.submit(try await device.use(try #require(stick), try visitor.asked(), count: 8))
            #expect(visitor.errors.first?.contains("could not sign you in") == true)
            _ = try await system.mail(to: address, holding: "We refused it")
        }

        func servesPrograms() async throws {
            struct Begun: Decodable { var token: String }
            struct List: Decodable {
                struct Item: Decodable {
                    var id: String
                    var label: String
                }
                var items: [Item]
            }
            let client = WebClient(timeout: .seconds(30))
            func send(
                _ method: String, _ path: String, _ token: String?, _ body: [String: String]? = nil
            ) async throws -> WebResponse {
                var headers: [WebRequest.Header] = token.map { [("Authorization", "Bearer \($0)")] } ?? []
                if body != nil { headers.append(("Content-Type", "application/json")) }
                return try await client.send(
                    WebRequest(
                        method, system.origin + "/api/v1/" + path, headers: headers,
                        body: Array((try body.map { try JSON.text($0) } ?? "").utf8)))
            }
            func challenge(_ path: String, _ token: String?) async throws -> Authenticator.Asked {
                try JSON.value(Authenticator.Asked.self, from: try await send("POST", path, token).text)
            }
            let asked = try await challenge("sessions/passkey-challenges", nil)
            let signed = try await device.use(try #require(stick), asked, count: 9)
            let answer = try await send("POST", "sessions/passkey", nil, signed)
            #expect(answer.status == 201, "\(answer.text)")
            let token = try JSON.value(Begun.self, from: answer.text).token
            #expect(try await send("POST", "sessions/passkey", nil, signed).status == 422, "it serves once")
            // An RSA key as well, which then takes the second step.
            let rsa = Authenticator(origin: device.origin, algorithm: -257)
            let (laptop, made) = try await rsa.make(try await challenge("account/passkeys/challenges", token))
            let added = try await send(
                "POST", "account/passkeys", token,
                made.merging(["label": "Laptop", "current": People.password]) { $1 })
            #expect(added.status == 201, "\(added.text)")
            let password = ["email": address, "password": People.password]
            let half = try JSON.value(
                Begun.self, from: try await send("POST", "sessions", nil, password).text
            ).token
            let step = try await challenge("sessions/current/passkey-challenges", half)
            let proof = try await rsa.use(laptop, step)
            #expect(try await send("PUT", "sessions/current/passkey", half, proof).status == 204)
            #expect(try await send("GET", "sessions/current", half).text.contains("reviewer:national"))
            let list = try JSON.value(List.self, from: try await send("GET", "account/passkeys", half).text)
            #expect(list.items.map(\.label) == ["My stick", "Laptop"])
            let last = try #require(list.items.last?.id)
            #expect(try await send("PUT", "account/passkeys/\(last)/name", half, ["label": "Old"]).status == 204)
            let removed = try await send(
                "POST", "account/passkeys/\(last)/removal", half, ["current": People.password])
            #expect(removed.status == 204)
        }

        func isRemoved() async throws {
            try await pat.get("/account/security/passkeys")
            try await pat.get(try #require(pat.links.first { $0.hasSuffix("/name") }))
            try await pat.submit(["label": "The red one"])
            #expect(pat.text.contains("The red one"))
            let waiting = try await halfway()
            try await pat.get(try #require(pat.links.first { $0.hasSuffix("/removal") }))
            #expect(pat.text.contains("It is your only second step"))
            try await pat.submit(["current": "Wrong-horse-42!"])
            #expect(pat.errors.count == 1)
            try await pat.submit(["current": People.password])
            #expect(pat.text.contains("The passkey is removed"), "\(pat.errors)")
            _ = try await system.mail(to: address, holding: "The passkey “The red one” was removed")
            try await eventually("who waited for it is out") {
                try await waiting.get("/account")
                return waiting.path.hasPrefix("/account/sign-in?") ? true : nil
            }
            try await eventually("the role needs a second step again") {
                try await pat.get("/reviews")
                return pat.path.hasPrefix("/account/security/second-factor") ? true : nil
            }
            let visitor = Visitor(system.origin)
            try await visitor.get("/account/sign-in/passkey")
            try await visitor.submit(try await device.use(try #require(stick), try visitor.asked(), count: 20))
            #expect(visitor.errors.first?.contains("could not sign you in") == true)
        }

        /// Pat, who has given the password.
        private func halfway() async throws -> Visitor {
            let visitor = Visitor(system.origin)
            try await visitor.get("/account/sign-in?next=/reviews")
            try await visitor.submit(["email": address, "password": People.password])
            #expect(visitor.path.hasPrefix("/account/sign-in/code"))
            return visitor
        }
    }
}
