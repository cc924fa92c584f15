// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import Web

/// Somebody who works with the API, signed in as a person.
struct APIUser: Sendable {
    private let origin: String
    private let client = WebClient(timeout: .seconds(30), pool: 64)
    private let token: String?

    struct Answer: Sendable {
        var status: Int
        var text: String

        var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:] }
    }

    init(_ origin: String, _ email: String) async throws {
        self.origin = origin
        let body = ["email": email, "password": People.password]
        let response = try await client.send(
            WebRequest(
                "POST", origin + "/api/v1/sessions", headers: [("Content-Type", "application/json")],
                body: [UInt8](try JSONSerialization.data(withJSONObject: body))))
        let answer = Answer(status: response.status, text: response.text)
        token = try #require(answer.json["token"] as? String, "\(answer.text)")
    }

    private var authorization: [WebRequest.Header] { token.map { [("Authorization", "Bearer \($0)")] } ?? [] }

    func call(_ method: String, _ path: String, _ body: [String: Any]? = nil) async throws -> Answer {
        var headers = authorization
        if body != nil { headers.append(("Content-Type", "application/json")) }
        let bytes = try body.map { [UInt8](try JSONSerialization.data(withJSONObject: $0)) } ?? []
        let response = try await client.send(
            WebRequest(method, origin + "/api/v1" + path, headers: headers, body: bytes))
        return Answer(status: response.status, text: response.text)
    }

    /// The same for many things at once.
    func all(
        _ things: [String], _ request: (String) -> (String, String, [String: Any])
    ) async throws -> [Answer] {
        let requests = try things.map { thing in
            let (method, path, body) = request(thing)
            return (method, path, [UInt8](try JSONSerialization.data(withJSONObject: body)))
        }
        return try await withThrowingTaskGroup(of: Answer.self) { tasks in
            for (method, path, body) in requests {
                tasks.addTask {
                    let headers = authorization + [("Content-Type", "application/json")]
                    let response = try await client.send(
                        WebRequest(method, origin + "/api/v1" + path, headers: headers, body: body))
                    return Answer(status: response.status, text: response.text)
                }
            }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
    }
}
