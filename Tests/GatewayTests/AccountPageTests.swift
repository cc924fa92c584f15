// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import HTTPTypes
import Hummingbird
import ServiceKit
import Testing

@testable import Gateway

@Suite("Account pages")
struct AccountPageTests {
    private func door() async throws -> TestDoor {
        let door = try await TestDoor()
        door.script.answer(NewChallenge.self) { _ in
            Challenge(
                token: "fresh", image: "aaaa", question: "What is two and three?", effort: 20, expires: Samples().time)
        }
        return door
    }

    private let typed: KeyValuePairs = [
        "email": " ada@example.nhs.uk ", "displayName": "Ada", "password": " three random words 1! ",
        "challengeAnswer": "five", "challenge": "shown",
    ]

    @Test("The form is shown without signing in, with a picture and a question. ISG-21, ISG-32")
    func form() async throws {
        let page = try await door().get("/account/register")
        #expect(page.status == 200)
        #expect(page.body.contains("data:image/png;base64,aaaa"))
        #expect(page.body.contains("What is two and three?"))
        #expect(page.hidden("challenge", to: "/account/register") == "fresh")
    }

    @Test("Each missing field is named, and nothing is sent. ISG-22")
    func missing() async throws {
        let door = try await door()
        let page = try await door.fill("/account/register", ["challenge": "shown"], cookie: TestDoor.visiting)
        #expect(page.status == 422)
        for field in ["email", "displayName", "password", "challengeAnswer"] {
            #expect(page.body.contains("href=\"#\(field)\""), "\(field)")
            #expect(page.body.contains("id=\"\(field)-error\""), "\(field)")
        }
        #expect(door.script.told.isEmpty)
    }

    @Test("A complete form becomes one message, with the password as it was typed")
    func register() async throws {
        let door = try await door()
        let page = try await door.fill("/account/register", typed, cookie: TestDoor.visiting)
        #expect(page.status == 303)
        #expect(page.location?.hasPrefix("/account/register/done?to=") == true)
        let told = try #require(door.script.told.first)
        let message = try #require(told.message as? RegisterAccount)
        #expect(message.email == "ada@example.nhs.uk")
        #expect(message.password == " three random words 1! ")
        #expect(message.challenge == "shown" && message.challengeAnswer == "five")
        #expect(told.actor == .visitor)
    }

    @Test("A double click is one message, one account. IMP-04")
    func doubleClick() async throws {
        let door = try await door()
        let page = try await door.get("/account/register", cookie: TestDoor.visiting)
        let csrf = try #require(page.hidden("csrf", to: "/account/register"))
        let command = try #require(page.hidden("command", to: "/account/register"))
        for _ in 0..<2 {
            _ = try await door.post(
                "/account/register",
                [
                    "csrf": csrf, "command": command, "email": "a@nhs.uk", "displayName": "Ada", "password": "x",
                    "challengeAnswer": "1", "challenge": "c",
                ], cookie: TestDoor.visiting)
        }
        let told = door.script.told
        #expect(told.count == 2)
        #expect(Set(told.map(\.id)).count == 1)
        #expect(Set(told.compactMap { ($0.message as? RegisterAccount)?.account }).count == 1)
    }

