// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
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
        let form = try await desk.forms.form(request, context)
        return try await desk.keeping(form, of: request) { try await sign(form, context) }
    }

    private func sign(_ form: Form, _ context: GatewayContext) async throws -> Response {
        guard let token = token(context) else { return try closed(.incomplete, context) }
        var checks = Checks(form)
        let typed = checks.required("code", "Enter the code from the e-mail", limit: 20)
        // As people type it: with spaces or dashes between the digits.
        let code = typed.filter { !$0.isWhitespace && $0 != "-" }
        if !code.isEmpty, code.count != 7 || !code.allSatisfy({ $0.isASCII && $0.isNumber }) {
            checks.refuse("code", "code-malformed", "Enter the seven digits of the code")
        }
        let capacity = checks.choice("capacity", SigningCapacity.self, "Select who you are")
        let name = checks.required("name", "Enter your full name")
        guard checks.problems.isEmpty, let capacity else {
            return try await show(token, FormState(form, problems: checks.problems), context)
        }
        let signature = SignDeclaration(
            caseID: token.subject, tokenDigest: digest(token.clear), codeDigest: digest("\(token.clear).\(code)"),
            capacity: capacity, name: name, text: form["text"].isEmpty ? nil : form["text"])
        do {
            try await desk.services.tell(signature, id: form.message, context)
        } catch {
            return try await show(token, try FormState(form, after: error), context)
        }
        return .redirect(to: "/sign/\(token.clear)?signed=1")
    }

    /// What the link opens now: the declaration with its form, or why there is nothing to sign.
    private func show(
        _ token: LinkToken, _ state: FormState, justSigned: Bool = false, _ context: GatewayContext
    ) async throws -> Response {
        let declaration: Declaration
        do {
            declaration = try await desk.services.ask(
                ReadDeclaration(caseID: token.subject, tokenDigest: digest(token.clear)), context)
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

    private func digest(_ text: String) -> String { Hex.encode(SHA256.digest(text)) }
}
