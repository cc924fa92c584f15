// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

import struct Foundation.UUID

/// `/organisations/{id}/people`: who belongs to an organisation, and whom its administrators ask in. ISG-58, ISG-59
struct PeopleController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("organisations/:id/people", use: show)
        router.get("organisations/:id/people/new", use: showNew).post("organisations/:id/people/new", use: invite)
        router.get("organisations/:id/people/invitations/:invitation", use: showInvitation)
            .post("organisations/:id/people/invitations/:invitation", use: correct)
        // Where a form was sent is not a page.
        router.get("organisations/:id/people/invitations/:invitation/sending", use: back)
            .post("organisations/:id/people/invitations/:invitation/sending", use: sendAgain)
        router.get("organisations/:id/people/invitations/:invitation/withdrawal", use: back)
            .post("organisations/:id/people/invitations/:invitation/withdrawal", use: withdraw)
        router.get("organisations/:id/people/requests/:request", use: showRequest)
            .post("organisations/:id/people/requests/:request", use: decide)
        router.get("organisations/:id/people/members/:account", use: showMember).post(
            "organisations/:id/people/members/:account", use: changeRoles)
        router.get("organisations/:id/people/members/:account/removal", use: showRemoval)
            .post("organisations/:id/people/members/:account/removal", use: remove)
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        let query = request.uri.queryParameters
        let details = try await details(context, after: query.get("after"))
        let names = await desk.names(
            of: details.members.items.map(\.account) + details.requests.map(\.account)
                + (details.support ?? []).map(\.support.account), context)
        return try desk.response(
            PeoplePage(details, names: names, own: session.account, done: query.get("done") ?? ""), context)
    }

    // MARK: Inviting

    @Sendable func showNew(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await showNew(FormState(), context)
    }

    private func showNew(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        try desk.response(QuestionPage.invite(try await managed(context), state), context, state)
    }

    @Sendable func invite(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try context.id()
        let own = try context.signedIn().email
        return try await desk.take(request, context) { checks -> NewInvitation in
            let new = NewInvitation(&checks)
            if EmailAddress.isSame(new.email, own) {
                checks.refuse(
                    "email", "own-address", "This is your own address. Ask another administrator to change your roles")
            }
            return new
        } tell: { new, form in
            new.instruction(for: id, as: desk.keys.identifier("invitation", message: form.message))
        } again: {
            try await showNew($0, context)
        } then: { _ in
            .redirect(to: address(of: id, done: "invited"))
        }
    }

    // MARK: An invitation

    @Sendable func showInvitation(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await showInvitation(FormState(), context)
    }

    private func showInvitation(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        let details = try await details(context)
        guard details.allows(.supportPeople) else { throw Failure(.forbidden, [.forbidden]) }
        let id = try context.id("invitation")
        // Answered or taken back meanwhile.
        guard let invitation = details.invitations.first(where: { $0.invitation == id }) else {
            return .redirect(to: address(of: details.organisation, done: "gone"))
        }
        return try desk.response(QuestionPage.invitation(invitation, details, state), context, state)
    }

    @Sendable func correct(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (id, invitation) = (try context.id(), try context.id("invitation"))
        return try await desk.take(request, context) {
            InvitationAddress(&$0)
        } tell: { new, _ in
            CorrectInvitation(organisation: id, invitation: invitation, email: new.email)
        } again: {
            try await showInvitation($0, context)
        } then: { _ in
            .redirect(to: address(of: id, done: "corrected"))
        }
    }

    @Sendable func sendAgain(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (id, invitation) = (try context.id(), try context.id("invitation"))
        return try await desk.press(
            request, context, tell: SendInvitationAgain(organisation: id, invitation: invitation),
            again: { try await showInvitation($0, context) }, then: address(of: id, done: "sent"))
    }

    @Sendable func withdraw(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (id, invitation) = (try context.id(), try context.id("invitation"))
        return try await desk.press(
            request, context, tell: WithdrawInvitation(organisation: id, invitation: invitation),
            again: { try await showInvitation($0, context) }, then: address(of: id, done: "withdrawn"))
    }

    @Sendable func back(_ request: Request, _ context: GatewayContext) async throws -> Response {
        .redirect(to: "\(address(of: try context.id()))/invitations/\(try context.id("invitation").text)")
    }

    // MARK: Somebody who asks

    @Sendable func showRequest(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await showRequest(FormState(), context)
    }

    private func showRequest(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        let details = try await managed(context)
        let id = try context.id("request")
        guard let asked = details.requests.first(where: { $0.request == id }) else {
            return .redirect(to: address(of: details.organisation, done: "gone"))
        }
        let name = await desk.names(of: [asked.account], context)[asked.account]
        return try desk.response(QuestionPage.joinRequest(asked, name: name, details, state), context, state)
    }

    @Sendable func decide(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (id, asked) = (try context.id(), try context.id("request"))
        return try await desk.take(request, context) {
            JoinDecision(&$0)
        } tell: { decision, _ in
            decision.instruction(about: asked, in: id)
        } again: {
            try await showRequest($0, context)
        } then: { decision in
            .redirect(to: address(of: id, done: decision.roles.isEmpty ? "declined" : "joined"))
        }
    }

    // MARK: A member

    @Sendable func showMember(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await showMember(nil, context)
    }

    private func showMember(_ state: FormState?, _ context: GatewayContext) async throws -> Response {
        let own = try context.signedIn().account
        let details = try await managed(context, member: try context.id("account"))
        let (member, name) = try await member(of: details, context)
        let state = state ?? FormState(filled: Form(roles: member.roles))
        return try desk.response(
            QuestionPage.member(member, name: name, isOwn: own == member.account, details, state), context, state)
    }

    @Sendable func changeRoles(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (id, account) = (try context.id(), try context.id("account"))
        return try await desk.take(request, context) {
            MemberRoles(&$0)
        } tell: { new, _ in
            ChangeMemberRoles(organisation: id, account: account, roles: new.roles)
        } again: {
            try await showMember($0, context)
        } then: { _ in
            .redirect(to: address(of: id, done: "roles"))
        }
    }

    @Sendable func showRemoval(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await showRemoval(FormState(), context)
    }

    private func showRemoval(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        let own = try context.signedIn()
        let account = try context.id("account")
        let details =
            own.account == account
            ? try await details(context, member: account) : try await managed(context, member: account)
        let (member, name) = try await member(of: details, context)
        return try desk.response(
            QuestionPage.removal(member, name: name, isOwn: own.account == account, details, state), context, state)
    }

    /// IMP-10, IMP-11
    @Sendable func remove(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (id, account) = (try context.id(), try context.id("account"))
        let isOwn = try context.signedIn().account == account
        return try await desk.press(
            request, context, tell: RemoveMember(organisation: id, account: account),
            again: { try await showRemoval($0, context) },
            // Whoever has left has no business with the list.
            then: isOwn ? "/?left=1" : address(of: id, done: "removed"))
    }

    // MARK: Parts

    private func address(of organisation: UUID, done: String? = nil) -> String {
        "/organisations/\(organisation.text)/people" + (done.map { "?done=\($0)" } ?? "")
    }

    private func details(
        _ context: GatewayContext, after: String? = nil, member: UUID? = nil
    ) async throws -> PeopleDetails {
        _ = try context.signedIn()
        return try await desk.services.ask(
            DescribePeople(organisation: try context.id(), after: after, member: member), context)
    }

    /// For what only those see who look after the people.
    private func managed(_ context: GatewayContext, member: UUID? = nil) async throws -> PeopleDetails {
        let details = try await details(context, member: member)
        guard details.allows(.managePeople) else { throw Failure(.forbidden, [.forbidden]) }
        return details
    }

    private func member(
        of details: PeopleDetails, _ context: GatewayContext
    ) async throws -> (OrganisationMember, String) {
        let account = try context.id("account")
        guard let member = details.members.items.first(where: { $0.account == account }) else { throw Failure.notFound }
        return (member, await desk.names(of: [account], context)[account] ?? PeoplePage.nameless)
    }
}

extension Form {
    /// The roles as they are ticked.
    fileprivate init(roles: [OrganisationRole]) {
        self.init()
        for role in roles { add("roles", role.rawValue) }
    }
}