    @Test("A wrong answer keeps what was typed, but not the password, and shows a new challenge. ISG-32")
    func wrongAnswer() async throws {
        let door = try await door()
        let problem = Problem(code: "challenge-wrong", field: "challengeAnswer", message: "Try the new one.")
        door.script.refuse(RegisterAccount.self, .refused([problem]))
        let page = try await door.fill("/account/register", typed, cookie: TestDoor.visiting)
        #expect(page.status == 422)
        #expect(page.body.contains("Try the new one."))
        #expect(
            page.body.contains("value=\"ada@example.nhs.uk\"") || page.body.contains("value=\" ada@example.nhs.uk \""))
        #expect(!page.body.contains("three random words 1!"))
        #expect(!page.body.contains("value=\"five\""))
        #expect(page.hidden("challenge", to: "/account/register") == "fresh")
    }

    @Test("A challenge that was met is not asked for again because a password was too short. ISG-32")
    func met() async throws {
        let door = try await door()
        door.script.refuse(
            RegisterAccount.self, .refused([Problem(code: "password-too-short", field: "password", message: "Longer.")])
        )
        let page = try await door.fill("/account/register", typed, cookie: TestDoor.visiting)
        #expect(page.status == 422 && page.body.contains("You have shown that you are a person"))
        #expect(page.hidden("challenge", to: "/account/register") == "shown")
        #expect(page.hidden("challengeAnswer", to: "/account/register") == "five")
        #expect(!page.body.contains("three random words 1!") && !page.body.contains("data:image/png"))
    }

    @Test("When the service does not answer, the form is kept and sending it again is the same message")
    func unavailable() async throws {
        let door = try await TestDoor()
        door.script.refuse(RegisterAccount.self, .unavailable(service: "identity"))
        let page = try await door.fill("/account/register", typed, cookie: TestDoor.visiting)
        #expect(page.status == 503)
        #expect(page.headers[.retryAfter] == "5")
        #expect(page.body.contains("value=\"five\""))
        #expect(page.hidden("challenge", to: "/account/register") == "shown")
        let first = try #require(door.script.told.first)
        door.script.accept(RegisterAccount.self)
        let command = try #require(page.hidden("command", to: "/account/register"))
        let csrf = try #require(page.hidden("csrf", to: "/account/register"))
        _ = try await door.post(
            "/account/register",
            [
                "email": " ada@example.nhs.uk ", "displayName": "Ada", "password": " three random words 1! ",
                "challengeAnswer": "five", "challenge": "shown", "csrf": csrf, "command": command,
            ], cookie: TestDoor.visiting)
        #expect(door.script.told.last?.id == first.id)
    }

    @Test("What only a program fills in stops it, and a person whose browser did is told what to empty; C-04")
    func trap() async throws {
        let door = try await door()
        let page = try await door.fill(
            "/account/register",
            [
                "email": "a@nhs.uk", "displayName": "A", "password": "x", "challengeAnswer": "1",
                "attest-extra": "http://evil.example",
            ], cookie: TestDoor.visiting)
        #expect(page.status == 422)
        #expect(page.body.contains("Empty the field"))
        #expect(!page.body.contains("attest-extra\" aria-hidden"), "the field is seen")
        #expect(door.script.told.isEmpty)
    }

    @Test("Following the link changes nothing, the button on it verifies. ISG-35")
    func verify() async throws {
        let door = try await door()
        let token = Samples().token
        let path = "/account/verify/\(token.clear)"
        door.script.answer(ReadLink.self) { _ in .open }
        #expect(try await door.get(path, cookie: TestDoor.visiting).status == 200)
        #expect(door.script.told.isEmpty)
        let reply = try await door.fill(path, [:], cookie: TestDoor.visiting)
        #expect(reply.location == "/account/sign-in?verified=1")
        let message = try #require(door.script.told.first?.message as? VerifyEmailAddress)
        #expect(message.account == token.subject)
        #expect(message.tokenDigest == Hex.encode(SHA256.digest(token.clear)))
        #expect(try await door.get("/account/verify/cut-off").body.contains("not complete"))
    }

    @Test("Signing in gives the browser the session whose digest was sent, once for a double click")
    func signIn() async throws {
        let door = try await door()
        door.script.signIn()
        let page = try await door.get("/account/sign-in?next=/reviews", cookie: TestDoor.visiting)
        let csrf = try #require(page.hidden("csrf", to: "/account/sign-in"))
        let command = try #require(page.hidden("command", to: "/account/sign-in"))
        #expect(page.hidden("next", to: "/account/sign-in") == "/reviews")
        var cookies: Set<String> = []
        for _ in 0..<2 {
            let reply = try await door.post(
                "/account/sign-in",
                ["email": "a@nhs.uk", "password": "secret", "next": "/reviews", "csrf": csrf, "command": command],
                cookie: TestDoor.visiting)
            #expect(reply.location == "/reviews")
            cookies.insert(try #require(reply.cookie("session")))
        }
        let cookie = try #require(cookies.first)
        #expect(cookies.count == 1)
        let message = try #require(door.script.told.first?.message as? SignIn)
        #expect(message.tokenDigest == Hex.encode(try #require(Token(clear: cookie)).digest))
        #expect(Set(door.script.told.map(\.id)).count == 1)
    }

    @Test("Whoever has no organisation is led to register one. ISG-36")
    func newcomer() async throws {
        let door = try await door()
        var session = Samples().session
        session.roles = []
        session.memberships = []
        door.script.signIn(session)
        let reply = try await door.fill(
            "/account/sign-in", ["email": "a@nhs.uk", "password": "secret", "next": "/"], cookie: TestDoor.visiting)
        #expect(reply.location == "/organisations/new/category")
        #expect(try await door.get("/", cookie: TestDoor.signedIn).body.contains("Register your organisation"))
    }

    @Test("An unverified account is offered the link again. ISG-34")
    func unverified() async throws {
        let door = try await door()
        let problem = Problem(code: "email-unverified", field: "email", message: "Follow the link first.")
        door.script.refuse(SignIn.self, .refused([problem]))
        let page = try await door.fill(
            "/account/sign-in", ["email": "a@nhs.uk", "password": "secret"], cookie: TestDoor.visiting)
        #expect(page.status == 422)
        #expect(page.hidden("email", to: "/account/verification") == "a@nhs.uk", "one press, nothing typed again")
        #expect(page.cookie("session") == nil)
        #expect(!page.body.contains("secret"))
    }

    @Test("Too many wrong passwords are answered with the status for it")
    func locked() async throws {
        let door = try await door()
        door.script.refuse(
            SignIn.self, .refused([Problem(code: "locked", message: "Try again in 5 minutes.", kind: .tooOften)]))
        let page = try await door.fill(
            "/account/sign-in", ["email": "a@nhs.uk", "password": "secret"], cookie: TestDoor.visiting)
        #expect(page.status == 429)
        #expect(page.body.contains("Try again in 5 minutes."))
    }

    @Test("Signing out ends the session and takes the cookie away")
    func signOut() async throws {
        let door = try await door()
        door.script.signIn()
        let reply = try await door.fill("/help", to: "/account/sign-out", [:])
        #expect(reply.location == "/")
        #expect(reply.cookie("session") == "")
        #expect(door.script.told.first?.message is SignOut)
    }

    @Test("An old tab signs out, another site does not, and who signs in twice is let in")
    func oldTabs() async throws {
        let door = try await TestDoor()
        door.script.signIn()
        let site = HTTPField.Name.fetchSite
        let old: KeyValuePairs = ["csrf": TestDoor.keys.formToken(for: "visit of yesterday"), "password": "x"]
        for (claim, status) in [("same-origin", 303), ("cross-site", 403), (nil, 403)] as [(String?, Int)] {
            let headers: HTTPFields = claim.map { [site: $0] } ?? [:]
            let out = try await door.post("/account/sign-out", old, cookie: TestDoor.signedIn, headers: headers)
            #expect(out.status == status)
            let again = try await door.post("/account/sign-in", old, cookie: TestDoor.signedIn, headers: headers)
            #expect(again.status == status)
            // A password is never shown again.
            #expect(again.hidden("password", to: "/account/sign-in") == nil)
        }
    }
}
