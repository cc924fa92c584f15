// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import HTTPTypes
import Hummingbird
import ServiceKit

/// Checks a request before its operation sees it: who asks, the address, the query, the body, the key.
struct Reception: Sendable {
    let services: Services
    let keys: Keys
    var limit = 512 * 1_024

    /// - Throws: `Failure`: 400 malformed, 401 nobody known, 404 no such address, 413 too long, 415 not JSON.
    func receive(_ request: Request, _ context: GatewayContext, for operation: Operation) async throws -> Call {
        var context = context
        // What a browser keeps counts for pages alone: here it is the header, or nobody.
        if operation.access != .anyone {
            switch try credential(request) {
            case .session(let token):
                context.browser.session = token
                context.visitor = try await visitor(context, for: operation)
            case .key(let key): context.visitor = .signedIn(try await program(key, context, for: operation))
            }
        }
        let path = try path(of: operation, context)
        let query = try query(of: operation, request)
        let (body, bytes) = try await body(of: operation, request)
        return Call(
            context: context, services: services, keys: keys, path: path, query: query, body: body,
            key: try key(of: operation, request, context, body: bytes),
            seen: operation.isGuarded ? try EntityTag.seen(request.headers[.ifMatch]) : nil)
    }

    // MARK: Who asks

    private enum Credential {
        case session(Token)
        case key(APIKey)
    }

