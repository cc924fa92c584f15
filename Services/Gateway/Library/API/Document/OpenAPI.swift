// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// The OpenAPI 3.1 document, made of the same list of operations as the routes.
struct OpenAPI: Sendable {
    let operations: [Operation]
    /// `https://attest.example`.
    let server: String

    var json: JSONValue {
        get throws {
            [
                "openapi": "3.1.0",
                "info": [
                    "title": "Attest",
                    "version": "1",
                    "summary": "From an account to a signed statement of compliance.",
                    "description": .text(Self.introduction),
                    "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
                ],
                "servers": [["url": .text(server)]],
                "tags": .list(
                    Set(operations.map(\.family)).sorted().map { ["name": .text($0), "description": .text(about($0))] }),
                "paths": .object(try paths),
                "components": [
                    "schemas": .object(schemas.mapValues(\.json)),
                    "responses": .object(try refusals),
                    "parameters": ["IdempotencyKey": Self.idempotencyKey, "IfMatch": Self.ifMatch],
                    "headers": [
                        "RetryAfter": [
                            "description": "Seconds until it is worth trying again.", "schema": ["type": "integer"],
                        ],
                        "WWWAuthenticate": ["description": "Bearer.", "schema": ["type": "string"]],
                        "ETag": [
                            "description": "Its revision, for `If-Match`.",
                            "schema": ["type": "string", "pattern": "^\"[0-9]+\"$"],
                        ],
                        "Location": [
                            "description": "Where it is found.",
                            "schema": ["type": "string", "format": "uri-reference"],
                        ],
                    ],
                    "securitySchemes": [
                        "session": [
                            "type": "http", "scheme": "bearer",
                            "description": "The token that POST /api/v1/sessions gives.",
                        ],
                        "key": [
                            "type": "http", "scheme": "bearer", "bearerFormat": "attest_[A-Z2-7]{46}",
                            "description": .text(Self.key),
                        ],
                    ],
                ],
            ]
        }
    }

    private static let introduction = """
        Everything that the pages do. Lists are `{"items": […], "next": "…"}`, and `next` is left out at the end. \
        Times are RFC 3339 in UTC; ids are UUIDs in lower case. Fields that are not known are ignored; a field without \
        a value is left out. Errors are `application/problem+json` (RFC 9457). Every answer has an `X-Request-Id`, \
        which helps us to find it. A GET can be a HEAD as well.
        """

    private static let key = """
        A program’s key, which its owner makes on the page /account/keys or with POST /api/v1/account/keys. It does no more \
        than its owner may at the moment, within what it was made for: the operations that name it, with the scope that \
        they name.
        """

    private static let idempotencyKey: JSONValue = [
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": .text(
            """
            Makes it safe to send the request again, for 28 days: the same key takes effect once and gets the same \
            answer. It counts for this operation, at this address, by this account; without an account, with this \
            content. Use a new key for other content: by an account, the same key with other content is refused (422, \
            `key-reused`) and does nothing. Best a version 7 UUID; any other text will do.
            """),
        "schema": ["type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"],
        "example": .text(Sample.session.text),
    ]

    private static let ifMatch: JSONValue = [
        "name": "If-Match", "in": "header", "required": false,
        "description": .text(
            """
            The `ETag` that you were given: it is done only if nobody else has written since, and answered with 412 \
            otherwise. Left out, or an asterisk, it is done in any case.
            """),
        "schema": ["type": "string", "pattern": "^(\\*|(W/)?\"[!#-~]*\")$"], "example": "\"1\"",
    ]

    private func about(_ family: String) -> String {
        switch family {
        case "account": "Your own account, and the keys that programs act with."
        case "accounts": "Registering and verifying the address."
        case "cases": "A statement of compliance under way."
        case "challenges": "A hurdle for programs that register accounts."
        case "declarations": "What the signatory’s link opens."
        case "directories":
            "Organisations as the Organisation Data Service and the Information Commissioner’s Office list them, and where "
                + "postcodes are."
        case "organisations": "Registering an organisation, and those that you belong to."
        case "reviews": "The review desk."
        case "sessions": "Signing in and out."
        default: "This description."
        }
    }

    private var paths: [String: JSONValue] {
        get throws {
            var paths: [String: [String: JSONValue]] = [:]
            for operation in operations {
                paths[operation.path, default: [:]][operation.method.rawValue.lowercased()] = try operation.json
            }
            return paths.mapValues { .object($0) }
        }
    }

    private var schemas: [String: Schema] {
        let shapes = operations.flatMap { [$0.takes, $0.gives.body] }.compactMap { $0?.schema }
        return (shapes + [.reference(ProblemDocument.self)]).reduce(into: [:]) {
            $0.merge($1.named) { first, _ in first }
        }
    }

    private var refusals: [String: JSONValue] {
        get throws {
            var responses: [String: JSONValue] = [:]
            for status in Set(operations.flatMap(\.problemStatuses)) {
                var members: [String: JSONValue] = [
                    "description": .text(status.meaning),
                    "content": [
                        ProblemDocument.mediaType: [
                            "schema": Schema.reference(ProblemDocument.self).json,
                            "example": try .value(of: ProblemDocument(status.example)),
                        ]
                    ],
                ]
                if let header = status.header {
                    members["headers"] = .object([
                        header.name: ["$ref": .text("#/components/headers/\(header.component)")]
                    ])
                }
                responses["Problem\(status.code)"] = .object(members)
            }
            return responses
        }
    }
}
