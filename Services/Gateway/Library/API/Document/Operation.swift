// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// One thing that the API does: where, what it takes and gives, and how it is done.
///
/// The routes and the document are both made from the list of these.
struct Operation: Sendable {
    var method: HTTPRequest.Method
    /// `/api/v1/cases/{case}`.
    var path: String
    /// The document's `operationId`.
    var name: String
    var summary: String
    var access = Access.account
    var query: [Parameter] = []
    var takes: Shape?
    var gives: Answer
    /// `If-Match` counts here.
    var isGuarded = false
    /// Statuses that are particular to it, beside those that its form brings with it.
    var refusals: [HTTPResponse.Status] = []
    /// What a program's key needs for it; nil where somebody has to be there themselves.
    var scope: APIKeyScope?
    var handle: @Sendable (Call) async throws -> Response

    enum Access: Sendable {
        case anyone
        /// With the token of a session, whether or not it has passed the second step.
        case halfway
        /// With the token of a session.
        case account
    }

    struct Parameter: Sendable {
        var name: String
        var schema: Schema
        var about: String
        var isRequired = false
    }

    /// A body.
    struct Shape: Sendable {
        var schema: Schema
        var isConfidential = false
        var example: @Sendable () throws -> JSONValue
    }

    /// The answer when all goes well.
    struct Answer: Sendable {
        var status: HTTPResponse.Status
        var about: String
        var body: Shape?
        var hasLocation = false
        var hasTag = false
    }

    /// The first noun of the path: what the document groups by.
    var family: String { path.split(separator: "/").dropFirst(2).first.map { String($0) } ?? "document" }

    /// The names in the path's braces, in order.
    var pathParameters: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    var changes: Bool { method != .get }

    /// Every status that can be answered when it does not go well.
    var problemStatuses: [HTTPResponse.Status] {
        var all: [HTTPResponse.Status] = refusals + [.internalServerError, .serviceUnavailable]
        if changes || !query.isEmpty { all.append(.badRequest) }
        // A key that was used for something else.
        if changes { all.append(.unprocessableContent) }
        if access != .anyone { all += [.unauthorized, .forbidden] }
        if scope != nil { all.append(.tooManyRequests) }
        if !pathParameters.isEmpty { all.append(.notFound) }
        if takes != nil { all += [.contentTooLarge, .unsupportedMediaType] }
        return Set(all).sorted { $0.code < $1.code }
    }

    /// What a path's parameter is like, by its name.
    static func pathSchema(_ name: String) -> Schema {
        switch name {
        case "code": .pattern("^[A-Za-z0-9]+$", length: 1...10)
        case "number": .pattern("^[A-Za-z0-9]+$", length: 3...20)
        case "postcode": .pattern("^[A-Za-z0-9 ]+$", length: 5...10)
        case "requirement": .pattern("^[A-Za-z0-9.-]+$", length: 1...20)
        case "token": .pattern("^[A-Za-z0-9_-]+$", length: 64...64)
        default: .id
        }
    }
}

extension Operation.Shape {
    init<Value: Described>(_ type: Value.Type) {
        self.init(schema: .reference(type), isConfidential: type.isConfidential) { try .value(of: Value.example) }
    }

    init<Item: Described>(listOf type: Item.Type) {
        let items = Schema.Property("items", .list(.reference(type)))
        let next = Schema.Property(
            "next", .plain, "Where the next page begins, for `after`. Left out at the end.", .optional)
        self.init(schema: .named("\(Item.title)List", .object([items, next]))) {
            ["items": [try .value(of: Item.example)], "next": "b3BhcXVl"]
        }
    }
}

extension JSONValue {
    /// A value as it is written.
    static func value(of value: some Encodable) throws -> JSONValue {
        try JSON.value(JSONValue.self, from: try JSON.bytes(value))
    }
}
