// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

import struct Foundation.UUID

/// `/tickets`: requests for help, and their answers. ISG-14 to ISG-17
struct TicketController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("tickets", use: list)
        router.get("tickets/new", use: showNew).post("tickets/new", use: raise)
        router.get("tickets/:ticket", use: show)
        // Where a form was sent is not a page.
        router.get("tickets/:ticket/answers", use: back).post("tickets/:ticket/answers", use: answer)
        router.get("tickets/:ticket/resolution", use: back).post("tickets/:ticket/resolution", use: resolve)
        router.get("tickets/:ticket/escalation", use: showEscalation).post("tickets/:ticket/escalation", use: escalate)
        router.get("tickets/:ticket/reopening", use: showReopening).post("tickets/:ticket/reopening", use: reopen)
    }

    @Sendable func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        let query = request.uri.queryParameters
        let (own, others) = (query.get("own"), query.get("after"))
        async let mine = desk.services.ask(ListTickets(after: own, own: true), context)
        let answers = session.roles.contains { $0.group != nil || $0 == .centralAdmin }
        let page: Page<TicketSummary> =
            answers ? try await desk.services.ask(ListTickets(after: others, own: false), context) : Page(items: [])
        return try desk.response(
            TicketsPage(
                own: try await mine, others: answers ? page : nil, mayRaise: !session.ownMemberships.isEmpty), context)
    }

    // MARK: Asking for help

    @Sendable func showNew(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var form = Form()
        if let page = request.uri.queryParameters.get("about") { form.set("page", to: WebAddress.own(page)) }
        return try await showNew(FormState(filled: form), context)
    }

    private func showNew(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        guard !session.ownMemberships.isEmpty else {
            return try desk.response(QuestionPage.noTicket, context)
        }
        let organisations =
            session.ownMemberships.count == 1
            ? [] : try await desk.services.ask(ListOrganisations(own: true), context).items
        return try desk.response(QuestionPage.newTicket(organisations, state), context, state)
    }

    /// ISG-15
    @Sendable func raise(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        let form = try await desk.forms.form(request, context)
        let id = desk.keys.identifier("ticket", message: form.message)
        return try await desk.take(form, of: request, context) {
            NewTicket(&$0, memberships: session.ownMemberships)
        } tell: { new, _ in
            try new.instruction(as: id, by: session)
        } again: {
            try await showNew($0, context)
        } then: { _ in
            .redirect(to: "/tickets/\(id.text)?done=raised")
        }
    }

    // MARK: A ticket

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await show(FormState(), context, done: request.uri.queryParameters.get("done") ?? "")
    }

    private func show(_ state: FormState, _ context: GatewayContext, done: String = "") async throws -> Response {
        let own = try context.signedIn().account
        let details = try await details(context)
        let names = await desk.names(of: details.entries.map(\.account), context)
        return try desk.response(TicketPage(details, names: names, own: own, state, done: done), context, state)
    }

    @Sendable func answer(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (ticket, session) = (try context.id("ticket"), try context.signedIn())
        return try await desk.take(request, context) {
            TicketText(&$0)
        } tell: { new, _ in
            AnswerTicket(ticket: ticket, text: new.text, address: session.email)
        } again: {
            try await show($0, context)
        } then: { _ in
            .redirect(to: "/tickets/\(ticket.text)?done=answered")
        }
    }

    @Sendable func resolve(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let ticket = try context.id("ticket")
        return try await desk.press(
            request, context, tell: ResolveTicket(ticket: ticket), again: { try await show($0, context) },
            then: "/tickets/\(ticket.text)?done=resolved")
    }

    @Sendable func back(_ request: Request, _ context: GatewayContext) async throws -> Response {
        .redirect(to: "/tickets/\(try context.id("ticket").text)")
    }

    // MARK: Handing on, and opening again

    @Sendable func showEscalation(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await showEscalation(FormState(), context)
    }

    private func showEscalation(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        let details = try await details(context)
        // Handed on or resolved meanwhile, or not the reader's to hand on.
        guard details.allows(.escalateTicket) else { return .redirect(to: "/tickets/\(details.summary.ticket.text)") }
        return try desk.response(QuestionPage.escalation(details, state), context, state)
    }

    /// ISG-17
    @Sendable func escalate(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (ticket, session) = (try context.id("ticket"), try context.signedIn())
        return try await desk.take(request, context) {
            Escalation(&$0)
        } tell: { new, _ in
            EscalateTicket(ticket: ticket, reason: new.reason, address: session.email)
        } again: {
            try await showEscalation($0, context)
        } then: { _ in
            .redirect(to: "/tickets/\(ticket.text)?done=escalated")
        }
    }

    @Sendable func showReopening(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await showReopening(FormState(), context)
    }

    private func showReopening(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        let details = try await details(context)
        guard details.allows(.reopenTicket) else { return .redirect(to: "/tickets/\(details.summary.ticket.text)") }
        return try desk.response(QuestionPage.reopening(details, state), context, state)
    }

    @Sendable func reopen(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (ticket, session) = (try context.id("ticket"), try context.signedIn())
        return try await desk.take(request, context) {
            TicketText(&$0)
        } tell: { new, _ in
            ReopenTicket(ticket: ticket, text: new.text, address: session.email)
        } again: {
            try await showReopening($0, context)
        } then: { _ in
            .redirect(to: "/tickets/\(ticket.text)?done=reopened")
        }
    }

    private func details(_ context: GatewayContext) async throws -> TicketDetails {
        _ = try context.signedIn()
        return try await desk.services.ask(DescribeTicket(ticket: try context.id("ticket")), context)
    }
}
