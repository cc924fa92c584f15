// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

extension Operation {
    /// As the document has it.
    var json: JSONValue {
        get throws {
            var members: [String: JSONValue] = [
                "operationId": .text(name), "summary": .text(summary), "tags": [.text(family)],
                "security": .list(security),
                "responses": .object(try responses),
            ]
            let parameters = parameters
            if !parameters.isEmpty { members["parameters"] = .list(parameters) }
            if let takes {
                members["requestBody"] = [
                    "required": true, "description": "64 KiB at most.",
                    "content": ["application/json": try takes.json],
                ]
            }
            return .object(members)
        }
    }

    private var security: [JSONValue] {
        guard access == .account else { return [] }
        return [["session": []]] + (scope.map { [["key": [.text($0.rawValue)]]] } ?? [])
    }

    private var parameters: [JSONValue] {
        var parameters: [JSONValue] = pathParameters.map { name in
            ["name": .text(name), "in": "path", "required": true, "schema": Self.pathSchema(name).json]
        }
        parameters += query.map {
            [
                "name": .text($0.name), "in": "query", "required": .boolean($0.isRequired),
                "description": .text($0.about), "schema": $0.schema.json,
            ]
        }
        if isGuarded { parameters.append(["$ref": "#/components/parameters/IfMatch"]) }
        if changes { parameters.append(["$ref": "#/components/parameters/IdempotencyKey"]) }
        return parameters
    }

    private var responses: [String: JSONValue] {
        get throws {
            var responses: [String: JSONValue] = [:]
            for status in problemStatuses {
                responses["\(status.code)"] = ["$ref": .text("#/components/responses/Problem\(status.code)")]
            }
            var good: [String: JSONValue] = ["description": .text(gives.about)]
            if let body = gives.body { good["content"] = ["application/json": try body.json] }
            let headers = (gives.hasLocation ? ["Location"] : []) + (gives.hasTag ? ["ETag"] : [])
            if !headers.isEmpty {
                good["headers"] = .object(
                    Dictionary(
                        uniqueKeysWithValues: headers.map { ($0, ["$ref": .text("#/components/headers/\($0)")]) }))
            }
            responses["\(gives.status.code)"] = .object(good)
            return responses
        }
    }
}

extension Operation.Shape {
    fileprivate var json: JSONValue {
        get throws { ["schema": schema.json, "example": try example()] }
    }
}

extension HTTPResponse.Status {
    /// What it means here.
    var meaning: String {
        switch self {
        case .badRequest: "The request is malformed; each field that is wrong is named."
        case .unauthorized: "There is no session and no key, or none that lasts."
        case .forbidden: "You do not have access to this, or a program with this key has not."
        case .notFound: "It does not exist, or is not yours to see."
        case .conflict: "What is already there stands in the way."
        case .preconditionFailed:
            "It was written by somebody else since: `ETag` is its revision of now. Nothing was done."
        case .contentTooLarge: "The body is too long."
        case .unsupportedMediaType: "The body is not JSON."
        case .unprocessableContent: "A rule says no."
        case .tooManyRequests: "Too many attempts."
        case .serviceUnavailable:
            "A service does not answer. Nothing is lost: send the same request again, with its key."
        default: "Something went wrong on our side."
        }
    }

    /// A failure that has it.
    var example: Failure {
        switch self {
        case .badRequest: Failure(self, [Problem(code: "missing", field: "email", message: "Give this field.")])
        case .unauthorized: Failure(self, [.signInFirst])
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .conflict:
            Failure(
                self,
                [
                    Problem(
                        code: "too-late", message: "The assessment is submitted. Nothing can be altered.",
                        kind: .conflict)
                ])
        case .preconditionFailed:
            Failure(
                self,
                [
                    Problem(
                        code: "conflict",
                        message: "This requirement was answered after you opened it. Your answer is not saved.",
                        kind: .stale)
                ])
        case .contentTooLarge: Failure(self, [.tooLong])
        case .unsupportedMediaType: Failure(self, [.notJSON])
        case .tooManyRequests:
            Failure(
                self,
                [
                    Problem(
                        code: "code-locked", field: "code", message: "Wait a while, then try again.",
                        until: Sample.time, kind: .tooOften)
                ])
        case .serviceUnavailable: Failure(self, [.unavailable])
        case .unprocessableContent:
            Failure(self, [Problem(code: "email-malformed", field: "email", message: "Enter the address in full.")])
        default: Failure(self)
        }
    }

    /// The header that comes with it, and its name in the document.
    var header: (name: String, component: String)? {
        switch self {
        case .preconditionFailed: ("ETag", "ETag")
        case .unauthorized: ("WWW-Authenticate", "WWWAuthenticate")
        case .tooManyRequests, .serviceUnavailable: ("Retry-After", "RetryAfter")
        default: nil
        }
    }
}
