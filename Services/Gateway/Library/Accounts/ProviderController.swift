// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Hummingbird
import ServiceKit

/// `/account/provider/…`, `/account/security/provider`: signing in with another provider, and linking an account to it.
struct ProviderController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("account/provider", use: back).post("account/provider", use: leave)
        router.get("account/provider/callback", use: arrive)
        router.get("account/provider/registration", use: showRegistration).post(
            "account/provider/registration", use: register)
        router.get("account/provider/link", use: showLink).post("account/provider/link", use: link)
        router.get("account/security/provider", use: show)
        // Where a form was sent is not a page.
        router.get("account/security/provider/removal", use: back).post(
            "account/security/provider/removal", use: remove)
    }

    /// What the provider is called.
    ///
    /// - Throws: `notFound` where there is none.
    private func name() throws -> String {
        guard let name = desk.configuration.provider else { throw Failure.notFound }
        return name
    }

    @Sendable func back(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try name()
        return .redirect(to: context.visitor.session == nil ? "/account/sign-in" : "/account/security/provider")
    }

    // MARK: There

    /// By way of a page: browsers do not follow a form to another site, since no form of ours may go to one.
    @Sendable func leave(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let name = try name()
        let form = try await desk.forms.form(request, context)
        guard let binding = context.browser.binding else { throw Failure(.forbidden, [.staleForm]) }
        let next = WebAddress.own(form["next"])
        do {
            let door = try await desk.services.ask(
                BeginProviderSignIn(
                    redirect: "\(desk.configuration.publicURL)/account/provider/callback",
                    binding: desk.keys.binding("provider", binding),
                    next: next.utf8.count <= Self.longestNext ? next : "/"),
                context, deadline: .seconds(10))
            var response = try desk.response(MessagePage.leaving(for: name, at: door.address), context)
            response.headers[.refresh] = "0; url=\(door.address)"
            return response
        } catch let error as ClientError {
            return try await again(Failure(error), next: next, context)
        }
    }

    private static let longestNext = 500

    // MARK: And back

    /// The provider leads the browser here by a `GET`, which therefore changes something. What it brings counts once, in
    /// the browser that left, and for ten minutes.
    @Sendable func arrive(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let name = try name()
        let query = request.uri.queryParameters
        guard query.get("error") == nil else { return try await again(.declined(name), context) }
        guard let state = query.get("state"), state.utf8.count <= 4_096, let code = query.get("code"),
            code.utf8.count <= 4_096, (query.get("iss")?.utf8.count ?? 0) <= 1_024,
            let binding = context.browser.binding
        else { return try await again(.incomplete, context) }
        let arrival: ProviderArrival
        do {
            arrival = try await desk.services.ask(
                FinishProviderSignIn(
                    state: state, code: code, issuer: query.get("iss"),
                    binding: desk.keys.binding("provider", binding)),
                context, deadline: .seconds(20))
        } catch {
            return try await again(Failure(error), context)
        }
        if let session = context.visitor.session {
            guard let account = arrival.account else {
                return try keeping(arrival, leadingTo: "/account/provider/link")
            }
            return account == session.account
                ? .redirect(to: "/account/security/provider") : try await again(.othersAccount(name), context)
        }
        switch arrival.standing {
        case .linked: return try await signIn(arrival, state, binding, context)
        case .known:
            return try keeping(arrival, leadingTo: "/account/sign-in?next=/account/provider/link&known=1")
        case .new: return try keeping(arrival, leadingTo: "/account/provider/registration")
        case .unproven: return try desk.response(MessagePage.unproven(name), context)
        }
    }

    private func signIn(
        _ arrival: ProviderArrival, _ state: String, _ binding: String, _ context: GatewayContext
    ) async throws -> Response {
        let message = desk.keys.identifier(key: state, scope: "provider")
        let token = desk.keys.sessionToken(message: message, browser: binding)
        do {
            try await desk.services.tell(
                SignInWithProvider(
                    word: arrival.word, session: desk.keys.identifier("session", message: message),
                    tokenDigest: Hex.encode(token.digest), device: Device.name(of: context.userAgent)),
                id: message, context)
        } catch {
            return try await again(Failure(error), next: arrival.next, context)
        }
        return await begin(token, leadingTo: arrival.next, context)
    }

    private func begin(_ token: Token, leadingTo next: String, _ context: GatewayContext) async -> Response {
        let next = await AccountController(desk: desk).afterSignIn(WebAddress.own(next), token, context)
        var response = Response.redirect(to: next)
        response.headers[values: .setCookie] += [
            desk.cookies.session(token), desk.cookies.endVisit, desk.cookies.endArrival,
        ]
        return response
    }

    /// What the provider said waits in the browser until its owner has shown that an account is theirs.
    private func keeping(_ arrival: ProviderArrival, leadingTo address: String) throws -> Response {
        var response = Response.redirect(to: address)
        response.headers[values: .setCookie].append(
            desk.cookies.arrival(try desk.keys.seal(arrival, context: Desk.arrivalContext)))
        return response
    }

    /// Whence they began, with what went wrong.
    private func again(_ failure: Failure, next: String = "/", _ context: GatewayContext) async throws -> Response {
        var state = FormState()
        state.problems = failure.problems
        // Nothing that was sent is wrong then.
        let isAway = failure.problems.first?.code == "provider-away"
        state.status = isAway ? .serviceUnavailable : failure.status
        state.retryAfter = failure.retryAfter
        if context.visitor.session != nil { return try await show(state, context) }
        state.form.set("next", to: next)
        return try desk.response(QuestionPage.signIn(state, provider: try name()), context, state)
    }

    // MARK: An account by it

    @Sendable func showRegistration(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let name = try name()
        guard let arrival = desk.arrival(of: context), context.held == nil else {
            return try await back(request, context)
        }
        var state = FormState()
        state.form.set("displayName", to: arrival.displayName)
        return try desk.response(QuestionPage.register(arrival, with: name, state), context)
    }

    @Sendable func register(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let name = try name()
        let form = try await desk.forms.form(request, context)
        guard let arrival = desk.arrival(of: context), context.held == nil, let browser = context.browser.binding else {
            return try await again(.tooLate, context)
        }
        let token = desk.keys.sessionToken(message: form.message, browser: browser)
        return try await desk.take(form, of: request, context) {
            NewProviderAccount(&$0)
        } tell: { account, form in
            RegisterWithProvider(
                account: desk.keys.identifier("account", message: form.message), displayName: account.displayName,
                word: arrival.word, session: desk.keys.identifier("session", message: form.message),
                tokenDigest: Hex.encode(token.digest), device: Device.name(of: context.userAgent))
        } again: {
            try desk.response(QuestionPage.register(arrival, with: name, $0), context, $0)
        } then: { _ in
            // Where a validator is asked first there is no session yet.
            if case .anonymous = try await desk.services.visitor(with: token, trace: context.trace) {
                var response = try desk.response(MessagePage.waiting, context)
                response.headers[values: .setCookie].append(desk.cookies.endArrival)
                return response
            }
            return await begin(token, leadingTo: arrival.next, context)
        }
    }

    // MARK: The link

    @Sendable func showLink(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let name = try name()
        let session = try context.signedIn()
        guard let arrival = desk.arrival(of: context) else { return .redirect(to: "/account/security/provider") }
        return try desk.response(QuestionPage.link(arrival, session, with: name, FormState()), context)
    }

    @Sendable func link(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let name = try name()
        let session = try context.signedIn()
        let form = try await desk.forms.form(request, context)
        guard let arrival = desk.arrival(of: context) else { return try await again(.tooLate, context) }
        return try await desk.take(form, of: request, context) { _ in
        } tell: { _, form in
            LinkProvider(
                account: session.account, session: session.session, word: arrival.word,
                current: form[raw: "current"].isEmpty ? nil : form[raw: "current"])
        } again: {
            try desk.response(QuestionPage.link(arrival, session, with: name, $0), context, $0)
        } then: { _ in
            let isSecurity = arrival.next == "/account/security/provider"
            var response = Response.redirect(to: isSecurity ? "\(arrival.next)?linked=1" : WebAddress.own(arrival.next))
            response.headers[values: .setCookie].append(desk.cookies.endArrival)
            return response
        }
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try name()
        _ = try context.signedIn()
        let query = request.uri.queryParameters
        return try await show(FormState(), context, hasChanged: query.get("linked") != nil || query.get("off") != nil)
    }

    private func show(
        _ state: FormState, _ context: GatewayContext, hasChanged: Bool = false
    ) async throws -> Response {
        let summary = try await desk.services.ask(ReadProviderLink(), context)
        return try desk.response(
            QuestionPage.provider(try name(), summary, state, hasChanged: hasChanged), context, state)
    }

    @Sendable func remove(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try name()
        let account = try context.signedIn().account
        return try await desk.take(request, context) {
            CurrentPassword(&$0)
        } tell: { password, _ in
            UnlinkProvider(account: account, current: password.current)
        } again: { state in
            try await show(state, context)
        } then: { _ in
            .redirect(to: "/account/security/provider?off=1")
        }
    }
}

