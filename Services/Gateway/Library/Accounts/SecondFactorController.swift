// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Hummingbird

/// The second step of signing in, and `/account/security/second-factor`: turning it on and off.
struct SecondFactorController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("account/sign-in/code", use: showStep).post("account/sign-in/code", use: prove)
        router.get("account/security/second-factor", use: show).post("account/security/second-factor", use: enrol)
        // Where a form was sent is not a page.
        router.get("account/security/second-factor/removal") { _, _ in
            Response.redirect(to: "/account/security/second-factor")
        }
        .post("account/security/second-factor/removal", use: remove)
    }

    static func step(leadingTo next: String) -> String { "/account/sign-in/code?next=\(WebAddress.query(next))" }

    static func enrolment(leadingTo next: String) -> String {
        "/account/security/second-factor?next=\(WebAddress.query(next))"
    }

    // MARK: Signing in

    @Sendable func showStep(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let next = WebAddress.own(request.uri.queryParameters.get("next") ?? "/")
        switch context.visitor {
        case .halfway: return try await step(FormState(), next: next, context)
        case .signedIn: return .redirect(to: next)
        case .unknown(let error): throw Failure(error)
        case .anonymous: return .redirect(to: "/account/sign-in?next=\(WebAddress.query(next))")
        }
    }

    @Sendable func prove(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let form = try await desk.forms.form(request, context)
        let next = WebAddress.own(form["next"])
        switch context.visitor {
        case .halfway: break
        // In another tab, or by a double click.
        case .signedIn: return .redirect(to: next)
        case .unknown(let error): throw Failure(error)
        case .anonymous: throw SignInNeeded()
        }
        return try await desk.take(form, of: request, context) {
            SignInCode(&$0)
        } tell: { code, _ in
            guard let instruction = code.instruction(context) else { throw SignInNeeded() }
            return instruction
        } again: {
            try await step($0, next: next, context)
        } then: { _ in
            .redirect(to: next)
        }
    }

    /// What the account has for it: an app, passkeys, or both.
    func step(_ state: FormState, next: String, _ context: GatewayContext) async throws -> Response {
        guard context.passkeySite != nil else {
            return try desk.response(QuestionPage.code(state, next: next), context, state)
        }
        let (request, takesCode) = try await desk.services.passkeyRequest(.proving, desk.keys, context)
        let page = try QuestionPage.step(request, takesCode: takesCode, state, next: next)
        return try desk.response(page, context, state)
    }

    // MARK: On and off

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        if let factor = try await desk.services.ask(ReadSecondFactor(), context) {
            return try desk.response(QuestionPage.removeFactor(factor, FormState()), context)
        }
        var state = FormState()
        state.form.set("next", to: WebAddress.own(request.uri.queryParameters.get("next") ?? "/account/security"))
        return try enrolment(session, Base32.encode(RandomBytes.make(TOTP.secretLength)), state, context)
    }

    @Sendable func enrol(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        let form = try await desk.forms.form(request, context)
        guard let secret = desk.keys.open(String.self, from: form["secret"], context: Self.scope(session)) else {
            return .redirect(to: Self.enrolment(leadingTo: WebAddress.own(form["next"])))
        }
        let next = WebAddress.own(form["next"])
        let codes = desk.keys.recoveryCodes(message: form.message, session: session.session)
        return try await desk.take(form, of: request, context) {
            SecondFactor(&$0, secret: secret, codes)
        } tell: { factor, _ in
            factor.instruction(for: session)
        } again: {
            try enrolment(session, secret, $0, context)
        } then: { _ in
            // An old form sent again says nothing of what has become of it since.
            guard try await desk.services.ask(ReadSecondFactor(), context) != nil else {
                return .redirect(to: "/account/security")
            }
            return try desk.response(RecoveryCodesPage(codes, next: next), context)
        }
    }

    @Sendable func remove(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        return try await desk.take(request, context) {
            SignInCode(&$0)
        } tell: { code, _ in
            RemoveSecondFactor(account: session.account, code: code.code)
        } again: { state in
            guard let factor = try await desk.services.ask(ReadSecondFactor(), context) else {
                return .redirect(to: "/account/security")
            }
            return try desk.response(QuestionPage.removeFactor(factor, state), context, state)
        } then: { _ in
            .redirect(to: "/account/security?off=1")
        }
    }

    /// The secret travels with the form, sealed, for this session alone: nothing is stored of what is only shown.
    private func enrolment(
        _ session: Session, _ secret: String, _ state: FormState, _ context: GatewayContext
    ) throws -> Response {
        let sealed = try desk.keys.seal(secret, context: Self.scope(session))
        var page = SecondFactorPage(session, secret: secret, sealed: sealed, state)
        if context.passkeySite != nil { page.passkey = "\(PasskeyController.list)/new" }
        return try desk.response(page, context, state)
    }

    private static func scope(_ session: Session) -> String { "second factor of \(session.session.text)" }
}
