// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit
import Testing
import Threads

@testable import Gateway

@Suite("Limits of the front door")
struct LimitTests {
    private let time = Lock(1_800_000_000.0)
    private func source(_ text: String) throws -> SourceNetwork { SourceNetwork(of: try #require(IPAddress(text))) }

    private func limits(_ rates: String) throws -> Limits {
        Limits(try Rate.list(rates, of: "ATTEST_LIMITS", standard: Limits.standard)) { [time] in time.withLock { $0 } }
    }

    private func isAdmitted(
        _ limits: Limits, _ kind: Limits.Kind, _ source: SourceNetwork, domain: String? = nil
    ) -> Bool {
        do throws(ClientError) {
            try limits.admit(kind, from: source, domain: domain)
            return true
        } catch {
            guard case .refused(let problems) = error else { return true }
            #expect(problems.map(\.kind) == [.tooOften] && problems.first?.until != nil)
            return false
        }
    }

    @Test("A network that a service told to wait is told so at the door, and let in again after; IMP-03")
    func waiting() throws {
        let time = Lock(1_000.0)
        let limits = Limits { time.withLock { $0 } }
        let (one, other) = (try source("192.0.2.1"), try source("192.0.2.2"))
        limits.wait(.signIn, from: one, until: Date(timeIntervalSince1970: 1_010))
        #expect(throws: ClientError.self) { try limits.admit(.signIn, from: one) }
        try limits.admit(.signIn, from: other)
        try limits.admit(.resend, from: one, domain: "nhs.uk")
        time.withLock { $0 = 1_010 }
        try limits.admit(.signIn, from: one)
    }

    @Test(
        "So many passwords of one network are under way at once, and another network’s are not counted with them; IMP-03"
    )
    func underway() throws {
        let limits = Limits()
        let (one, other) = (try source("192.0.2.1"), try source("192.0.2.2"))
        for _ in 1...6 { try limits.begin(from: one) }
        #expect(throws: ClientError.self) { try limits.begin(from: one) }
        try limits.begin(from: other)
        limits.end(from: one)
        try limits.begin(from: one)
        for _ in 1...6 { limits.end(from: one) }
        for _ in 1...6 { try limits.begin(from: one) }
    }

    @Test("One source has so many at once and so many an hour; another has its own")
    func bySource() throws {
        let limits = try limits("sign-in.source=3/60")
        let (one, other) = (try source("192.0.2.1"), try source("192.0.2.2"))
        #expect((0..<5).map { _ in isAdmitted(limits, .signIn, one) } == [true, true, true, false, false])
        #expect(isAdmitted(limits, .signIn, other))
        time.withLock { $0 += 61 }
        #expect((0..<2).map { _ in isAdmitted(limits, .signIn, one) } == [true, false])
        // Each kind by itself.
        #expect(isAdmitted(limits, .challenge, one))
    }

    @Test("Many sources together shut out strangers, and not whoever signed in from theirs lately")
    func inAll() throws {
        let limits = try limits("sign-in.all=10/1 sign-in.source=100/100")
        let home = try source("192.0.2.200")
        limits.know(home)
        for number in 1...30 { _ = isAdmitted(limits, .signIn, try source("198.51.100.\(number)")) }
        #expect(!isAdmitted(limits, .signIn, try source("203.0.113.9")))
        #expect(isAdmitted(limits, .signIn, home))
        time.withLock { $0 += 31 * 86_400 }
        for number in 1...30 { _ = isAdmitted(limits, .signIn, try source("198.51.100.\(number)")) }
        #expect(!isAdmitted(limits, .signIn, home), "a month later it is a stranger's")
    }

    @Test("E-mail to one domain has a limit whoever asks for it, and what is refused does not count")
    func byDomain() throws {
        let limits = try limits("registration.domain=2/1 registration.source=3/1")
        let asks = try (1...4).map {
            isAdmitted(limits, .registration, try source("192.0.2.\($0)"), domain: "a.nhs.uk")
        }
        #expect(asks == [true, true, false, false])
        let third = try source("192.0.2.3")
        #expect((0..<4).map { _ in isAdmitted(limits, .registration, third, domain: "b.nhs.uk") }.count { $0 } == 2)
    }

    @Test("However many sources come, what is kept of them is bounded, and those who are over theirs stay so")
    func bounded() throws {
        let limits = try limits("challenge.source=1/1 challenge.all=1000000000/1000000000")
        for number in 0..<250_000 {
            _ = isAdmitted(limits, .challenge, try source("10.\(number >> 16).\(number >> 8 & 255).\(number & 255)"))
            if number % 1_000 == 0 { time.withLock { $0 += 1 } }
        }
        #expect(limits.size <= 100_001)
        #expect(!isAdmitted(limits, .challenge, try source("10.3.208.143")))
    }

    @Test("A rate that cannot be read is refused by its name")
    func settings() {
        for text in ["sign-in=3/3", "sign-in.source=0/1", "sign-in.source=3", "nothing.source=1/1"] {
            #expect(throws: SettingsError.self, "\(text)") {
                try Rate.list(text, of: "ATTEST_LIMITS", standard: Limits.standard)
            }
        }
    }

    @Test(
        "An address is told with a port, in brackets, or mapped; what is none is nobody's",
        arguments: [
            ("192.0.2.1", "192.0.2.1:443"), ("192.0.2.1", "::ffff:192.0.2.1"), ("2001:db8::1", "[2001:db8::2]:80"),
            ("2001:db8::1", " 2001:db8:0:0:ffff::9 "),
        ])
    func same(one: String, other: String) throws {
        #expect(try source(one) == source(other))
        for rubbish in ["unknown", "", ":443", "1.2.3"] { #expect(IPAddress(rubbish) == nil, "\(rubbish)") }
    }

    @Test("Only a trusted proxy says whom it speaks for, and only what it added itself counts")
    func proxies() throws {
        let peer = try SocketAddress(ipAddress: "192.0.2.10", port: 4_000)
        func of(_ forwarded: String..., behind proxies: String...) throws -> SourceNetwork {
            var head = HTTPRequest(method: .get, scheme: "http", authority: "attest.example", path: "/")
            for value in forwarded {
                head.headerFields.append(HTTPField(name: HTTPField.Name("X-Forwarded-For")!, value: value))
            }
            return SourceNetwork.of(
                Request(head: head, body: RequestBody(buffer: ByteBuffer())), peer: peer,
                behind: Set(try proxies.map { try #require(IPAddress($0)) }))
        }
        #expect(try of("203.0.113.5") == source("192.0.2.10"), "nobody is trusted")
        #expect(try of("203.0.113.5", behind: "192.0.2.10") == source("203.0.113.5"))
        #expect(try of("198.51.100.1, 203.0.113.5", behind: "192.0.2.10") == source("203.0.113.5"))
        #expect(
            try of("198.51.100.1", "203.0.113.5, 192.0.2.11", behind: "192.0.2.10", "192.0.2.11")
                == source("203.0.113.5"))
        #expect(try of("203.0.113.5, rubbish", behind: "192.0.2.10") == source("192.0.2.10"))
        #expect(try of(behind: "192.0.2.10") == source("192.0.2.10"))
        // A neighbour in a proxy's network is no proxy.
        let neighbour = try SocketAddress(ipAddress: "2001:db8::2", port: 4_000)
        var head = HTTPRequest(method: .get, scheme: "http", authority: "attest.example", path: "/")
        head.headerFields[HTTPField.Name("X-Forwarded-For")!] = "203.0.113.5"
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        for (proxy, sender) in [("2001:db8::1", "2001:db8::2"), ("2001:db8::2", "203.0.113.5")] {
            let trusted = try Set([#require(IPAddress(proxy))])
            #expect(try SourceNetwork.of(request, peer: neighbour, behind: trusted) == source(sender))
        }
        let long = Array(repeating: "198.51.100.1", count: 5_000).joined(separator: ",")
        #expect(try of(long, behind: "192.0.2.10") == source("198.51.100.1"))
    }

    @Test("A form that is one too many comes back with what was typed, and when to try again")
    func kept() async throws {
        let script = Script()
        let door = try await TestDoor(script: script, limits: try limits("sign-in.source=1/1"))
        script.refuse(SignIn.self, .refused([Problem(code: "wrong-credentials", message: "Wrong.")]))
        var pages: [TestDoor.Reply] = []
        for _ in 1...2 {
            pages.append(
                try await door.fill(
                    "/account/sign-in", ["email": "ada@example.nhs.uk", "password": "x"], cookie: TestDoor.visiting))
        }
        #expect(pages.map(\.status) == [422, 429])
        #expect(pages[1].body.contains("ada@example.nhs.uk") && pages[1].headers[.retryAfter] != nil)
        #expect(script.told.count == 1, "the service was not asked")
        let reply = try await door.call(
            .post, "/api/v1/sessions", #"{"email":"ada@example.nhs.uk","password":"x"}"#, signedIn: false)
        #expect(reply.status == 429)
    }

    @Test("A request names its host, once, and it is ours")
    func host() async throws {
        let door = try await TestDoor()
        for (authority, more, status) in [
            ("attest.example", nil, 200), ("ATTEST.example", nil, 200), ("attest.example:80", nil, 200),
            ("127.0.0.1:8080", nil, 200), (nil, nil, 400), ("", nil, 400), ("attest.example", "attest.example", 400),
            ("evil.example", nil, 421), ("attest.example.evil.example", nil, 421), ("attest.example:81", nil, 421),
        ] as [(String?, String?, Int)] {
            let headers: HTTPFields = more.map { [HTTPField.Name("Host")!: $0] } ?? [:]
            let reply = try await door.send(.get, "/", cookie: nil, headers: headers, body: "", authority: authority)
            #expect(reply.status == status, "\(authority ?? "none") \(more ?? "")")
        }
        let reply = try await door.send(
            .get, "/api/v1/challenges", cookie: nil, headers: [:], body: "", authority: "evil.example")
        #expect(reply.status == 421 && reply.headers[.contentType] == ProblemDocument.mediaType)
    }
}
