// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

/// `/account/preferences`: whether and when e-mails about work come, and the link in them that ends them.
struct PreferenceController: Sendable {
    let desk: Desk

    static let address = "/account/preferences"

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("account/preferences", use: show).post("account/preferences", use: choose)
        router.get("account/preferences/unsubscribe/:token", use: showUnsubscribe)
            .post("account/preferences/unsubscribe/:token", use: unsubscribe)
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        var state = FormState()
        let chosen = try await desk.services.ask(ReadPreferences(), context)
        state.form.set("workEmail", to: chosen.workEmail.rawValue)
        return try desk.response(QuestionPage.preferences(state), context)
    }

    @Sendable func choose(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let account = try context.signedIn().account
        return try await desk.take(request, context) {
            ChosenPreferences(&$0)
        } tell: { chosen, _ in
            chosen.instruction(for: account)
        } again: {
            try desk.response(QuestionPage.preferences($0), context, $0)
        } then: { _ in
            .redirect(to: "/account?changed=preferences")
        }
    }

    // MARK: The link in an e-mail

    /// Opening the link changes nothing, since programs that look into e-mails open links too.
    @Sendable func showUnsubscribe(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let token = token(context) else { return try unknown(context) }
        return try desk.response(QuestionPage.unsubscribe(token), context)
    }

    /// The link is the permission, whoever sends what: the button of the page, or a mail system for its user's press, which
    /// knows neither a cookie of ours nor the page. It must not be led on to another address. RFC 8058
    @Sendable func unsubscribe(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let token = token(context) else { return try unknown(context) }
        _ = try await request.body(upTo: 16_384)
        do {
            try await desk.services.tell(
                Unsubscription.instruction(with: token), id: Identifier.make(), context,
                as: .visitor)
        } catch ClientError.refused {
            return try unknown(context)
        }
        return try desk.response(MessagePage.unsubscribed, context)
    }

    private func unknown(_ context: GatewayContext) throws -> Response {
        try desk.response(MessagePage.unknownUnsubscribe, context, status: .notFound)
    }

    private func token(_ context: GatewayContext) -> LinkToken? {
        context.parameters.get("token").flatMap { LinkToken(clear: $0) }
    }
}
