// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// `/openapi.json`: this description.
enum DocumentOperations {
    static let name = "describe"

    static let all: [Operation] = [
        Operation(
            method: .get, path: "/openapi.json", name: name, summary: "This description", access: .anyone,
            gives: .init(
                status: .ok, about: "OpenAPI 3.1.",
                body: .init(schema: .object([.init("openapi", .plain)])) { ["openapi": "3.1.0"] })
        ) { _ in
            // The document is made of the list that this stands in, so the routes answer with it themselves.
            throw Failure.notFound
        }
    ]
}
