// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Web

// They need Python, whose web server nobody here wrote.
@Suite("Requests to a real web server", .enabled(if: TestWebServer.isInstalled), .timeLimit(.minutes(1)))
struct WebClientTests {
    private func echo(_ response: WebResponse) throws -> Echo {
        #expect(response.status == 200)
        return try JSONDecoder().decode(Echo.self, from: Data(response.body))
    }

    @Test(
        "Method, headers and body arrive as they were given",
        arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], [0, 5, 3_000_000])
    func arrives(method: String, length: Int) async throws {
        let server = try await TestWebServer()
        let client = WebClient(userAgent: "Test/1")
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: length)
        let headers = [("X-One", "1"), ("X-Empty", ""), ("Content-Type", "text/plain"), ("Cookie", "a=1; b=2")]
        let echo = try echo(
            await client.send(WebRequest(method, server.url("/echo?q=1"), headers: headers, body: body)))
        #expect(echo.method == method && echo.path == "/echo?q=1" && echo.length == length)
        for (name, value) in headers { #expect(echo[name] == value) }
        #expect(echo["User-Agent"] == "Test/1")
        #expect(echo["Expect"] == nil)
    }

    @Test("An answer has its status, its body and every header, whatever the case of the name")
    func answers() async throws {
        let server = try await TestWebServer()
        let client = WebClient()
        let missing = try await client.get(server.url("/missing"))
        #expect(missing.status == 404 && missing.text == "nothing here")
        let cookies = try await client.get(server.url("/cookies"))
        #expect(cookies.values(of: "set-cookie") == ["a=1; Path=/", "b=2"])
        #expect(cookies[header: "x-empty"] == "")
        #expect(cookies[header: "x-other"] == nil)
        let head = try await client.send(WebRequest("HEAD", server.url("/long")))
        #expect(head.status == 200 && head.body.isEmpty && head[header: "Content-Length"] == "100000")
    }

    @Test("No cookie is kept from one request to the next")
    func cookies() async throws {
        let server = try await TestWebServer()
        let client = WebClient(pool: 1)
        _ = try await client.get(server.url("/cookies"))
        #expect(try echo(await client.get(server.url("/echo")))["Cookie"] == nil)
    }

    @Test("A form arrives as a browser would send it")
    func forms() async throws {
        let server = try await TestWebServer()
        let fields = [("name", "Ann O'Brien & Söhne"), ("empty", ""), ("a=b", "1+1 = 2%"), ("name", "twice")]
        let echo = try echo(await WebClient().send(.form(server.url("/echo"), fields)))
        #expect(echo.fields == fields.map { [$0.0, $0.1] })
        #expect(echo["Content-Type"] == "application/x-www-form-urlencoded")
    }

    @Test("Redirects are answers, unless they are to be followed")
    func redirects() async throws {
        let server = try await TestWebServer()
        let answer = try await WebClient().get(server.url("/hop"))
        #expect(answer.status == 303 && answer[header: "location"] == "/echo" && answer.url == server.url("/hop"))
        let following = WebClient(redirects: 3)
        let end = try await following.send(.form(server.url("/hop"), [("a", "1")]))
        let echo = try echo(end)
        #expect(echo.method == "GET" && echo.length == 0)
        #expect(end.url == server.url("/echo") && end[header: "Location"] == nil)
        let round = await #expect(throws: WebError.self) { try await following.get(server.url("/round")) }
        #expect(round?.code == .tooManyRedirects)
        let away = await #expect(throws: WebError.self) { try await following.get(server.url("/away")) }
        #expect(away?.code == .broken)
    }

    @Test("Twenty requests are under way at the same time")
    func parallel() async throws {
        let server = try await TestWebServer()
        let client = WebClient()
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await client.get(server.url("/crowd")).text } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == [String](repeating: "all here", count: 20))
    }

    @Test("Requests one after another go over one connection, and a closed one is replaced")
    func reuse() async throws {
        let server = try await TestWebServer()
        let client = WebClient(pool: 1)
        var peers: Set<Int> = []
        for _ in 0..<5 { peers.insert(try echo(await client.get(server.url("/echo"))).peer) }
        #expect(peers.count == 1)
        for _ in 0..<3 {
            #expect(try await client.get(server.url("/farewell")).text == "bye")
            #expect(try await client.send(.form(server.url("/echo"), [("a", "b")])).status == 200)
        }
    }

    @Test(
        "What goes wrong is told apart",
        arguments: [
            ("/long", WebError.Code.tooLarge), ("/endless", .tooLarge), ("/endless-headers", .tooLarge),
            ("/slow", .timedOut), ("/broken", .broken), ("/noise", .broken),
        ])
    func failures(path: String, code: WebError.Code) async throws {
        let server = try await TestWebServer()
        let client = WebClient(timeout: .seconds(2), maxBody: 99_999)
        let error = await #expect(throws: WebError.self) { try await client.get(server.url(path)) }
        #expect(error?.code == code)
        // The next request is none the worse for it.
        #expect(try await client.get(server.url("/")).status == 204)
    }

    @Test("An answer of just the greatest length is accepted")
    func greatest() async throws {
        let server = try await TestWebServer()
        #expect(try await WebClient(maxBody: 100_000).get(server.url("/long")).body.count == 100_000)
    }

    @Test("Nobody at the other end is told from a slow server")
    func unreachable() async throws {
        let client = WebClient()
        for url in ["http://127.0.0.1:1/", "http://no-such-host.invalid/"] {
            let error = await #expect(throws: WebError.self) { try await client.get(url) }
            #expect(error?.code == .unreachable)
        }
    }

    @Test("A cancelled task does not wait for its answer")
    func cancellation() async throws {
        let server = try await TestWebServer()
        let client = WebClient(timeout: .seconds(50))
        let start = ContinuousClock.now
        let code = await withTaskGroup(of: WebError.Code?.self) { group in
            group.addTask {
                do throws(WebError) { _ = try await client.get(server.url("/slow")) } catch { return error.code }
                return nil
            }
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(code == .cancelled)
        #expect(start.duration(to: .now) < .seconds(20))
    }

    @Test("A certificate is trusted only if somebody vouches for it")
    func certificates() async throws {
        let server = try await TestWebServer(secure: true)
        let error = await #expect(throws: WebError.self) { try await WebClient().get(server.url("/")) }
        #expect(error?.code == .insecure)
        let trusting = WebClient(caFile: server.certificate)
        #expect(try await trusting.get(server.url("/")).status == 204)
        let elsewhere = "https://localhost:\(server.port)/"
        let mismatch = await #expect(throws: WebError.self) { try await trusting.get(elsewhere) }
        #expect(mismatch?.code == .insecure)
    }

    static let unsound = [
        WebRequest("GET", "file:///etc/passwd"), WebRequest("GET", "ftp://127.0.0.1/"), WebRequest("GET", "127.0.0.1/"),
        WebRequest("GET", "http://127.0.0.1/a b"), WebRequest("GET", "http://127.0.0.1/\r\nX: y"),
        WebRequest("GET", ""),
        WebRequest("GET / HTTP/1.1\r\nX:", "http://127.0.0.1/"), WebRequest("", "http://127.0.0.1/"),
        WebRequest("GET", "http://127.0.0.1/", headers: [("X", "a\r\nY: b")]),
        WebRequest("GET", "http://127.0.0.1/", headers: [("X", "a\0")]),
        WebRequest("GET", "http://127.0.0.1/", headers: [("X Y", "a")]),
        WebRequest("GET", "http://127.0.0.1/", headers: [("", "a")]), WebRequest("GET", "http:///"),
    ]

    @Test("A request that could break out of its place is not sent", arguments: unsound.indices)
    func unsoundRequests(index: Int) async {
        let error = await #expect(throws: WebError.self) { try await WebClient().send(Self.unsound[index]) }
        #expect(error?.code == .malformedRequest)
    }
}
