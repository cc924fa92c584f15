// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Hummingbird
import ServiceKit

/// Finds out who makes a request. It never refuses one: a page that needs to know asks `signedIn()`.
struct Sessions: RouterMiddleware {
    typealias Context = GatewayContext

    let services: Services
    let cookies: SessionCookies

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.browser = cookies.read(request)
        var begun: Token?
        if let token = context.browser.session {
            context.visitor = await visitor(with: token, context)
        } else if context.browser.visit == nil, request.method == .get || request.method == .head {
            begun = Token.random()
            context.browser.visit = begun
        }
        var response = try await next(request, context)
        // Only a page has forms to bind.
        if let begun, response.headers[.contentType]?.hasPrefix("text/html") == true {
            response.headers[values: .setCookie].append(cookies.visit(begun))
        }
        return response
    }

    private func visitor(with token: Token, _ context: GatewayContext) async -> Visitor {
        do {
            return try await services.visitor(with: token, trace: context.trace)
        } catch {
            return .unknown(error)
        }
    }
}
