// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import HTTPTypes

@testable import Gateway

/// The door as a program uses it.
extension TestDoor {
    func call(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, headers: HTTPFields = [:],
        signedIn: Bool = true
    ) async throws -> Reply {
        var headers = headers
        if signedIn, headers[.authorization] == nil { headers[.authorization] = "Bearer \(Self.token.clear)" }
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await send(method, path, cookie: nil, headers: headers, body: body ?? "")
    }
}

extension TestDoor.Reply {
    var json: JSONValue { get throws { try JSON.value(JSONValue.self, from: body) } }

    /// The codes of a problem's errors, by field.
    var errors: [String: String] {
        get throws {
            let problem = try JSON.value(ProblemDocument.self, from: body)
            return Dictionary(problem.errors.map { ($0.field ?? "", $0.code) }) { first, _ in first }
        }
    }
}
