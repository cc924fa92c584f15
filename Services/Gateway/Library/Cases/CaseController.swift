// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Hummingbird

/// `/cases/{id}`: the case, its contacts, its e-mails and its history.
struct CaseController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("cases/:id", use: show)
        router.get("cases/:id/contacts", use: showContacts).post("cases/:id/contacts", use: recordContacts)
        router.get("cases/:id/declaration", use: showResend).post("cases/:id/declaration", use: resend)
        router.get("cases/:id/emails", use: emails)
        router.get("cases/:id/emails/:email", use: email)
        router.get("cases/:id/history", use: history)
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let details = try await desk.details(context)
        let page = CasePage(
            details, member: context.actor.isMember(of: details.organisation),
            done: request.uri.queryParameters.get("done") ?? "")
        return try desk.response(page, context)
    }

    // MARK: Contacts

    @Sendable func showContacts(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let details = try await desk.details(context)
        let form = CaseContacts(details).form
        return try contacts(details, FormState(filled: form), context)
    }

    /// SOC-024, SOC-039
    @Sendable func recordContacts(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try context.id()
        return try await desk.take(request, context) {
            Contacts(&$0)
        } tell: { contacts, form in
            contacts.instruction(for: id, seen: form.revision)
        } again: { state in
            let details = try await desk.details(context)
            let state = state.isConflict ? state.showing(details.contactsRevision) : state
            return try contacts(details, state, context)
        } then: { _ in
            .redirect(to: "/cases/\(id.text)?done=contacts")
        }
    }

    private func contacts(_ details: CaseDetails, _ state: FormState, _ context: GatewayContext) throws -> Response {
        guard details.allows(.recordContacts), details.stage != .signed else {
            return try desk.response(ContactsPage(details, state), context, state)
        }
        return try desk.response(QuestionPage.contacts(details, state), context, state)
    }

    // MARK: The declaration, again

    @Sendable func showResend(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let details = try await desk.details(context)
        // Before it is sent and after it is signed there is nothing to send again, and not everybody may.
        guard details.stage == .declarationSent, details.allows(.resendDeclaration) else {
            return .redirect(to: "/cases/\(details.caseID.text)")
        }
        return try desk.response(QuestionPage.resendDeclaration(details, FormState()), context)
    }

    @Sendable func resend(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try context.id()
        return try await desk.press(
            request, context, tell: ResendDeclaration(caseID: id),
            again: { state in
                let details = try await desk.details(context)
                return try desk.response(QuestionPage.resendDeclaration(details, state), context, state)
            }, then: "/cases/\(id.text)?done=declaration")
    }

    // MARK: E-mails and history

    @Sendable func emails(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let details = try await desk.details(context)
        let emails = try await desk.services.ask(
            ListEmails(about: details.caseID, after: request.uri.queryParameters.get("after")), context)
        return try desk.response(EmailsPage(details, emails), context)
    }

    /// One e-mail, and what the mail server said of it.
    @Sendable func email(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let details = try await desk.details(context)
        let email = try await desk.services.ask(ReadEmail(email: try context.id("email")), context)
        // The id of another case's e-mail opens nothing here.
        guard email.about == details.caseID else { throw Failure.notFound }
        return try desk.response(EmailPage(details, email), context)
    }

    @Sendable func history(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let details = try await desk.details(context)
        let history = try await desk.services.ask(
            ShowHistory(caseID: details.caseID, after: request.uri.queryParameters.get("after")), context)
        let names = await desk.names(of: history.items.compactMap { account(of: $0.actor) }, context)
        return try desk.response(HistoryPage(details, history, names: names), context)
    }
}

extension Desk {
    /// The case that the address names, for whoever is signed in and may see it.
    func details(_ context: GatewayContext) async throws -> CaseDetails {
        _ = try context.signedIn()
        return try await services.ask(DescribeCase(caseID: try context.id()), context)
    }
}

/// The account in a reference to an actor, as histories have it.
func account(of reference: String) -> UUID? {
    reference.hasPrefix("account:") ? UUID(uuidString: String(reference.dropFirst(8))) : nil
}

/// Who an actor is, in words.
func words(for reference: String, names: [UUID: String]) -> String {
    if let account = account(of: reference) { return names[account] ?? "A person whose name cannot be shown just now" }
    switch reference.split(separator: ":").first {
    case "visitor": return "Somebody with the link"
    case "service": return "Attest"
    case "operator": return "The operator"
    default: return "Another system"
    }
}
