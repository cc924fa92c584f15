// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

/// `/account`, `/account/security`: what people change of their own accounts, and where they are signed in.
struct OwnAccountController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("account", use: show)
        router.get("account/name", use: showName).post("account/name", use: rename)
        router.get("account/address", use: showAddress).post("account/address", use: changeAddress)
        router.get("account/security", use: showSecurity)
        router.get("account/security/password", use: showPassword).post(
            "account/security/password", use: changePassword)
        // Where a form was sent is not a page.
        router.get("account/security/sessions", use: back).post("account/security/sessions", use: endAll)
        router.get("account/security/sessions/:session", use: back).post("account/security/sessions/:session", use: end)
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        // A service that does not answer costs its line, not the page.
        async let mailbox = try? desk.services.ask(ReadMailbox(address: session.email), context)
        async let preferences = try? desk.services.ask(ReadPreferences(), context)
        var page = AccountPage(session, mailbox: await mailbox, preferences: await preferences)
        switch request.uri.queryParameters.get("changed") {
        case "name": page.notice = "Your name is changed."
        case "preferences": page.notice = "Your choice is saved."
        default: break
        }
        return try desk.response(page, context)
    }

    // MARK: The name

    @Sendable func showName(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var state = FormState()
        state.form.set("displayName", to: try context.signedIn().displayName)
        return try desk.response(QuestionPage.displayName(state), context)
    }

    @Sendable func rename(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let account = try context.signedIn().account
        return try await desk.take(request, context) {
            NewName(&$0)
        } tell: { new, _ in
            new.instruction(for: account)
        } again: {
            try desk.response(QuestionPage.displayName($0), context, $0)
        } then: { _ in
            .redirect(to: "/account?changed=name")
        }
    }

    // MARK: The e-mail address

    @Sendable func showAddress(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try desk.response(QuestionPage.newAddress(try context.signedIn(), FormState()), context)
    }

    @Sendable func changeAddress(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        return try await desk.take(request, context) {
            NewAddress(&$0)
        } tell: { new, _ in
            new.instruction(for: session.account)
        } again: {
            try desk.response(QuestionPage.newAddress(session, $0), context, $0)
        } then: { _ in
            try desk.response(MessagePage.sent(.newAddress), context)
        }
    }

    // MARK: Password and sessions

    @Sendable func showSecurity(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        async let sessions = desk.services.ask(ListSessions(), context)
        async let factor = desk.services.ask(ReadSecondFactor(), context)
        async let link = desk.services.ask(ReadProviderLink(), context)
        async let passkeys = desk.services.ask(ListPasskeys(), context)
        var page = SecurityPage(
            session, sessions: try await sessions, factor: try await factor, passkeys: try await passkeys.count,
            link: try await link, provider: desk.configuration.provider)
        let query = request.uri.queryParameters
        if query.get("ended") != nil { page.notice = "That device is signed out." }
        if query.get("off") != nil {
            page.notice =
                try await passkeys.isEmpty
                ? "Two-step sign-in is off." : "The app for codes is off. We still ask for a passkey."
        }
        return try desk.response(page, context)
    }

    @Sendable func showPassword(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        return try desk.response(QuestionPage.changePassword(FormState()), context)
    }

    @Sendable func changePassword(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let account = try context.signedIn().account
        return try await desk.take(request, context) {
            PasswordChange(&$0)
        } tell: { change, _ in
            change.instruction(for: account)
        } again: {
            try desk.response(QuestionPage.changePassword($0), context, $0)
        } then: { _ in
            desk.cookies.signedOut(leadingTo: "/account/sign-in?changed=1")
        }
    }

    @Sendable func end(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let own = try context.signedIn()
        let session = try context.id("session")
        return try await desk.press(request, context, tell: SignOut(account: own.account, session: session)) {
            throw Failure($0.status, $0.problems, retryAfter: $0.retryAfter)
        } then: {
            session == own.session
                ? desk.cookies.signedOut(leadingTo: "/") : .redirect(to: "/account/security?ended=1")
        }
    }

    @Sendable func back(_ request: Request, _ context: GatewayContext) async throws -> Response {
        .redirect(to: "/account/security")
    }

    @Sendable func endAll(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let account = try context.signedIn().account
        return try await desk.press(request, context, tell: SignOutEverywhere(account: account)) {
            throw Failure($0.status, $0.problems, retryAfter: $0.retryAfter)
        } then: {
            desk.cookies.signedOut(leadingTo: "/account/sign-in?ended=1")
        }
    }
}
