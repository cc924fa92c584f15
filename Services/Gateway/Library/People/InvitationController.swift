// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

import struct Foundation.UUID

/// `/invitations/{id}`: where the link of an invitation's e-mail leads. ISG-67, ISG-68
struct InvitationController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("invitations/:id", use: show).post("invitations/:id", use: accept)
        // Where a form was sent is not a page.
        router.get("invitations/:id/refusal") { _, context in
            Response.redirect(to: "/invitations/\(try context.id().text)")
        }.post("invitations/:id/refusal", use: decline)
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await show(FormState(), context)
    }

    private func show(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        guard let id = try? context.id() else { return try desk.response(MessagePage.invitationCut, context) }
        // Before somebody has signed in nothing is said of it: whoever has the link need not have its address.
        switch context.visitor {
        case .anonymous, .halfway: return try desk.response(QuestionPage.invited(id), context)
        case .signedIn, .unknown: break
        }
        let session = try context.signedIn()
        guard let details = try await read(id, session, context) else {
            return try desk.response(MessagePage.invitationGone, context)
        }
        return try desk.response(QuestionPage.invited(details, id, as: session, state), context, state)
    }

    /// Nil of one that was answered, taken back or never there.
    private func read(_ id: UUID, _ session: Session, _ context: GatewayContext) async throws -> InvitationDetails? {
        do {
            return try await desk.services.ask(ReadInvitation(invitation: id, address: session.email), context)
        } catch ClientError.refused(let problems) where problems == [.notFound] {
            return nil
        }
    }

    @Sendable func accept(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await answer(true, request, context) { "/organisations/\($0.text)/people?done=welcome" }
    }

    @Sendable func decline(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await answer(false, request, context) { _ in "/?declined=1" }
    }

    private func answer(
        _ accepted: Bool, _ request: Request, _ context: GatewayContext, then address: (UUID) -> String
    ) async throws -> Response {
        let session = try context.signedIn()
        let id = try context.id()
        let form = try await desk.forms.form(request, context)
        // The form says whose it is, so that the same one again is the same answer when the invitation is gone.
        guard let organisation = UUID(uuidString: form["organisation"]) else { throw Failure.notFound }
        let answer = AnswerInvitation(
            organisation: organisation, invitation: id, accepted: accepted, address: session.email)
        return try await desk.take(form, of: request, context) { _ in
        } tell: { _, _ in
            answer
        } again: {
            try await show($0, context)
        } then: { _ in
            if accepted { await desk.awaitMembership(of: organisation, context) }
            return .redirect(to: address(organisation))
        }
    }
}

/// `/organisations/{id}/join`: asking to be let into one that is registered already. IMP-08
struct JoiningController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("organisations/:id/join", use: show).post("organisations/:id/join", use: ask)
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await show(FormState(), context)
    }

    private func show(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        let details = try await desk.services.ask(DescribeJoining(organisation: try context.id()), context)
        if details.isMember { return .redirect(to: "/organisations/\(details.organisation.text)") }
        return try desk.response(QuestionPage.joining(details, state), context, state)
    }

    @Sendable func ask(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        let id = try context.id()
        return try await desk.take(request, context) {
            NewJoinRequest(&$0)
        } tell: { new, form in
            new.instruction(for: id, as: desk.keys.identifier("joining", message: form.message), by: session)
        } again: {
            try await show($0, context)
        } then: { _ in
            .redirect(to: "/organisations/\(id.text)/join")
        }
    }
}
