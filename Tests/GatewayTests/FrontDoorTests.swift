// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Hummingbird
import ServiceKit
import Testing

@testable import Gateway

@Suite("The front door")
struct FrontDoorTests {
    @Test("A page tells the browser to call nobody else, run nothing inline, and keep nothing")
    func headers() async throws {
        let page = try await TestDoor().get("/")
        #expect(page.status == 200)
        let policy = try #require(page.headers[.contentSecurityPolicy])
        for rule in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"] {
            #expect(policy.contains(rule))
        }
        #expect(!policy.contains("unsafe") && !policy.contains("http"))
        #expect(page.headers[.xContentTypeOptions] == "nosniff")
        #expect(page.headers[.cacheControl] == "no-store")
        #expect(page.headers[.strictTransportSecurity] == nil)
    }

    @Test("Over TLS the cookie is for this host alone, and browsers stay with TLS")
    func secure() async throws {
        let page = try await TestDoor("https://attest.example").get("/account/sign-in")
        let cookie = try #require(page.headers[values: .setCookie].first)
        #expect(cookie.hasPrefix("__Host-visit="))
        for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] { #expect(cookie.contains(part)) }
        #expect(page.headers[.strictTransportSecurity]?.hasPrefix("max-age=") == true)
    }

    @Test("Assets are kept long under the address that pages name, and import each other by it")
    func assets() async throws {
        let door = try await TestDoor()
        let address = TestDoor.assets.addresses.script
        let script = try await door.get(address)
        #expect(script.headers[.cacheControl]?.contains("immutable") == true)
        #expect(script.headers[.contentType]?.hasPrefix("text/javascript") == true)
        #expect(script.body.contains(TestDoor.assets.addresses.nhsuk.replacing("nhsuk.css", with: "nhsuk.js")))
        #expect(script.headers[values: .setCookie].isEmpty)
        #expect(try await door.get("/assets/attest.js?v=old").headers[.cacheControl] == "public, max-age=300")
        #expect(try await door.get("/assets/none.js").status == 404)
    }

    @Test("What is not there is a page with the same headers")
    func missing() async throws {
        let page = try await TestDoor().get("/nowhere")
        #expect(page.status == 404)
        #expect(page.body.contains("Page not found"))
        #expect(page.headers[.contentSecurityPolicy] != nil)
    }

    @Test("A page for people who have signed in leads there, and from there back")
    func signInNeeded() async throws {
        let door = try await TestDoor()
        #expect(
            try await door.get("/cases/\(Samples().id.text)").location
                == "/account/sign-in?next=/cases/\(Samples().id.text)")
        door.script.answer(ResolveSession.self) { _ in nil }
        #expect(try await door.get("/reviews", cookie: TestDoor.signedIn).location == "/account/sign-in?next=/reviews")
    }

    @Test("Without the service that knows sessions, public pages are shown and others say so")
    func identityDown() async throws {
        let door = try await TestDoor()
        #expect(try await door.get("/help", cookie: TestDoor.signedIn).status == 200)
        let page = try await door.get("/reviews", cookie: TestDoor.signedIn)
        #expect(page.status == 503)
        #expect(page.headers[.retryAfter] != nil)
    }

    @Test("A refusal of a service is the page for it", arguments: [(Problem.forbidden, 403), (Problem.notFound, 404)])
    func refusals(_ problem: Problem, _ status: Int) async throws {
        let door = try await TestDoor()
        door.script.signIn()
        door.script.refuse(DescribeCase.self, .refused([problem]))
        let page = try await door.get("/cases/\(Samples().id.text)", cookie: TestDoor.signedIn)
        #expect(page.status == status)
        #expect(page.body.contains("Sign out"))
        #expect(try await door.get("/cases/not-an-id", cookie: TestDoor.signedIn).status == 404)
    }

    @Test("Review pages are for reviewers")
    func reviewers() async throws {
        let door = try await TestDoor()
        var session = Samples().session
        session.roles = []
        door.script.signIn(session)
        #expect(try await door.get("/reviews", cookie: TestDoor.signedIn).status == 403)
    }

    @Test("A valid trace is followed, and another is begun for an invalid one")
    func traces() async throws {
        let door = try await TestDoor()
        let trace = "0af7651916cd43dd8448eb211c80319c"
        let page = try await door.get("/help", headers: [.traceparent: "00-\(trace)-b7ad6b7169203331-01"])
        #expect(page.headers[.requestID] == trace)
        let other = try await door.get("/help", headers: [.traceparent: "00-nonsense-1-01"])
        #expect(other.headers[.requestID]?.count == 32)
    }

    @Test("What HEAD is told has no body, whatever went wrong", arguments: ["/help", "/nothing", "/api/v1/nothing"])
    func heads(_ path: String) async throws {
        let reply = try await TestDoor().call(.head, path)
        #expect(reply.body.isEmpty)
        #expect(reply.headers[.contentLength] != "0")
    }

    // MARK: Forms of another site

    private func resend(
        _ fields: KeyValuePairs<String, String>, cookie: String? = TestDoor.visiting, headers: HTTPFields = [:]
    ) async throws -> (TestDoor.Reply, Script) {
        let door = try await TestDoor()
        return (try await door.post("/account/verification", fields, cookie: cookie, headers: headers), door.script)
    }

    private let token = TestDoor.keys.formToken(for: "visit \(TestDoor.token.clear)")

    @Test("A form without our token, with another's, or without a cookie is refused")
    func forged() async throws {
        let other = TestDoor.keys.formToken(for: "session \(TestDoor.token.clear)")
        for (csrf, cookie) in [("", TestDoor.visiting), (other, TestDoor.visiting), (token, nil)] as [(String, String?)]
        {
            let (reply, script) = try await resend(["csrf": csrf, "email": "ada@nhs.uk"], cookie: cookie)
            #expect(reply.status == 403)
            #expect(reply.body.contains("<h1 class=\"nhsuk-heading-l\">This form is out of date</h1>"))
            #expect(script.told.isEmpty)
        }
        let (reply, script) = try await resend(["csrf": token, "email": "ada@nhs.uk"])
        #expect(reply.status == 200)
        #expect(script.told.count == 1)
    }

    @Test(
        "What the browser says of a form's origin must be us",
        arguments: [
            ("Origin", "https://evil.example", 403), ("Origin", "null", 403), ("Origin", "http://attest.example", 200),
            ("Origin", "http://attest.example.evil.example", 403), ("Sec-Fetch-Site", "cross-site", 403),
            ("Sec-Fetch-Site", "same-site", 403), ("Sec-Fetch-Site", "same-origin", 200),
        ])
    func origins(_ name: String, _ value: String, _ status: Int) async throws {
        let field = try #require(HTTPFields.Element.Name(name))
        let (reply, _) = try await resend(["csrf": token, "email": "ada@nhs.uk"], headers: [field: value])
        #expect(reply.status == status)
    }

    @Test("A body that is too long, or no form, is refused")
    func bodies() async throws {
        let long = String(repeating: "a", count: 512 * 1_024)
        #expect(try await resend(["csrf": token, "email": long]).0.status == 413)
        #expect(try await resend(["csrf": token], headers: [.contentType: "application/json"]).0.status == 415)
    }
}
