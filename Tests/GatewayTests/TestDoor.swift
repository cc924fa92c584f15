// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import Hummingbird
import Logging
import ServiceKit
import Threads

@testable import Gateway

/// The whole front door with services that answer as they are told, driven without a socket.
struct TestDoor {
    static let key = String(repeating: "A", count: 43) + "="
    static let keys: Keys = {
        do { return try Keys(base64: key) } catch { fatalError("The key is 32 zero bytes in Base64") }
    }()
    static let assets = Assets(
        Dictionary(
            uniqueKeysWithValues: ["nhsuk.css", "nhsuk.js", "attest.css", "attest.js", "icon.svg", "map.js"].map {
                ($0, Assets.File(Array(#"import "/assets/nhsuk.js""#.utf8), named: $0))
            }))

    let script: Script
    private let responder: RouterResponder<GatewayContext>

    init(
        _ publicURL: String = "http://attest.example", script: Script = Script(), limits: Limits = Limits(),
        provider: String? = nil
    ) async throws {
        self.script = script
        var configuration = Configuration(publicURL: publicURL, assets: "", key: Self.key)
        configuration.provider = provider
        responder = try await Wiring.router(
            configuration, keys: Self.keys, services: script.services(limits), assets: Self.assets
        )
        .buildResponder()
    }

    struct Reply {
        var status: Int
        var headers: HTTPFields
        var body: String

        var location: String? { headers[.location] }

        func cookie(_ name: String) -> String? {
            for header in headers[values: .setCookie] where header.hasPrefix("\(name)=") {
                return String(header.dropFirst(name.count + 1).prefix { $0 != ";" })
            }
            return nil
        }

        /// What a hidden field holds, in the first form that has it and goes to the address.
        func hidden(_ name: String, to action: String) -> String? {
            for form in body.components(separatedBy: "<form ").dropFirst() where form.contains("action=\"\(action)\"") {
                let parts = form.components(separatedBy: "name=\"\(name)\" value=\"")
                if parts.count > 1 { return String(parts[1].prefix { $0 != "\"" }) }
            }
            return nil
        }
    }

    func get(_ path: String, cookie: String? = nil, headers: HTTPFields = [:]) async throws -> Reply {
        try await send(.get, path, cookie: cookie, headers: headers, body: "")
    }

    func post(
        _ path: String, _ fields: KeyValuePairs<String, String>, cookie: String?, headers: HTTPFields = [:]
    ) async throws -> Reply {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let body = fields.map { "\(WebAddress.query($0.key))=\(WebAddress.query($0.value))" }.joined(separator: "&")
        return try await send(.post, path, cookie: cookie, headers: headers, body: body)
    }

    /// Opens a page as somebody who is signed in, and sends its form.
    func fill(
        _ path: String, to action: String? = nil, _ fields: KeyValuePairs<String, String>,
        cookie: String = TestDoor.signedIn
    ) async throws -> Reply {
        let page = try await get(path, cookie: cookie)
        let action = action ?? path
        var all: [(String, String)] = fields.map { ($0.key, $0.value) }
        for name in ["csrf", "command", "draft", "seen"] {
            if let value = page.hidden(name, to: action) { all.append((name, value)) }
        }
        let body = all.map { "\(WebAddress.query($0.0))=\(WebAddress.query($0.1))" }.joined(separator: "&")
        return try await send(
            .post, action, cookie: cookie, headers: [.contentType: "application/x-www-form-urlencoded"], body: body)
    }

    static let token = Token(bytes: [UInt8](repeating: 7, count: 32))
    static let signedIn = "session=\(token.clear)"
    static let visiting = "visit=\(token.clear)"

    func send(
        _ method: HTTPRequest.Method, _ path: String, cookie: String?, headers: HTTPFields, body: String,
        authority: String? = "attest.example"
    ) async throws -> Reply {
        var head = HTTPRequest(method: method, scheme: "http", authority: authority, path: path)
        head.headerFields = headers
        if let cookie { head.headerFields[.cookie] = cookie }
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
        let response = try await responder.respond(
            to: request, context: GatewayContext(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        let collected = Lock("")
        try await response.body.write(Collector(text: collected))
        return Reply(status: response.status.code, headers: response.headers, body: collected.withLock { $0 })
    }

    private struct Collector: ResponseBodyWriter {
        let text: Lock<String>

        mutating func write(_ buffer: ByteBuffer) async throws {
            let part = String(buffer: buffer)
            text.withLock { $0 += part }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

/// What the services answer, and what they were told.
final class Script: Sendable {
    struct Told: Sendable {
        var message: any Message
        var id: UUID
        var actor: Actor
    }

    private struct State {
        var answers: [MessageName: @Sendable (any Message) -> Result<any Sendable, ClientError>] = [:]
        var told: [Told] = []
    }

    private let state = Lock(State())

    /// What was told or announced, in order.
    var told: [Told] { state.withLock { $0.told } }

    func answer<Q: Query>(_ type: Q.Type, _ answer: @escaping @Sendable (Q) -> Q.Answer) {
        state.withLock {
            $0.answers[Q.name] = { message in
                guard let query = message as? Q else { return .failure(.failed(service: "test")) }
                return .success(Services.Answer(value: answer(query)))
            }
        }
    }

    func refuse(_ type: any Message.Type, _ error: ClientError) {
        state.withLock { $0.answers[type.name] = { _ in .failure(error) } }
    }

    func accept(_ type: any Message.Type) {
        state.withLock { $0.answers[type.name] = nil }
    }

    /// Ada is signed in.
    func signIn(_ session: Session = Samples().session) {
        answer(ResolveSession.self) { _ in session }
    }

    func services(_ limits: Limits = Limits()) -> Services {
        Services(limits: limits, keys: TestDoor.keys, ask: ask, tell: tell, announce: announce)
    }

    private func ask(
        _ query: any Query, _ actor: Actor, _ trace: TraceContext, _ deadline: Duration
    ) async throws(ClientError) -> any Sendable {
        let name = Swift.type(of: query).name
        guard let answer = state.withLock({ $0.answers[name] }) else { throw .unavailable(service: name.service) }
        return try answer(query).get()
    }

    private func tell(
        _ instruction: any Instruction, _ id: UUID, _ actor: Actor, _ trace: TraceContext
    ) async throws(ClientError) -> Acceptance {
        try note(instruction, id, actor)
        return Acceptance(stream: id, version: 1)
    }

    private func announce(
        _ fact: any Fact, _ id: UUID, _ subject: UUID, _ actor: Actor, _ trace: TraceContext
    ) async throws(ClientError) {
        try note(fact, id, actor)
    }

    private func note(_ message: any Message, _ id: UUID, _ actor: Actor) throws(ClientError) {
        let name = Swift.type(of: message).name
        let answer = state.withLock { state in
            state.told.append(Told(message: message, id: id, actor: actor))
            return state.answers[name]
        }
        if let answer { _ = try answer(message).get() }
    }
}
