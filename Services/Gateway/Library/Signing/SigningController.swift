// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

/// `/sign/{token}`: the signatory's page. The link is the permission; nobody has to sign in.
struct SigningController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("sign/:token", use: show).post("sign/:token", use: sign)
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let token = token(context) else { return try closed(.incomplete, context) }
        return try await show(token, FormState(), justSigned: request.uri.queryParameters.get("signed") != nil, context)
    }

    @Sendable func sign(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let token = token(context) else { return try closed(.incomplete, context) }
        return try await desk.take(request, context, member: false) {
            Signature(&$0)
        } tell: { signature, _ in
            signature.instruction(with: token)
        } again: {
            try await show(token, $0, context)
        } then: { _ in
            .redirect(to: "/sign/\(token.clear)?signed=1")
        }
    }

    /// What the link opens now: the declaration with its form, or why there is nothing to sign.
    private func show(
        _ token: LinkToken, _ state: FormState, justSigned: Bool = false, _ context: GatewayContext
    ) async throws -> Response {
        let declaration: Declaration
        do {
            declaration = try await desk.services.ask(
                ReadDeclaration(caseID: token.subject, tokenDigest: token.digest), context)
        } catch .refused {
            return try closed(.unknown, context)
        }
        guard declaration.standing == "open" else {
            return try closed(DeclarationClosedPage(declaration, justSigned: justSigned), context)
        }
        return try desk.response(DeclarationPage(declaration, token, state), context, state)
    }

    private func closed(_ page: DeclarationClosedPage, _ context: GatewayContext) throws -> Response {
        try desk.response(page, context, status: page.status, retryAfter: page.retryAfter)
    }

    private func token(_ context: GatewayContext) -> LinkToken? {
        context.parameters.get("token").flatMap { LinkToken(clear: $0) }
    }
}
