// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

@Suite(
    "Signing in with another provider, which nobody here wrote",
    .enabled(if: canTravel && ForeignProvider.isThere, "needs deploy/local test, which installs the provider"),
    .timeLimit(.minutes(5)))
struct ProviderTests {
    /// The system with a provider, and what people do there.
    private struct Scene {
        let system: RunningSystem
        let provider: ForeignProvider
        let people: People

        /// Goes to the provider and signs in there.
        ///
        /// - Returns: where the provider leads back to; nobody has gone there yet.
        func leave(_ visitor: Visitor, as name: String, from page: String = "/account/sign-in?next=/help") async throws
            -> String
        {
            try await visitor.get(page)
            try await visitor.submit(to: "/account/provider")
            return try await provider.signIn(name, from: visitor)
        }

        func signIn(_ name: String, from page: String = "/account/sign-in?next=/help") async throws -> Visitor {
            let visitor = Visitor(system.origin)
            try await visitor.get(try await leave(visitor, as: name, from: page))
            return visitor
        }

        func restartIdentity(_ more: [String: String] = [:]) async throws {
            await system.terminate("identity")
            try system.start("identity", environment: provider.settings.merging(more) { $1 })
            try await system.awaitReady("identity")
        }
    }

    private func scene(
        _ people: (People) -> [String: ForeignProvider.Person], _ body: (Scene) async throws -> Void
    ) async throws {
        try await RunningSystem.with(["notification"]) { system in
            let all = People(system: system)
            try await ForeignProvider.with(people(all), redirects: [system.origin + "/account/provider/callback"]) {
                provider in
                for service in ["identity", "gateway"] { try system.start(service, environment: provider.settings) }
                for service in ["identity", "gateway"] { try await system.awaitReady(service) }
                try await body(Scene(system: system, provider: provider, people: all))
            }
        }
    }

    @Test(
        "An account is made by it, with the address that it has verified, and a return counts once and in one browser")
    func registers() async throws {
        try await scene {
            ["nora": .init(email: $0.address("nora").uppercased(), emailVerified: true, name: "Nora New")]
        } _: { scene in
            let nora = Visitor(scene.system.origin)
            let back = try await scene.leave(nora, as: "nora")
            // Whoever gets hold of the address gets nowhere with it, nor is anybody signed in as them by it.
            let stranger = Visitor(scene.system.origin)
            try await stranger.get("/")
            try await stranger.get(back)
            #expect(
                stranger.page.status == 422
                    && stranger.errors == ["You began to sign in somewhere else, or too long ago. Try again."])
            let copy = Visitor(scene.system.origin)
            copy.take(nora)
            try await nora.get(back)
            #expect(nora.path == "/account/provider/registration", "\(nora.errors)")
            #expect(nora.text.contains(scene.people.address("nora")))
            try await copy.get(back)
            #expect(copy.page.status == 422 && copy.errors.first?.contains("used already") == true)
            try await scene.restartIdentity()
            try await copy.get(back)
            #expect(
                copy.page.status == 422 && copy.errors.first?.contains("used already") == true, "after a restart, too")
            // Nothing of it is in a log.
            let code = try #require(URLComponents(string: back)?.queryItems?.first { $0.name == "code" }?.value)
            for service in ["identity", "gateway", "notification"] {
                let log = try String(contentsOfFile: scene.system.folder + "/\(service).log", encoding: .utf8)
                for secret in [code, "client secret", scene.people.address("nora")] {
                    #expect(!log.contains(secret), "\(service): \(secret)")
                }
            }
            try await nora.get("/account/provider/registration")
            try await nora.submit(["displayName": "www.example.com"])
            #expect(nora.errors.count == 1)
            try await nora.submit(["displayName": "Nora N."])
            #expect(nora.path == "/help", "\(nora.errors)")
            _ = try await scene.system.mail(to: scene.people.address("nora"), holding: "Example login was linked to")
            try await nora.get("/account/security")
            #expect(nora.text.contains("Password None yet") && nora.text.contains("Example login Linked"))
            try await nora.get("/account/security/provider")
            #expect(nora.text.contains("only way into your account") && !nora.mayWrite)
            try await nora.get("/account/security/second-factor")
            try await nora.submit(["code": "123456", "current": "a guess"])
            #expect(nora.errors.count == 1)

