// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Hummingbird
import Logging
import ServiceKit

/// Turns whatever was thrown into a page that says what happened and what to do.
struct ErrorPages: RouterMiddleware {
    typealias Context = GatewayContext

    let pages: Pages

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch is SignInNeeded {
            return .redirect(to: "/account/sign-in?next=\(WebAddress.query(request.uri.path))")
        } catch let kept as KeptForm {
            return try page(kept.failure, ErrorPage(kept, reference: context.trace.trace), context)
        } catch let error where Self.lacksRoles(for: error, request, context) {
            return .redirect(to: SecondFactorController.enrolment(leadingTo: request.uri.path))
        } catch let failure as Failure {
            return try page(failure, context)
        } catch let error as ClientError {
            return try page(Failure(error), context)
        } catch let error as HTTPError {
            return try page(Failure(error.status), context)
        } catch is CancellationError {
            return try page(Failure(.serviceUnavailable, retryAfter: 5), context)
        } catch {
            // The type only: a description may hold what somebody typed.
            context.logger.error("a request failed", metadata: ["error": "\(type(of: error))"])
            return try page(Failure(.internalServerError), context)
        }
    }

    /// Whether somebody is kept out of a page for want of a second factor: what their roles would show is not shown until
    /// there is one.
    private static func lacksRoles(for error: any Error, _ request: Request, _ context: GatewayContext) -> Bool {
        guard request.method == .get, context.visitor.session?.lacks == .enrolment else { return false }
        let failure = (error as? Failure) ?? (error as? ClientError).map { Failure($0) }
        return failure?.status == .forbidden || failure?.status == .notFound
    }

    private func page(_ failure: Failure, _ context: GatewayContext) throws -> Response {
        try page(failure, ErrorPage(failure, reference: context.trace.trace), context)
    }

    private func page(_ failure: Failure, _ page: ErrorPage, _ context: GatewayContext) throws -> Response {
        var response = try pages.response(page, context, status: failure.status)
        if let seconds = failure.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }
}
