// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

/// `/account/password/…`: choosing a new password with a link from an e-mail.
struct PasswordController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("account/password", use: showRequest).post("account/password", use: request)
        router.get("account/password/:token", use: show).post("account/password/:token", use: change)
        router.post("account/password/:token/renewal", use: renew)
        // Where a form was sent is not a page.
        router.get("account/password/:token/renewal") { _, context in
            Response.redirect(to: "/account/password/\(context.parameters.get("token") ?? "")")
        }
    }

    @Sendable func showRequest(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try desk.response(QuestionPage.forgottenPassword(FormState()), context)
    }

    @Sendable func request(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await desk.take(request, context, member: false) {
            PasswordResetRequest(&$0)
        } tell: { request, _ in
            request.instruction
        } again: {
            try desk.response(QuestionPage.forgottenPassword($0), context, $0)
        } then: { _ in
            try desk.response(MessagePage.resetSent, context)
        }
    }

    /// The link itself changes nothing, and what is wrong with it is said before anything is typed.
    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let token = token(context) else { return try incomplete(context) }
        return try await show(token, FormState(), context)
    }

    @Sendable func change(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let token = token(context) else { return try incomplete(context) }
        return try await desk.take(request, context, member: false) {
            NewPassword(&$0, token)
        } tell: { new, _ in
            new.instruction(with: token)
        } again: {
            try await show(token, $0, context)
        } then: { _ in
            // Whoever was signed in here is so no longer.
            var response = Response.redirect(to: "/account/sign-in?changed=1")
            response.headers[values: .setCookie] += [desk.cookies.endSession]
            return response
        }
    }

    @Sendable func renew(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let token = token(context) else { return try incomplete(context) }
        return try await desk.take(request, context, member: false) { _ in
        } tell: { _, _ in
            RenewPasswordReset(account: token.subject, tokenDigest: token.digest)
        } again: {
            try await show(token, $0, context)
        } then: { _ in
            try desk.response(MessagePage.resetSent, context)
        }
    }

    private func show(_ token: LinkToken, _ state: FormState, _ context: GatewayContext) async throws -> Response {
        let standing = try await desk.services.ask(
            ReadPasswordReset(account: token.subject, tokenDigest: token.digest), context)
        guard standing == .open else {
            let page = QuestionPage.spentReset(standing, token, state)
            return try desk.response(
                page, context, status: standing == .unknown ? .notFound : .gone, retryAfter: state.retryAfter)
        }
        return try desk.response(QuestionPage.newPassword(token, state), context, state)
    }

    private func incomplete(_ context: GatewayContext) throws -> Response {
        try desk.response(MessagePage.incompleteReset, context, status: .notFound)
    }

    private func token(_ context: GatewayContext) -> LinkToken? {
        context.parameters.get("token").flatMap { LinkToken(clear: $0) }
    }
}
