// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Hummingbird

import struct Foundation.UUID

/// `/account/security/passkeys`, and signing in with one.
struct PasskeyController: Sendable {
    static let list = "/account/security/passkeys"
    let desk: Desk

    static func signIn(leadingTo next: String) -> String {
        ["", "/"].contains(next)
            ? "/account/sign-in/passkey" : "/account/sign-in/passkey?next=\(WebAddress.query(next))"
    }

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("account/security/passkeys", use: show)
        router.get("account/security/passkeys/new", use: showNew).post("account/security/passkeys/new", use: add)
        router.get("account/security/passkeys/:passkey/name", use: showName)
            .post("account/security/passkeys/:passkey/name", use: rename)
        router.get("account/security/passkeys/:passkey/removal", use: showRemoval)
            .post("account/security/passkeys/:passkey/removal", use: remove)
        router.get("account/sign-in/passkey", use: showSignIn).post("account/sign-in/passkey", use: signIn)
        // Where a form was sent is not a page.
        router.get("account/sign-in/code/passkey") { _, _ in Response.redirect(to: "/account/sign-in/code") }
            .post("account/sign-in/code/passkey", use: prove)
    }

    // MARK: Whose they are

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        let passkeys = try await desk.services.ask(ListPasskeys(), context)
        var page = PasskeysPage(passkeys, isUsable: context.passkeySite != nil)
        page.notice = request.uri.queryParameters.get("done").flatMap { PasskeysPage.notices[String($0)] }
        return try desk.response(page, context)
    }

    @Sendable func showNew(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        guard context.passkeySite != nil else { return .redirect(to: Self.list) }
        var state = FormState()
        state.form.set("label", to: Device.name(of: context.userAgent) ?? "")
        return try await new(state, context)
    }

    @Sendable func add(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        return try await desk.take(request, context) {
            MadePasskey(&$0)
        } tell: { made, form in
            try made.instruction(
                for: session, passkey: desk.keys.identifier("passkey", message: form.message), keys: desk.keys,
                context)
        } again: {
            try await new($0, context)
        } then: { _ in
            .redirect(to: "\(Self.list)?done=added")
        }
    }

    private func new(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        let (request, _) = try await desk.services.passkeyRequest(.adding, desk.keys, context)
        return try desk.response(try QuestionPage.newPasskey(request, state), context, state)
    }

    @Sendable func showName(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let passkey = try await passkey(context).passkey
        var state = FormState()
        state.form.set("label", to: passkey.label)
        return try desk.response(QuestionPage.passkeyName(passkey, state), context)
    }

    @Sendable func rename(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (session, passkey, _) = try await passkey(context)
        return try await desk.take(request, context) {
            PasskeyName(&$0)
        } tell: { name, _ in
            RenamePasskey(account: session.account, passkey: passkey.passkey, label: name.label)
        } again: {
            try desk.response(QuestionPage.passkeyName(passkey, $0), context, $0)
        } then: { _ in
            .redirect(to: "\(Self.list)?done=renamed")
        }
    }

    @Sendable func showRemoval(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let found = try await passkey(context)
        return try await removal(found.passkey, isOnly: found.isOnly, FormState(), context)
    }

    @Sendable func remove(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        let id = try context.id("passkey")
        return try await desk.take(request, context) {
            CurrentPassword(&$0)
        } tell: { password, _ in
            RemovePasskey(account: session.account, passkey: id, current: password.current)
        } again: { state in
            let found = try await passkey(context)
            return try await removal(found.passkey, isOnly: found.isOnly, state, context)
        } then: { _ in
            .redirect(to: "\(Self.list)?done=removed")
        }
    }

    private func removal(
        _ passkey: PasskeySummary, isOnly: Bool, _ state: FormState, _ context: GatewayContext
    ) async throws -> Response {
        var isLast = isOnly
        if isOnly { isLast = try await desk.services.ask(ReadSecondFactor(), context) == nil }
        return try desk.response(QuestionPage.removePasskey(passkey, isLast: isLast, state), context, state)
    }

    /// The passkey that the address names, if it is theirs.
    private func passkey(
        _ context: GatewayContext
    ) async throws -> (session: Session, passkey: PasskeySummary, isOnly: Bool) {
        let session = try context.signedIn()
        let id = try context.id("passkey")
        let all = try await desk.services.ask(ListPasskeys(), context)
        guard let passkey = all.first(where: { $0.passkey == id }) else { throw Failure.notFound }
        return (session, passkey, all.count == 1)
    }

    // MARK: Signing in

    @Sendable func showSignIn(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let next = WebAddress.own(request.uri.queryParameters.get("next") ?? "/")
        if context.visitor.session != nil { return .redirect(to: next) }
        if case .halfway = context.visitor { return .redirect(to: SecondFactorController.step(leadingTo: next)) }
        guard context.passkeySite != nil else { return .redirect(to: "/account/sign-in") }
        return try await signIn(FormState(), next: next, context)
    }

    @Sendable func signIn(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let form = try await desk.forms.form(request, context)
        let next = WebAddress.own(form["next"])
        guard let browser = context.browser.binding else {
            return try await signIn(FormState(filled: form), next: next, context)
        }
        let token = desk.keys.sessionToken(message: form.message, browser: browser)
        return try await desk.take(form, of: request, context) {
            UsedPasskey(&$0)
        } tell: { used, form in
            try used.signIn(
                as: desk.keys.identifier("session", message: form.message), token, desk.keys, context)
        } again: {
            try await signIn($0, next: next, context)
        } then: { _ in
            let door = AccountController(desk: desk)
            var response = Response.redirect(to: await door.afterSignIn(next, token, context))
            response.headers[values: .setCookie] += [desk.cookies.session(token), desk.cookies.endVisit]
            return response
        }
    }

    private func signIn(_ state: FormState, next: String, _ context: GatewayContext) async throws -> Response {
        let (request, _) = try await desk.services.passkeyRequest(.signingIn, desk.keys, context)
        return try desk.response(try QuestionPage.passkeySignIn(request, state, next: next), context, state)
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
            UsedPasskey(&$0)
        } tell: { used, _ in
            guard let instruction = try used.proof(desk.keys, context) else { throw SignInNeeded() }
            return instruction
        } again: {
            try await SecondFactorController(desk: desk).step($0, next: next, context)
        } then: { _ in
            .redirect(to: next)
        }
    }
}
