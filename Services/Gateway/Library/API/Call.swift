// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Hummingbird
import ServiceKit

/// One request to an operation, with everything about it checked: what handlers of the API work with.
struct Call: Sendable {
    let context: GatewayContext
    let services: Services
    let keys: Keys
    /// The path's parameters, decoded.
    let path: [String: String]
    /// The query's, decoded; those that the operation does not know are not here.
    let query: [String: String]
    let body: JSONValue?
    let key: IdempotencyKey
    /// The revision that the client saw, where it says so. IMP-05
    var seen: Int?

    /// An id from the path.
    ///
    /// - Throws: `Failure.notFound` when it is no id.
    func id(_ name: String) throws(Failure) -> UUID {
        guard let id = path[name].flatMap({ UUID(uuidString: $0) }) else { throw .notFound }
        return id
    }

    var after: String? { query["after"] }

    /// The body, which fits its schema already.
    func body<Body: Described>(as type: Body.Type) throws -> Body {
        do {
            return try JSON.value(type, from: try JSON.bytes(body ?? .null))
        } catch {
            throw Failure(.badRequest, [.unreadable])
        }
    }

    func ask<Q: Query>(_ query: Q, deadline: Duration = .seconds(5)) async throws(ClientError) -> Q.Answer {
        try await services.ask(query, context, deadline: deadline)
    }

    func tell(_ instruction: some Instruction) async throws(ClientError) {
        try await services.tell(instruction, id: key.id, context)
    }

    /// An id for something that this request makes.
    func identifier(_ purpose: String) -> UUID { key.identifier(purpose, keys: keys) }

    /// The display names of accounts. A service that does not answer costs the names, not the answer.
    func names(of accounts: [UUID]) async -> [UUID: String] {
        await services.names(of: accounts, context)
    }
}

extension Problem {
    static let unreadable = Problem(code: "malformed", message: "Send a JSON object as the description shows it.")
}
