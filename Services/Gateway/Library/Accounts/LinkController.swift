// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

/// The links of e-mails about accounts: asking for one, and following it.
///
/// Opening a link changes nothing, since programs that look into e-mails open links too; a button does. What has become of
/// a link that no longer works is said before anything is typed, with one press for another. IMP-01, IMP-02
struct LinkController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("account/verification", use: showResend).post("account/verification", use: resend)
        router.get("account/password", use: showForgotten).post("account/password", use: forgotten)
        router.get("account/verify/:token", use: show(.verification)).post("account/verify/:token", use: verify)
        router.get("account/password/:token", use: show(.passwordReset))
            .post("account/password/:token", use: choosePassword)
        router.get("account/address/:token", use: show(.newAddress)).post("account/address/:token", use: confirm)
        // Where a form was sent is not a page.
        router.get("account/verify/:token/renewal", use: back(.verification))
            .post("account/verify/:token/renewal", use: renew(.verification))
        router.get("account/password/:token/renewal", use: back(.passwordReset))
            .post("account/password/:token/renewal", use: renew(.passwordReset))
        router.get("account/address/:token/renewal", use: back(.newAddress))
            .post("account/address/:token/renewal", use: renew(.newAddress))
    }

    typealias Answer = @Sendable (Request, GatewayContext) async throws -> Response

    // MARK: Asking for a link

    @Sendable func showResend(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try desk.response(QuestionPage.resendVerification(FormState()), context)
    }

    @Sendable func resend(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await desk.take(request, context, member: false) {
            VerificationRequest(&$0)
        } tell: { request, _ in
            request.instruction
        } again: {
            try desk.response(QuestionPage.resendVerification($0), context, $0)
        } then: { _ in
            try desk.response(MessagePage.sent(.verification), context)
        }
    }

    @Sendable func showForgotten(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try desk.response(QuestionPage.forgottenPassword(FormState()), context)
    }

    @Sendable func forgotten(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await desk.take(request, context, member: false) {
            PasswordResetRequest(&$0)
        } tell: { request, _ in
            request.instruction
        } again: {
            try desk.response(QuestionPage.forgottenPassword($0), context, $0)
        } then: { _ in
            try desk.response(MessagePage.sent(.passwordReset), context)
        }
    }

    /// Another link in the place of one that does not work.
    private func renew(_ purpose: LinkPurpose) -> Answer {
        { request, context in
            guard let token = token(context) else { return try incomplete(purpose, context) }
            return try await desk.press(
                request, context, member: false,
                tell: RenewLink(purpose: purpose, account: token.subject, tokenDigest: token.digest)
            ) {
                try await show(purpose, token, $0, context)
            } then: {
                try desk.response(MessagePage.sent(purpose), context)
            }
        }
    }

    private func back(_ purpose: LinkPurpose) -> Answer {
        { _, context in .redirect(to: "\(purpose.address)/\(context.parameters.get("token") ?? "")") }
    }

    // MARK: Following a link

    private func show(_ purpose: LinkPurpose) -> Answer {
        { _, context in
            guard let token = token(context) else { return try incomplete(purpose, context) }
            return try await show(purpose, token, FormState(), context)
        }
    }

    @Sendable func verify(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let token = token(context) else { return try incomplete(.verification, context) }
        return try await desk.press(
            request, context, member: false, tell: Verification.instruction(with: token)
        ) {
            try await show(.verification, token, $0, context)
        } then: {
            .redirect(to: "/account/sign-in?verified=1")  // ISG-35
        }
    }

    @Sendable func choosePassword(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let token = token(context) else { return try incomplete(.passwordReset, context) }
        return try await desk.take(request, context, member: false) {
            NewPassword(&$0, token)
        } tell: { new, _ in
            new.instruction(with: token)
        } again: {
            try await show(.passwordReset, token, $0, context)
        } then: { _ in
            // Whoever was signed in here is so no longer.
            desk.cookies.signedOut(leadingTo: "/account/sign-in?changed=1")
        }
    }

    @Sendable func confirm(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let token = token(context) else { return try incomplete(.newAddress, context) }
        return try await desk.press(
            request, context, member: false, tell: AddressConfirmation.instruction(with: token)
        ) {
            try await show(.newAddress, token, $0, context)
        } then: {
            try desk.response(MessagePage.addressChanged, context)
        }
    }

    private func show(
        _ purpose: LinkPurpose, _ token: LinkToken, _ state: FormState, _ context: GatewayContext
    ) async throws -> Response {
        let standing = try await desk.services.ask(
            ReadLink(purpose: purpose, account: token.subject, tokenDigest: token.digest), context)
        switch standing {
        case .open: return try desk.response(QuestionPage.open(purpose, token, state), context, state)
        case .unknown:
            return try desk.response(
                QuestionPage.unknown(purpose, state), context, status: .notFound, retryAfter: state.retryAfter)
        case .used, .expired, .replaced:
            return try desk.response(
                QuestionPage.spent(purpose, standing, token, state), context, status: .gone,
                retryAfter: state.retryAfter)
        }
    }

    private func incomplete(_ purpose: LinkPurpose, _ context: GatewayContext) throws -> Response {
        try desk.response(MessagePage.incomplete(purpose), context, status: .notFound)
    }

    private func token(_ context: GatewayContext) -> LinkToken? {
        context.parameters.get("token").flatMap { LinkToken(clear: $0) }
    }
}