extension Desk {
    static let arrivalContext = "arrival from the provider"

    /// Who came back from the provider in this browser, and waits for an account.
    func arrival(of context: GatewayContext) -> ProviderArrival? {
        context.browser.arrival.flatMap { keys.open(ProviderArrival.self, from: $0, context: Self.arrivalContext) }
    }
}

extension Failure {
    fileprivate static func declined(_ name: String) -> Failure {
        Failure(
            .unprocessableContent,
            [
                Problem(
                    code: "provider-declined",
                    message: "You did not sign in with \(name). Try again, or sign in with your password.")
            ])
    }

    fileprivate static func othersAccount(_ name: String) -> Failure {
        Failure(
            .conflict,
            [
                Problem(
                    code: "provider-others",
                    message:
                        "Another Attest account is linked to the one that you used at \(name). Sign out, and sign in with "
                        + "\(name).", kind: .conflict)
            ])
    }

    fileprivate static let incomplete = Failure(
        .unprocessableContent,
        [Problem(code: "provider-return-unknown", message: "Something is missing from the address. Try again.")])

    fileprivate static let tooLate = Failure(
        .unprocessableContent,
        [
            Problem(
                code: "provider-word-stale",
                message: "More than ten minutes have passed since you signed in there. Begin again.")
        ])
}
