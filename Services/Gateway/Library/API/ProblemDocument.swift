// SPDX-License-Identifier: Apache-2.0

import Contracts
import HTTPTypes
import Hummingbird
import Logging
import ServiceKit

/// Why a request got no good answer, as RFC 9457 writes it.
struct ProblemDocument: Described {
    var type = "about:blank"
    var title: String
    var status: Int
    /// A sentence that a person can act on.
    var detail: String
    /// Every single thing that is wrong.
    var errors: [Problem]

    static let title = "Problem"

    static let schema = Schema.object([
        .init("type", .plain, "Always about:blank: the status says it, and the codes in `errors`."),
        .init("title", .plain, "The status in words."),
        .init("status", .integer(400...599)),
        .init("detail", .plain, "A sentence that a person can act on."),
        .init("errors", .list(.problem), "Every single thing that is wrong."),
    ])

    static let example = ProblemDocument(
        Failure(
            .unprocessableContent,
            [Problem(code: "email-malformed", field: "contact.email", message: "Enter the contact’s e-mail address.")]))

    static let mediaType = "application/problem+json"
}

extension Schema {
    static let problem = Schema.object([
        .init("field", .plain, "The field that it concerns, with dots: contact.email.", .optional),
        .init("code", .plain, "Stable, for programs: email-malformed."),
        .init("message", .plain, "A sentence for people. It never repeats what was sent."),
        .init("until", .time, "When it is worth trying again, where that is known.", .optional),
        .init(
            "kind", .choice(Problem.Kind.allCases.map(\.rawValue)),
            "Why the status is what it is; left out where a rule is broken.", .optional),
    ])
}

extension ProblemDocument {
    init(_ failure: Failure) {
        title = failure.status.reasonPhrase
        status = failure.status.code
        errors = failure.problems
        detail = failure.problems.first?.message ?? Self.sentence(for: failure.status)
    }

    private static func sentence(for status: HTTPResponse.Status) -> String {
        switch status {
        case .badRequest: "The request cannot be read. Look at the description."
        case .notFound: Problem.notFound.message
        case .methodNotAllowed: "This address does not do that. The header Allow says what it does."
        case .serviceUnavailable: Problem.unavailable.message
        default: "Something went wrong on our side. Try again later."
        }
    }

    /// The answer to a request that ended in an error.
    static func response(to error: any Error, _ context: GatewayContext) throws -> Response {
        let failure: Failure
        switch error {
        case let error as Failure: failure = error
        case let error as ClientError: failure = Failure(error)
        case let error as HTTPError: failure = Failure(error.status)
        case is SignInNeeded: failure = Failure(.unauthorized, [.signInFirst])
        case is CancellationError: failure = Failure(.serviceUnavailable, [.unavailable], retryAfter: 5)
        default:
            // The type only: a description may hold what somebody sent.
            context.logger.error("a request failed", metadata: ["error": "\(Swift.type(of: error))"])
            failure = Failure(.internalServerError)
        }
        var response = try Response.json(ProblemDocument(failure), status: failure.status, type: mediaType)
        if let seconds = failure.retryAfter { response.headers[.retryAfter] = String(seconds) }
        response.headers[.eTag] = failure.tag?.text
        // RFC 6750 §3
        if failure.status == .unauthorized {
            let isKnown = failure.problems.first == .tokenUnknown || failure.problems.first == .keyUnknown
            response.headers[.wwwAuthenticate] =
                "Bearer realm=\"attest\"\(isKnown ? ", error=\"invalid_token\"" : "")"
        } else if let scope = failure.scope {
            response.headers[.wwwAuthenticate] =
                "Bearer realm=\"attest\", error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""
        }
        return response
    }
}
