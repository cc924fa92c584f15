// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import HTTPTypes
import Hummingbird
import ServiceKit
import Testing

@testable import Gateway

@Suite("Pages of signing in with another provider")
struct ProviderPageTests {
    private static let way = "https://login.example/authorize?state=a&nonce=b"

    private func door(_ publicURL: String = "http://attest.example") async throws -> TestDoor {
        let door = try await TestDoor(publicURL, provider: "Example login")
        door.script.answer(BeginProviderSignIn.self) { _ in ProviderDoor(address: Self.way) }
        return door
    }

    private func arrives(_ standing: ProviderArrival.Standing, _ door: TestDoor, next: String = "/reviews") {
        door.script.answer(FinishProviderSignIn.self) { _ in
            ProviderArrival(
                word: "sealed word", standing: standing, account: standing == .linked ? Samples().session.account : nil,
                email: "ada@example.org", displayName: "Ada", next: next)
        }
    }

    @Test("Where no provider is configured there is no button, and no address of it")
    func off() async throws {
        let door = try await TestDoor()
        #expect(try await !door.get("/account/sign-in").body.contains("/account/provider"))
        for path in ["provider", "provider/callback?state=a&code=b", "provider/registration", "provider/link"] {
            #expect(try await door.get("/account/\(path)", cookie: TestDoor.visiting).status == 404, "\(path)")
        }
        let sent = try await door.fill(
            "/account/sign-in", to: "/account/provider", [:], cookie: TestDoor.visiting)
        #expect(sent.status == 404 || sent.status == 403)
    }

    @Test("The button leads to the provider by a page of ours, and no form may go anywhere else")
    func leaves() async throws {
        let door = try await door()
        let page = try await door.fill(
            "/account/sign-in?next=/reviews", to: "/account/provider", ["next": "/reviews"], cookie: TestDoor.visiting)
        #expect(page.status == 200 && page.headers[HTTPField.Name("Refresh")!] == "0; url=\(Self.way)")
        #expect(page.body.contains(Self.way.replacing("&", with: "&amp;")))
        #expect(page.headers[.contentSecurityPolicy]?.contains("form-action 'self'") == true)
        // Another site does not send anybody there.
        let forged = try await door.post("/account/provider", ["next": "/"], cookie: TestDoor.visiting)
        #expect(forged.status == 403)
        door.script.refuse(
            BeginProviderSignIn.self, .refused([Problem(code: "provider-away", message: "It does not answer.")]))
        let away = try await door.fill(
            "/account/sign-in?next=/reviews", to: "/account/provider", ["next": "/reviews"], cookie: TestDoor.visiting)
        #expect(away.status == 503 && away.body.contains("It does not answer."))
        #expect(away.hidden("next", to: "/account/sign-in") == "/reviews", "a password does as well")
    }

    @Test("A return begins the same session again for the same browser, and goes where its owner was going")
    func returns() async throws {
        let door = try await door()
        arrives(.linked, door)
        door.script.answer(ResolveSession.self) { _ in nil }
        let back = "/account/provider/callback?state=abc&code=def&iss=https%3A%2F%2Flogin.example"
        let page = try await door.get(back, cookie: TestDoor.visiting)
        #expect(page.location == "/reviews" && page.cookie("session")?.count == 43)
        let again = try await door.get(back, cookie: TestDoor.visiting)
        #expect(again.cookie("session") == page.cookie("session"))
        let told = door.script.told
        #expect(told.count == 2 && told[0].id == told[1].id)
        #expect((told[0].message as? SignInWithProvider)?.word == "sealed word")
        // With half of it nothing is asked.
        let half = try await door.get("/account/provider/callback?state=abc", cookie: TestDoor.visiting)
        #expect(half.status == 422)
        #expect(door.script.told.count == 2)
        arrives(.linked, door, next: "//evil.example")
        #expect(try await !(door.get(back, cookie: TestDoor.visiting).location ?? "//").hasPrefix("//"))
    }

    @Test("What the provider said waits in a cookie that neither scripts nor other hosts get, for ten minutes")
    func waits() async throws {
        let door = try await door("https://attest.example")
        arrives(.new, door)
        let visiting = "__Host-visit=\(TestDoor.token.clear)"
        let page = try await door.get("/account/provider/callback?state=abc&code=def", cookie: visiting)
        #expect(page.location == "/account/provider/registration")
        let header = try #require(page.headers[values: .setCookie].first { $0.hasPrefix("__Host-arrival=") })
        for part in ["; Path=/;", "HttpOnly", "SameSite=Lax", "Secure", "Max-Age=600"] {
            #expect(header.contains(part), "\(part)")
        }
        let value = try #require(page.cookie("__Host-arrival"))
        #expect(!value.contains("sealed word") && !value.contains("ada"))
        let form = try await door.get("/account/provider/registration", cookie: "\(visiting); __Host-arrival=\(value)")
        #expect(form.status == 200 && form.body.contains("ada@example.org"))
        let changed = value.dropLast() + (value.hasSuffix("A") ? "B" : "A")
        let other = try await door.get(
            "/account/provider/registration", cookie: "\(visiting); __Host-arrival=\(changed)")
        #expect(other.status == 303)
    }

    @Test("Whoever is signed in is asked for the password before anything is linked")
    func links() async throws {
        let door = try await door()
        door.script.signIn()
        arrives(.unproven, door)
        let page = try await door.get("/account/provider/callback?state=abc&code=def", cookie: TestDoor.signedIn)
        #expect(page.location == "/account/provider/link" && door.script.told.isEmpty)
        let cookie = "\(TestDoor.signedIn); arrival=\(try #require(page.cookie("arrival")))"
        let form = try await door.get("/account/provider/link", cookie: cookie)
        #expect(form.body.contains(#"name="current""#))
        let done = try await door.fill("/account/provider/link", ["current": " a password "], cookie: cookie)
        #expect(done.location == "/reviews")
        let told = try #require(door.script.told.first?.message as? LinkProvider)
        #expect(told.current == " a password " && told.word == "sealed word" && told.source != nil)
        // Somebody else’s.
        door.script.answer(ReadProviderLink.self) { _ in
            ProviderLinkSummary(provider: nil, email: nil, hasPassword: true)
        }
        door.script.answer(FinishProviderSignIn.self) { _ in
            ProviderArrival(
                word: "w", standing: .linked, account: Identifier.make(), email: nil, displayName: "", next: "/")
        }
        let taken = try await door.get("/account/provider/callback?state=abc&code=def", cookie: TestDoor.signedIn)
        #expect(taken.status == 409 && taken.cookie("session") == nil)
    }
}