            let again = try await scene.signIn("nora", from: "/account/sign-in?next=/account")
            #expect(again.path == "/account" && again.text.contains("Nora N."))
            // A password is added by the link, and the way in stays: it is their own address there.
            try await again.get("/account/password")
            try await again.submit(["email": scene.people.address("nora")])
            let mail = try await scene.system.mail(to: scene.people.address("nora"), holding: "/account/password/")
            let link = try #require(mail.firstMatch(of: /http\S+\/account\/password\/\S+/))
            let reset = Visitor(scene.system.origin)
            try await reset.get(String(link.0))
            try await reset.submit(["password": People.password])
            let third = try await scene.signIn("nora", from: "/account/sign-in?next=/account/security/provider")
            #expect(third.text.contains("you sign in with your password alone"), "\(third.title) \(third.errors)")
        }
    }

    @Test("An account that there is already is linked only by its owner, who is told, and unlinks it with the password")
    func links() async throws {
        try await scene { people in
            [
                "kate": .init(email: people.address("kate"), emailVerified: true, name: "Kate Known", acr: "two-steps"),
                "eve": .init(email: people.address("kate"), emailVerified: false, name: "Eve Else"),
            ]
        } _: { scene in
            let email = scene.people.address("kate")
            let owner = try await scene.people.account(email, name: "Kate Known")
            // An address that the provider has not verified is nobody's.
            let eve = try await scene.signIn("eve")
            #expect(eve.title.contains("has not checked your e-mail address"))
            try await eve.get("/account")
            #expect(eve.path.hasPrefix("/account/sign-in"))

            let kate = try await scene.signIn("kate")
            #expect(kate.path.hasPrefix("/account/sign-in") && kate.text.contains("have an Attest account"))
            #expect(kate.page.text.contains(#"value="\#(email)""#))
            try await kate.submit(["email": email, "password": "Wrong-horse-42!"])
            #expect(kate.errors.count == 1)
            try await kate.get("/account/provider/link")
            try await kate.submit(["email": email, "password": People.password])
            #expect(kate.path == "/account/provider/link", "\(kate.errors)")
            try await kate.submit(to: "/account/provider/link")
            #expect(kate.path == "/help", "\(kate.errors)")
            _ = try await scene.system.mail(to: email, holding: "Example login was linked to your Attest account")

            // Somebody else’s account is not linked to them as well.
            let other = try await scene.people.account(scene.people.address("olaf"), name: "Olaf Other")
            try await other.get(try await scene.leave(other, as: "kate", from: "/account/security/provider"))
            #expect(other.page.status == 409 && other.errors.first?.contains("Another Attest account") == true)

            for (command, said) in [("disable", "has been disabled"), ("enable", "")] {
                let done = try await scene.system.attestctl("accounts", command, "--email", email)
                #expect(done.0 == 0, "\(done.1)")
                let tried = try await scene.signIn("kate")
                #expect(said.isEmpty ? tried.path == "/help" : tried.errors.first?.contains(said) == true)
            }
            // Disabling ended the sessions there were.
            let home = try await scene.signIn("kate", from: "/account/sign-in?next=/account/security/provider")
            #expect(home.title.contains("Example login is linked"), "\(home.errors)")
            try await home.submit(["current": "Wrong-horse-42!"])
            #expect(home.errors.count == 1)
            try await home.submit(["current": People.password])
            #expect(home.text.contains("Example login is unlinked"))
            _ = try await scene.system.mail(to: email, holding: "Example login was unlinked from your Attest account")

            // From an open screen it takes the password.
            try await home.get(try await scene.leave(home, as: "eve", from: "/account/security/provider"))
            #expect(home.path == "/account/provider/link", "\(home.errors)")
            try await home.submit([:], to: "/account/provider/link")
            #expect(home.errors.first?.contains("Enter your password") == true)
            try await home.submit(["current": People.password], to: "/account/provider/link")
            #expect(home.path == "/account/security/provider?linked=1", "\(home.errors)")
            // Whoever chooses another password drives out who is not known by the account’s own address.
            try await home.get("/account/security/password")
            try await home.submit(["current": People.password, "password": "Another-horse-43!"])
            #expect(home.path.hasPrefix("/account/sign-in?changed"))
            let gone = try await scene.signIn("eve")
            #expect(gone.title.contains("has not checked"))
            _ = owner
        }
    }

    @Test("Keys are changed and the provider goes away: what can be done is done, and the rest is said")
    func trouble() async throws {
        try await scene { people in
            ["rob": .init(email: people.address("rob"), emailVerified: true, name: "Rob")]
        } _: { scene in
            let rob = try await scene.signIn("rob")
            try await rob.submit(to: "registration")
            #expect(rob.path == "/help", "\(rob.errors)")
            await scene.provider.stop()
            try await scene.provider.start(withAnotherKey: true)
            #expect(try await scene.signIn("rob").path == "/help", "with a key that was not known before")

            let denied = Visitor(scene.system.origin)
            try await denied.get("/account/provider/callback?error=access_denied&error_description=%3Cb%3E&state=x")
            #expect(denied.page.status == 422 && denied.errors.first?.hasPrefix("You did not sign in") == true)
            for query in ["", "?code=a", "?state=a&code=b", "?state=\(String(repeating: "a", count: 5_000))&code=b"] {
                try await denied.get("/account/provider/callback\(query)")
                #expect(denied.page.status == 422 && denied.errors.count == 1, "\(query.prefix(20))")
            }

            let late = Visitor(scene.system.origin)
            let back = try await scene.leave(late, as: "rob")
            await scene.provider.stop()
            try await late.get(back)
            #expect(
                late.errors == [
                    "Example login does not answer at the moment. Try again in a minute, or sign in with your password."
                ])
            try await scene.restartIdentity()
            try await late.get("/account/sign-in?next=/help")
            try await late.submit(to: "/account/provider")
            #expect(late.errors.first?.contains("does not answer") == true)
            let pat = try await scene.people.account(scene.people.address("pat"), name: "Pat")
            try await pat.get("/account")
            #expect(pat.path == "/account", "with a password as ever")
        }
    }

    @Test("A validator decides about unknown domains here as well, and two steps at the provider are two steps; ISG-25")
    func decides() async throws {
        try await scene { people in
            [
                "vera": .init(email: people.address("vera"), emailVerified: true, name: "Vera", acr: "two-steps"),
                "olga": .init(email: "olga@\(people.domain).example", emailVerified: true, name: "Olga"),
            ]
        } _: { scene in
            try await scene.restartIdentity(["ATTEST_SECOND_FACTOR": "required"])
            let vera = try await scene.signIn("vera")
            try await vera.submit(to: "registration")
            let granted = try await scene.system.attestctl(
                "accounts", "grant", "--email", scene.people.address("vera"), "--role", "reviewer:domains")
            #expect(granted.0 == 0, "\(granted.1)")
            let address = "olga@\(scene.people.domain).example"
            let olga = try await scene.signIn("olga")
            try await olga.submit(to: "registration")
            #expect(olga.title.contains("Your account is being checked"))
            #expect(try await scene.signIn("olga").errors.first?.contains("waiting for approval") == true)

            let reviewer = try await scene.signIn("vera", from: "/account/sign-in?next=/admin/accounts")
            try await eventually("the account is in the queue") {
                try await reviewer.get("/admin/accounts")
                return reviewer.text.contains(address) ? true : nil
            }
            let link = try #require(reviewer.links.first { $0.hasPrefix("/admin/accounts/") })
            try await reviewer.get(link)
            try await reviewer.submit(["approved": "yes"])
            _ = try await scene.system.mail(to: address, holding: "You can now sign in")
            #expect(try await scene.signIn("olga").path == "/help")
            // One step at the provider is one step.
            scene.provider.people["vera"]?.acr = "one-step"
            let half = try await scene.signIn("vera", from: "/account/sign-in?next=/admin/accounts")
            #expect(half.path.hasPrefix("/account/security/second-factor"), "\(half.path)")
        }
    }
}
