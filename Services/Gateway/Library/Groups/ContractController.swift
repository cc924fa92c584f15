// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

import struct Foundation.UUID

/// What is decided about a contract itself: whom Central Admin confirms, who replaces whom, and how many licences there are.
/// C-15, C-16
struct ContractController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("groups/guide", use: showGuide)
        // Where a form was sent is not a page.
        router.get("groups/:group/administrators/:account/confirmation", use: back)
            .post("groups/:group/administrators/:account/confirmation", use: confirm)
        router.get("groups/:group/replacement", use: showReplacement).post("groups/:group/replacement", use: replace)
        router.get("groups/:group/allowance", use: showAllowance).post("groups/:group/allowance", use: changeAllowance)
    }

    /// ISG-13: for those whom it is about.
    @Sendable func showGuide(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard try context.signedIn().roles.contains(where: { $0.group != nil || $0 == .centralAdmin }) else {
            throw Failure.notFound
        }
        return try desk.response(TextPage.superAdminGuide, context)
    }

    /// C-16
    @Sendable func confirm(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (group, account) = (try context.id("group"), try context.id("account"))
        return try await desk.press(
            request, context, tell: ConfirmSuperAdministrator(group: group, account: account),
            again: { state in
                let details = try await details(context)
                let names = await desk.names(of: details.people, context)
                return try desk.response(GroupPage(details, names: names, state, done: ""), context, state)
            }, then: "/groups/\(group.text)?done=confirmed")
    }

    @Sendable func back(_ request: Request, _ context: GatewayContext) async throws -> Response {
        .redirect(to: "/groups/\(try context.id("group").text)")
    }

    @Sendable func showReplacement(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await showReplacement(FormState(), context)
    }

    private func showReplacement(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        let details = try await details(context)
        guard details.allows(.nameSuperAdministrators) else { throw Failure(.forbidden, [.forbidden]) }
        guard !details.people.isEmpty else { return .redirect(to: "/groups/\(details.group.text)/administrators") }
        let names = await desk.names(of: details.people + details.candidates, context)
        return try desk.response(QuestionPage.replacement(details, names: names, state), context, state)
    }

    /// C-16
    @Sendable func replace(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let group = try context.id("group")
        return try await desk.take(request, context) {
            Replacement(&$0)
        } tell: { replacement, _ in
            try replacement.instruction(in: group)
        } again: {
            try await showReplacement($0, context)
        } then: { _ in
            .redirect(to: "/groups/\(group.text)?done=replaced")
        }
    }

    @Sendable func showAllowance(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await showAllowance(FormState(), context)
    }

    private func showAllowance(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        let details = try await details(context)
        guard details.allows(.keepGroups) else { throw Failure(.forbidden, [.forbidden]) }
        return try desk.response(QuestionPage.allowance(details, state), context, state)
    }

    /// C-15
    @Sendable func changeAllowance(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let group = try context.id("group")
        return try await desk.take(request, context) {
            NewAllowance(&$0)
        } tell: { new, _ in
            ChangeAllowance(group: group, allowance: new.allowance, reason: new.reason)
        } again: {
            try await showAllowance($0, context)
        } then: { _ in
            .redirect(to: "/groups/\(group.text)?done=allowance")
        }
    }

    private func details(_ context: GatewayContext) async throws -> GroupDetails {
        _ = try context.signedIn()
        return try await desk.services.ask(DescribeGroup(group: try context.id("group")), context)
    }
}
