// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

import struct Foundation.UUID

/// `/account/keys`: what people give their programs to act with.
struct APIKeyController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("account/keys", use: show)
        router.get("account/keys/new", use: showNew).post("account/keys/new", use: make)
        // Where a form was sent is not a page.
        router.get("account/keys/:key", use: back).post("account/keys/:key", use: end)
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        async let keys = desk.services.ask(ListAPIKeys(), context)
        // The names of organisations are worth less than the list.
        let names = (try? await organisations(context)) ?? [:]
        var page = APIKeysPage(try await keys, organisations: names)
        if request.uri.queryParameters.get("ended") != nil {
            page.notice = "The key has ended. The program that has it can do nothing more with it."
        }
        return try desk.response(page, context)
    }

    @Sendable func showNew(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        return try desk.response(
            QuestionPage.newAPIKey(try await organisations(context), FormState()), context)
    }

    @Sendable func make(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        let form = try await desk.forms.form(request, context)
        let secret = desk.keys.apiKey(message: form.message, session: session.session)
        let id = desk.keys.identifier("api-key", message: form.message)
        return try await desk.take(form, of: request, context) {
            NewAPIKey(&$0)
        } tell: { new, _ in
            new.instruction(for: session, as: id, secret)
        } again: {
            try desk.response(QuestionPage.newAPIKey(try await organisations(context), $0), context, $0)
        } then: { new in
            // An old form sent again shows no dead key.
            guard try await desk.services.ask(ListAPIKeys(), context).contains(where: { $0.key == id }) else {
                return .redirect(to: "/account/keys")
            }
            return try desk.response(NewAPIKeyPage(new.name, secret), context)
        }
    }

    @Sendable func end(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let own = try context.signedIn()
        let key = try context.id("key")
        return try await desk.press(request, context, tell: EndAPIKey(account: own.account, key: key)) {
            throw Failure($0.status, $0.problems, retryAfter: $0.retryAfter)
        } then: {
            .redirect(to: "/account/keys?ended=1")
        }
    }

    @Sendable func back(_ request: Request, _ context: GatewayContext) async throws -> Response {
        .redirect(to: "/account/keys")
    }

    /// The names of those that the person belongs to.
    private func organisations(_ context: GatewayContext) async throws -> [UUID: String] {
        guard !context.actor.memberships.isEmpty else { return [:] }
        let listed = try await desk.services.ask(ListOrganisations(own: true), context)
        return Dictionary(listed.items.map { ($0.organisation, $0.name) }) { first, _ in first }
    }
}
