// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Hummingbird
import ServiceKit

/// `/account/…`: registering, signing in and out.
struct AccountController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("account/register", use: showRegister).post("account/register", use: register)
        router.get("account/register/done", use: registered)
        router.get("account/challenge/sound", use: sound)
        router.get("account/sign-in", use: showSignIn).post("account/sign-in", use: signIn)
        router.post("account/sign-out", use: signOut)
    }

    // MARK: Registering

    /// ISG-21: without signing in.
    @Sendable func showRegister(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await register(FormState(), context)
    }

    @Sendable func register(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let form = try await desk.forms.form(request, context)
        if form.has("another") { return try await register(FormState(filled: form), context) }
        return try await desk.take(form, of: request, context) {
            NewAccount(&$0)
        } tell: { account, form in
            account.instruction(for: desk.keys.identifier("account", message: form.message))
        } again: {
            try await register($0, context)
        } then: { new in
            // So that a mistyped address is seen.
            let sealed = try desk.keys.seal(new.email, context: Self.registeredContext)
            return .redirect(to: "/account/register/done?to=\(sealed)")
        }
    }

    /// With a new challenge, unless the one before was met and something else was wrong. ISG-32
    private func register(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        if state.isJudged, state.status == .unprocessableContent, !state.problems.isEmpty,
            !state.problems.contains(where: { $0.field == "challengeAnswer" })
        {
            return try desk.response(RegisterPage(state, challenge: nil, isMet: true), context, state)
        }
        var state = state
        var challenge: Challenge?
        do {
            challenge = try await desk.services.ask(NewChallenge(), context)
            state.form.set("challengeAnswer", to: "")
        } catch {
            // The form stays, with the challenge and the id that it had: sending it again is then enough.
            if state.status != .serviceUnavailable { state.problems += Failure(error).problems }
            state.status = Failure(error).status
            state.retryAfter = Failure(error).retryAfter
        }
        return try desk.response(RegisterPage(state, challenge: challenge), context, state)
    }

    /// A challenge to listen to, made only now that somebody wants it. C-04
    @Sendable func sound(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let challenge = request.uri.queryParameters.get("challenge") ?? ""
        let spoken = try await desk.services.ask(SpeakChallenge(challenge: challenge), context)
        guard let file = Base64.decode(spoken.sound) else { throw Failure(.serviceUnavailable, [.failed]) }
        return .file(file, type: "audio/wav", part: request.headers[.range])
    }

    @Sendable func registered(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let email = request.uri.queryParameters.get("to").flatMap {
            desk.keys.open(String.self, from: $0, context: Self.registeredContext)
        }
        return try desk.response(MessagePage.checkEmail(email), context)
    }

    private static let registeredContext = "registered-address"

    // MARK: Signing in and out

    @Sendable func showSignIn(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let next = WebAddress.own(request.uri.queryParameters.get("next") ?? "/")
        if context.visitor.session != nil { return .redirect(to: next) }
        if case .halfway = context.visitor { return .redirect(to: SecondFactorController.step(leadingTo: next)) }
        var state = FormState()
        state.form.set("next", to: next)
        let query = request.uri.queryParameters
        let notice =
            query.get("verified") != nil
            ? "Your e-mail address is confirmed. You can now sign in."
            : query.get("changed") != nil
                ? "Your password is changed. Sign in with the new one."
                : query.get("ended") != nil
                    ? "You are signed out everywhere."
                    : query.get("closed") != nil
                        ? "Your account is closed. If you change your mind, sign in within seven days." : nil
        if query.get("known") != nil, let provider, let arrival = desk.arrival(of: context) {
            state.form.set("email", to: arrival.email ?? "")
            return try desk.response(QuestionPage.signIn(state, toLink: provider), context)
        }
        return try signIn(state, notice: notice, context)
    }

    @Sendable func signIn(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let form: Form
        do {
            form = try await desk.forms.form(request, context)
        } catch let failure as Failure where context.visitor.session != nil && desk.forms.isProven(request.headers) {
            // The second of two open tabs: they have signed in already.
            guard failure.status == .forbidden else { throw failure }
            return .redirect(to: "/")
        }
        guard let browser = context.browser.binding else { return try signIn(FormState(filled: form), context) }
        let token = desk.keys.sessionToken(message: form.message, browser: browser)
        return try await desk.take(form, of: request, context) {
            Credentials(&$0)
        } tell: { credentials, form in
            credentials.instruction(
                for: desk.keys.identifier("session", message: form.message), token, on: context.userAgent)
        } again: {
            try signIn($0, context)
        } then: { _ in
            var response = Response.redirect(to: await afterSignIn(WebAddress.own(form["next"]), token, context))
            response.headers[values: .setCookie] += [desk.cookies.session(token), desk.cookies.endVisit]
            return response
        }
    }

    private func signIn(
        _ state: FormState, notice: String? = nil, _ context: GatewayContext
    ) throws -> Response {
        var page = QuestionPage.signIn(state, notice: notice, provider: provider)
        if context.passkeySite != nil { page.passkeyLink = PasskeyController.signIn(leadingTo: state.value("next")) }
        return try desk.response(page, context, state)
    }

    /// What the other provider is called with which people may sign in.
    private var provider: String? { desk.configuration.provider }

    /// Whoever has neither an organisation nor work to do is led to join the one that invites them, or to register one.
    /// ISG-36, ISG-67
    func afterSignIn(_ next: String, _ token: Token, _ context: GatewayContext) async -> String {
        switch try? await desk.services.visitor(with: token, trace: context.trace) {
        case .halfway: return SecondFactorController.step(leadingTo: next)
        case .signedIn(let session) where session.lacks == .enrolment:
            return SecondFactorController.enrolment(leadingTo: next)
        case .signedIn(let session) where next == "/" && session.memberships.isEmpty && session.roles.isEmpty:
            let invitations = try? await desk.services.ask(
                FindInvitations(address: session.email), as: .account(session.account), trace: context.trace,
                deadline: .seconds(2))
            guard let first = invitations?.first else { return "/organisations/new/category" }
            return invitations?.count == 1 ? "/invitations/\(first.invitation.text)" : next
        default: return next
        }
    }

    @Sendable func signOut(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var message = Identifier.make()
        do {
            message = try await desk.forms.form(request, context).message
        } catch {
            // From an old tab it is meant all the same; another site does not sign anybody out.
            guard desk.forms.isProven(request.headers) else { throw error }
        }
        if let session = context.held {
            // The cookie goes in any case: without it nobody can use the session, which ends by itself in time.
            _ = try? await desk.services.tell(
                SignOut(account: session.account, session: session.session), id: message, context,
                as: .account(session.account))
        }
        return desk.cookies.signedOut(leadingTo: "/")
    }
}
