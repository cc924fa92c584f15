// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// Answers for addresses under `/api/` that lead nowhere as the API answers, not with a page.
struct WrongAddresses: RouterMiddleware {
    typealias Context = GatewayContext

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path.hasPrefix("/api/") else { return try await next(request, context) }
        do {
            return try await next(request, context)
        } catch {
            return try ProblemDocument.response(to: error, context)
        }
    }
}
