// SPDX-License-Identifier: Apache-2.0

import Contracts
import HTTPTypes
import Hummingbird
import ServiceKit
import Testing

@testable import Gateway

@Suite("Preferences pages")
struct PreferencePageTests {
    private let token = LinkToken(subject: Samples().id, secret: [UInt8](repeating: 3, count: 32))
    private var address: String { "/account/preferences/unsubscribe/\(token.clear)" }

    private func door() async throws -> TestDoor {
        let door = try await TestDoor()
        door.script.signIn()
        door.script.answer(ReadPreferences.self) { _ in Preferences(workEmail: .daily) }
        return door
    }

    private func stopped(_ door: TestDoor) -> [StopWorkEmail] {
        door.script.told.compactMap { $0.message as? StopWorkEmail }
    }

    @Test("The page shows what is chosen and says what always comes; a choice is sent, and none is asked for again")
    func choose() async throws {
        let door = try await door()
        let page = try await door.get("/account/preferences", cookie: TestDoor.signedIn)
        #expect(page.status == 200 && page.body.contains("always come"))
        #expect(page.body.contains(#"value="daily" aria-describedby="workEmail-2-item-hint" checked"#))
        #expect(try await door.fill("/account/preferences", [:]).status == 422)
        #expect(!door.script.told.contains { $0.message is ChangePreferences })
        let sent = try await door.fill("/account/preferences", ["workEmail": "never"])
        #expect(sent.status == 303 && sent.location == "/account?changed=preferences")
        let told = try #require(door.script.told.compactMap { $0.message as? ChangePreferences }.last)
        #expect(told.workEmail == .never && told.account == Samples().session.account)
        let account = try await door.get("/account?changed=preferences", cookie: TestDoor.signedIn)
        #expect(account.body.contains("Once a day") && account.body.contains("Your choice is saved"))
    }

    @Test("Opening the link in an e-mail changes nothing, with or without a session: a button does")
    func opened() async throws {
        let door = try await door()
        for cookie in [nil, TestDoor.signedIn] {
            let page = try await door.get(address, cookie: cookie)
            #expect(page.status == 200 && page.body.contains("Stop e-mails about work"))
            #expect(page.body.contains("action=\"\(address)\""))
        }
        #expect(stopped(door).isEmpty)
    }

    @Test(
        "A mail system’s press needs no cookie and no page, and is not led on to another address (RFC 8058)",
        arguments: [
            ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
            (
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n"
            ),
        ])
    func pressed(type: String, body: String) async throws {
        let door = try await door()
        let reply = try await door.send(
            .post, address, cookie: nil,
            headers: [.contentType: type, .origin: "https://mail.example", .fetchSite: "cross-site"], body: body)
        #expect(reply.status == 200 && reply.body.contains("We have stopped e-mails about work"))
        let told = try #require(stopped(door).first)
        #expect(told.account == token.subject && told.tokenDigest == token.digest)
        #expect(door.script.told.first?.actor == .visitor)
    }

    @Test("A link that is not ours is said to be none, and tells nothing of any account")
    func unknown() async throws {
        let door = try await door()
        #expect(try await door.get("/account/preferences/unsubscribe/short").status == 404)
        door.script.refuse(StopWorkEmail.self, .refused([Problem(code: "link-unknown", message: "No")]))
        let reply = try await door.post(address, ["List-Unsubscribe": "One-Click"], cookie: nil)
        #expect(reply.status == 404 && reply.body.contains("We do not know this link"))
        // Then the mail system tries again.
        door.script.refuse(StopWorkEmail.self, .unavailable(service: "identity"))
        #expect(try await door.post(address, ["List-Unsubscribe": "One-Click"], cookie: nil).status == 503)
    }
}