    private func credential(_ request: Request) throws(Failure) -> Credential {
        let headers = request.headers[values: .authorization]
        guard let header = headers.first else { throw Failure(.unauthorized, [.signInFirst]) }
        let parts = header.split(separator: " ").map { String($0) }
        // Of two nobody knows which is meant.
        guard headers.count == 1, parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw Failure(.unauthorized, [.tokenUnknown])
        }
        if parts[1].hasPrefix(APIKey.prefix) {
            guard let key = APIKey(clear: parts[1]) else { throw Failure(.unauthorized, [.keyUnknown]) }
            return .key(key)
        }
        guard let token = Token(clear: parts[1]) else { throw Failure(.unauthorized, [.tokenUnknown]) }
        return .session(token)
    }

    /// A wrong key, one that has expired and one that was ended are told alike.
    private func program(
        _ key: APIKey, _ context: GatewayContext, for operation: Operation
    ) async throws -> Session {
        guard let session = try await services.program(with: key, context), let grant = session.key else {
            throw Failure(.unauthorized, [.keyUnknown])
        }
        guard let scope = operation.scope else { throw Failure(.forbidden, [.notForPrograms]) }
        guard grant.scopes.contains(scope) else {
            var failure = Failure(.forbidden, [.scopeMissing(scope)])
            failure.scope = scope
            throw failure
        }
        return session
    }

    private func visitor(_ context: GatewayContext, for operation: Operation) async throws -> Visitor {
        guard let token = context.browser.session else { throw Failure(.unauthorized, [.signInFirst]) }
        let visitor = try await services.visitor(with: token, trace: context.trace)
        switch visitor {
        case .signedIn: return visitor
        case .halfway where operation.access == .halfway: return visitor
        case .halfway: throw Failure(.unauthorized, [.codeNeeded])
        case .anonymous, .unknown: throw Failure(.unauthorized, [.tokenUnknown])
        }
    }

    // MARK: The address

    private func path(of operation: Operation, _ context: GatewayContext) throws(Failure) -> [String: String] {
        var path: [String: String] = [:]
        for name in operation.pathParameters {
            guard let value = context.parameters.get(name)?.removingPercentEncoding,
                Operation.pathSchema(name).problems(of: .text(value)).isEmpty
            else { throw .notFound }
            path[name] = value
        }
        return path
    }

    private func query(of operation: Operation, _ request: Request) throws(Failure) -> [String: String] {
        guard !operation.query.isEmpty else { return [:] }
        let text = request.uri.query ?? ""
        guard let form = Form(encoded: text.utf8) else {
            throw Failure(.badRequest, [Problem(code: "malformed", message: "The query cannot be read.")])
        }
        // A form leaves them out of what somebody pasted; a program is told.
        guard Schema.isTyped(text.removingPercentEncoding ?? "") else {
            throw Failure(.badRequest, [.controlCharacters])
        }
        var query: [String: String] = [:]
        var problems: [Problem] = []
        for parameter in operation.query {
            if form.has(parameter.name) {
                query[parameter.name] = form[raw: parameter.name]
                problems += parameter.schema.problems(of: .text(form[raw: parameter.name]), at: parameter.name)
            } else if parameter.isRequired {
                problems.append(Problem(code: "missing", field: parameter.name, message: "Give this parameter."))
            }
        }
        guard problems.isEmpty else { throw Failure(.badRequest, problems) }
        return query
    }

    // MARK: The body

    private func body(of operation: Operation, _ request: Request) async throws -> (JSONValue?, [UInt8]) {
        guard let shape = operation.takes else { return (nil, []) }
        let type = (request.headers[.contentType] ?? "").prefix { $0 != ";" && $0 != " " }
        guard type.lowercased() == "application/json" else { throw Failure(.unsupportedMediaType, [.notJSON]) }
        let bytes = Array(try await request.body(upTo: limit, tooLong: [.tooLong]).readableBytesView)
        guard let value = try? JSON.value(JSONValue.self, from: bytes) else {
            throw Failure(.badRequest, [.unreadable])
        }
        let problems = shape.schema.problems(of: value)
        guard problems.isEmpty else { throw Failure(.badRequest, problems) }
        return (value, bytes)
    }

    private func key(
        of operation: Operation, _ request: Request, _ context: GatewayContext, body: [UInt8]
    ) throws(Failure) -> IdempotencyKey {
        guard operation.changes else { return try IdempotencyKey(header: nil, scope: "", keys: keys) }
        // A key's requests are told from its owner's: what one may do the other perhaps may not.
        let account = context.actor.account.map { account in
            "account \(account.text)" + (context.actor.key.map { " key \($0.key.text)" } ?? "")
        }
        let session = context.browser.session.map { "session \($0.clear)" }
        // Of what holds a secret nobody remembers what it said: other content has to have another id by itself.
        let isSaid = account == nil || operation.takes?.isConfidential == true
        let said = isSaid ? "body \(String(decoding: body, as: UTF8.self))" : nil
        let who = [account ?? session, said].compactMap { $0 }.joined(separator: " ")
        return try IdempotencyKey(
            // A session's token follows from the id: only who sends the password as well gets it again.
            header: request.headers[.idempotencyKey], scope: "\(operation.method) \(request.uri.path) \(who)",
            keys: keys)
    }
}

extension Problem {
    static let signInFirst = Problem(
        code: "sign-in-first", message: "Send the token of a session: POST /api/v1/sessions gives one.")
    static let tokenUnknown = Problem(
        code: "token-unknown", message: "The token is not that of a session that lasts. Begin a new session.")
    static let keyUnknown = Problem(
        code: "key-unknown",
        message: "The key does not work: it is not one of ours, or it has ended. Its owner can make another.")
    static let notForPrograms = Problem(
        code: "not-for-programs",
        message: "No program does this with a key. Somebody has to sign in and do it themselves.", kind: .forbidden)
    static func scopeMissing(_ scope: APIKeyScope) -> Problem {
        Problem(
            code: "scope-missing", message: "The key does not allow this. It would need “\(scope.rawValue)”.",
            kind: .forbidden)
    }
    static let codeNeeded = Problem(
        code: "code-needed", field: "code",
        message: "This account has a second factor: send its code with PUT /api/v1/sessions/current/code first.")
    static let controlCharacters = Problem(code: "control-characters", message: "Leave out control characters.")
    static let notJSON = Problem(code: "not-json", message: "Send the body as application/json.")
    static let tooLong = Problem(code: "too-long", message: "Send a body of 64 KiB or less.")
}

extension HTTPField.Name {
    // The text is a field name, so it parses.
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
