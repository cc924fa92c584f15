// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

// The shapes that operations have. What the document says of an answer is the type that is answered.
extension Operation {
    /// Shows one thing.
    static func get<Value: Described>(
        _ path: String, _ name: String, _ summary: String, access: Access = .account, query: [Parameter] = [],
        gives: Value.Type, refusals: [HTTPResponse.Status]? = nil,
        answer: @escaping @Sendable (Call) async throws -> Value
    ) -> Operation {
        Operation(
            method: .get, path: "/api/v1/\(path)", name: name, summary: summary, access: access, query: query,
            gives: Answer(status: .ok, about: "As asked.", body: Shape(Value.self)),
            refusals: refusals ?? (query.isEmpty ? [] : [.unprocessableContent])
        ) { call in
            try .json(try await answer(call))
        }
    }

    /// Shows a page of a list.
    static func list<Item: Described>(
        _ path: String, _ name: String, _ summary: String, access: Access = .account, query: [Parameter] = [],
        pages: Bool = true, of: Item.Type,
        answer: @escaping @Sendable (Call) async throws -> Page<Item>
    ) -> Operation {
        Operation(
            method: .get, path: "/api/v1/\(path)", name: name, summary: summary, access: access,
            query: pages ? query + [.after] : query,
            gives: Answer(status: .ok, about: "A page of the list.", body: Shape(listOf: Item.self)),
            // A cursor or a search that the service cannot make anything of.
            refusals: pages ? [.unprocessableContent] : []
        ) { call in
            try .json(try await answer(call))
        }
    }

    /// Changes something, and says no more than that it is done.
    static func act(
        _ method: HTTPRequest.Method, _ path: String, _ name: String, _ summary: String, access: Access = .account,
        refusals: [HTTPResponse.Status] = [.conflict, .unprocessableContent],
        handle: @escaping @Sendable (Call) async throws -> Void
    ) -> Operation {
        Operation(
            method: method, path: "/api/v1/\(path)", name: name, summary: summary, access: access,
            gives: Answer(status: .noContent, about: "It is done."), refusals: refusals
        ) { call in
            try await handle(call)
            return Response(status: .noContent)
        }
    }

    /// The same with a body.
    static func act<Body: Described>(
        _ method: HTTPRequest.Method, _ path: String, _ name: String, _ summary: String, access: Access = .account,
        takes: Body.Type, status: HTTPResponse.Status = .noContent,
        refusals: [HTTPResponse.Status] = [.conflict, .unprocessableContent],
        handle: @escaping @Sendable (Call, Body) async throws -> Void
    ) -> Operation {
        Operation(
            method: method, path: "/api/v1/\(path)", name: name, summary: summary, access: access,
            takes: Shape(Body.self),
            gives: Answer(status: status, about: status == .accepted ? "It will be done." : "It is done."),
            refusals: refusals
        ) { call in
            try await handle(call, try call.body(as: Body.self))
            return Response(status: status)
        }
    }

    /// Makes something, and shows it.
    static func make<Body: Described, Value: Described>(
        _ path: String, _ name: String, _ summary: String, access: Access = .account, takes: Body.Type,
        gives: Value.Type, status: HTTPResponse.Status = .created, hasLocation: Bool = true,
        refusals: [HTTPResponse.Status] = [.conflict, .unprocessableContent],
        handle: @escaping @Sendable (Call, Body) async throws -> (value: Value, location: String?)
    ) -> Operation {
        Operation(
            method: .post, path: "/api/v1/\(path)", name: name, summary: summary, access: access,
            takes: Shape(Body.self),
            gives: Answer(
                status: status, about: status == .accepted ? "It is safe, and will be looked at." : "It is made.",
                body: Shape(Value.self), hasLocation: hasLocation), refusals: refusals
        ) { call in
            let made = try await handle(call, try call.body(as: Body.self))
            var response = try Response.json(made.value, status: status)
            if let location = made.location { response.headers[.location] = "/api/v1/\(location)" }
            return response
        }
    }
}

extension Operation.Parameter {
    static let after = Operation.Parameter(
        name: "after", schema: .typed(1...2_000),
        about: "Where the page begins: `next` of the page before.")
}

extension Response {
    static func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json"
    ) throws -> Response {
        Response(
            status: status, headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSON.bytes(value))))
    }
}
