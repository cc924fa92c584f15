// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import HTTPTypes
import Hummingbird
import ServiceKit
import Testing

import struct Foundation.UUID

@testable import Gateway

@Suite("Passkeys on pages")
struct PasskeyPageTests {
    private static let secure = "https://attest.example"
    private static let halfway = "__Host-session=\(TestDoor.token.clear)"
    private static let visit = "__Host-visit=\(TestDoor.token.clear)"

    private func door(_ publicURL: String = secure) async throws -> TestDoor {
        let door = try await TestDoor(publicURL)
        door.script.answer(NewPasskeyChallenge.self) { query in
            Samples().passkeyChallenge(query.purpose == .proving ? ["AQ"] : [])
        }
        door.script.answer(ListPasskeys.self) { _ in [Samples().passkey] }
        return door
    }

    private let used: KeyValuePairs = [
        "token": "sealed", "credential": "AQ", "clientDataJSON": "e30", "authenticatorData": "AA", "signature": "MA",
        "userHandle": "AQID", "next": "/reviews",
    ]

    @Test("Signing in with one is offered where browsers know them, and nowhere else")
    func offered() async throws {
        #expect(
            try await door().get("/account/sign-in?next=/reviews").body.contains(
                "/account/sign-in/passkey?next=/reviews"))
        for address in ["http://attest.example", "https://127.0.0.1"] {
            let door = try await door(address)
            let host = String(address.split(separator: "/")[1])
            let page = try await door.send(
                .get, "/account/sign-in", cookie: nil, headers: [:], body: "", authority: host)
            #expect(page.status == 200 && !page.body.contains("passkey"), "\(address)")
        }
        let plain = try await door("http://attest.example")
        #expect(try await plain.get("/account/sign-in/passkey").location == "/account/sign-in")
        plain.script.signIn()
        #expect(try await plain.get("/account/security/passkeys/new", cookie: TestDoor.signedIn).status == 303)
        let page = try await plain.get("/account/security/passkeys", cookie: TestDoor.signedIn)
        #expect(page.body.contains("cannot be used at this address"))
    }

    @Test("The page lets the browser use passkeys, asks for one who is known, and becomes one message; IMP-04")
    func signsIn() async throws {
        let door = try await door()
        let page = try await door.get("/account/sign-in/passkey?next=/reviews", cookie: Self.visit)
        #expect(page.headers[.permissionsPolicy]?.contains("publickey-credentials-get=(self)") == true)
        #expect(page.body.contains("&quot;verification&quot;:&quot;required&quot;"))
        #expect(page.body.contains("data-attest-immediate"))
        #expect(page.hidden("token", to: "/account/sign-in/passkey") == "sealed")
        let reply = try await door.fill("/account/sign-in/passkey", used, cookie: Self.visit)
        #expect(reply.status == 303)
        #expect(reply.cookie("__Host-session") != nil)
        let message = try #require(door.script.told.first?.message as? SignInWithPasskey)
        #expect(message.use.origin == Self.secure && message.use.credential == "AQ" && message.use.userHandle == "AQID")
        #expect(message.use.binding.count == 64 && message.source != nil)
        // Without a passkey nothing is sent, and a refused one is asked for anew, by hand.
        let empty = try await door.fill("/account/sign-in/passkey", ["next": "/"], cookie: Self.visit)
        #expect(empty.status == 422 && door.script.told.count == 1)
        door.script.refuse(
            SignInWithPasskey.self,
            .refused([Problem(code: "passkey-refused", field: "passkey", message: "It was refused.")]))
        let refused = try await door.fill("/account/sign-in/passkey", used, cookie: Self.visit)
        #expect(refused.status == 422 && refused.body.contains("href=\"#passkey\""))
        #expect(!refused.body.contains("data-attest-immediate"))
        #expect(refused.hidden("signature", to: "/account/sign-in/passkey") == "")
    }

    @Test("What was made is kept while the password is put right, and made anew when it is what was wrong")
    func keeps() async throws {
        let door = try await door()
        door.script.signIn()
        let path = "/account/security/passkeys/new"
        let typed: KeyValuePairs = [
            "label": "My stick", "current": "wrong", "token": "first", "clientDataJSON": "e30",
            "attestationObject": "oA",
        ]
        for (field, kept) in [("current", true), ("passkey", false)] {
            door.script.refuse(
                AddPasskey.self, .refused([Problem(code: "no", field: field, message: "This is not right.")]))
            let page = try await door.fill(path, typed, cookie: Self.halfway)
            #expect(page.status == 422)
            #expect(page.hidden("attestationObject", to: path) == (kept ? "oA" : ""))
            #expect(page.hidden("token", to: path) == (kept ? "first" : "sealed"))
            #expect(page.body.contains("value=\"My stick\""))
        }
        let message = try #require(door.script.told.first?.message as? AddPasskey)
        #expect(message.origin == Self.secure && message.current == "wrong" && message.token == "first")
        door.script.accept(AddPasskey.self)
        let added = try await door.fill(path, typed, cookie: Self.halfway)
        #expect(added.location == "/account/security/passkeys?done=added")
    }

    @Test("The second step offers what the account has: a code, a passkey, or both")
    func step() async throws {
        let door = try await door()
        var halfway = Samples().session
        halfway.lacks = .code
        let session = halfway
        door.script.signIn(session)
        let path = "/account/sign-in/code"
        for (credentials, takesCode) in [([], true), (["AQ"], true), (["AQ"], false)] as [([String], Bool)] {
            door.script.answer(NewPasskeyChallenge.self) { query in
                guard query.halfway?.account == session.account else { return Samples().passkeyChallenge() }
                return Samples().passkeyChallenge(credentials, takesCode: takesCode)
            }
            let page = try await door.get(path, cookie: Self.halfway)
            #expect(page.body.contains("name=\"code\"") == takesCode)
            #expect(page.body.contains("action=\"\(path)/passkey\"") == !credentials.isEmpty)
        }
        let form = try await door.get(path, cookie: Self.halfway)
        let token = try #require(form.hidden("csrf", to: "\(path)/passkey"))
        let proven = try await door.post(
            "\(path)/passkey", ["csrf": token, "signature": "MA", "next": "/reviews"], cookie: Self.halfway)
        #expect(proven.location == "/reviews")
        let message = try #require(door.script.told.last?.message as? ProveSessionWithPasskey)
        #expect(message.account == session.account && message.tokenDigest == Hex.encode(TestDoor.token.digest))
    }

    @Test("A passkey has its name and its end on pages of its own, for its owner")
    func own() async throws {
        let door = try await door()
        door.script.signIn()
        let path = "/account/security/passkeys/\(Samples().id.text)"
        let renamed = try await door.fill("\(path)/name", ["label": "Blue"], cookie: Self.halfway)
        #expect(renamed.location == "/account/security/passkeys?done=renamed")
        door.script.answer(ReadSecondFactor.self) { _ in nil }
        let page = try await door.get("\(path)/removal", cookie: Self.halfway)
        #expect(page.body.contains("It is your only second step"))
        let removed = try await door.fill("\(path)/removal", ["current": "secret"], cookie: Self.halfway)
        #expect(removed.location == "/account/security/passkeys?done=removed")
        #expect(door.script.told.map { type(of: $0.message).name } == [RenamePasskey.name, RemovePasskey.name])
        for part in ["name", "removal"] {
            let other = "/account/security/passkeys/\(UUID().text)/\(part)"
            #expect(try await door.get(other, cookie: Self.halfway).status == 404)
        }
    }
}
