// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

import struct Foundation.UUID

/// `/admin/…`: what those do who look after the platform: accounts that wait for a validator, and the list of domains that
/// need none. ISG-25 to ISG-28
struct AdminController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("admin/accounts", use: accounts)
        router.get("admin/accounts/:account", use: showAccount).post("admin/accounts/:account", use: decide)
        router.get("admin/emails", use: emails)
        router.get("admin/emails/:template", use: email)
        router.get("admin/emails/:template/html", use: emailAsSent)
        router.get("admin/domains", use: domains).post("admin/domains", use: add)
        // Where a form was sent is not a page.
        router.get("admin/domains/removal") { _, _ in Response.redirect(to: "/admin/domains") }
            .post("admin/domains/removal", use: remove)
    }

    // MARK: Accounts that wait

    @Sendable func accounts(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        let query = request.uri.queryParameters
        let waiting = try await desk.services.ask(ListWaitingAccounts(after: query.get("after")), context)
        return try desk.response(WaitingAccountsPage(waiting, done: query.get("done") ?? ""), context)
    }

    @Sendable func showAccount(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        return try await show(try context.id("account"), FormState(), context)
    }

    @Sendable func decide(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try context.id("account")
        return try await desk.take(request, context) {
            AccountDecision(&$0)
        } tell: { decision, _ in
            decision.instruction(about: id)
        } again: {
            try await show(id, $0, context)
        } then: { decision in
            .redirect(to: "/admin/accounts?done=\(decision.approved ? "approved" : "declined")")
        }
    }

    private func show(_ id: UUID, _ state: FormState, _ context: GatewayContext) async throws -> Response {
        guard let account = try await desk.services.ask(DescribeWaitingAccount(account: id), context) else {
            return .redirect(to: "/admin/accounts?done=other")
        }
        return try desk.response(QuestionPage.waitingAccount(account, state), context, state)
    }

    // MARK: E-mails

    @Sendable func emails(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        return try desk.response(
            EmailWordingsPage(try await desk.services.ask(PreviewEmails(), context)), context)
    }

    @Sendable func email(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try desk.response(EmailWordingPage(try await preview(context)), context)
    }

    /// The HTML part as a mail program gets it, which may do no more here than there.
    @Sendable func emailAsSent(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var response = Response(status: .ok, body: .init(byteBuffer: .init(string: try await preview(context).html)))
        response.headers[.contentType] = "text/html; charset=utf-8"
        response.headers[.contentSecurityPolicy] =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        return response
    }

    private func preview(_ context: GatewayContext) async throws -> EmailPreview {
        _ = try context.signedIn()
        let template = context.parameters.get("template")
        let previews = try await desk.services.ask(PreviewEmails(), context)
        guard let preview = previews.first(where: { $0.template == template }) else { throw Failure.notFound }
        return preview
    }

    // MARK: Domains

    @Sendable func domains(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        return try await domains(FormState(), context, notice: request.uri.queryParameters.get("done"))
    }

    @Sendable func add(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await desk.take(request, context) {
            NewDomain(&$0)
        } tell: { new, _ in
            AddInstantDomain(domain: new.domain)
        } again: {
            try await domains($0, context)
        } then: { _ in
            .redirect(to: "/admin/domains?done=added")
        }
    }

    @Sendable func remove(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await desk.take(request, context) {
            NewDomain(&$0)
        } tell: { old, _ in
            RemoveInstantDomain(domain: old.domain)
        } again: {
            try await domains($0, context)
        } then: { _ in
            .redirect(to: "/admin/domains?done=removed")
        }
    }

    private func domains(
        _ state: FormState, _ context: GatewayContext, notice: String? = nil
    ) async throws -> Response {
        let list = try await desk.services.ask(ListInstantDomains(), context)
        let names = await desk.names(of: list.changes.compactMap { account(of: $0.by) }, context)
        return try desk.response(
            DomainsPage(list, names: { account(of: $0).flatMap { names[$0] } }, state, done: notice), context, state)
    }
}
