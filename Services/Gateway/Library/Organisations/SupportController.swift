// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

/// `/organisations/{id}/supported`: those that an organisation looks after; `/organisations/{id}/support`: who looks after
/// it. ISG-54 to ISG-61
struct SupportController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("organisations/:id/supported", use: list)
        router.get("organisations/:id/support", use: show).post("organisations/:id/support", use: end)
        // Where a form was sent is not a page.
        router.get("groups/:group/support", use: back).post("groups/:group/support", use: switchSupport)
    }

    @Sendable func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        let id = try context.id()
        let query = request.uri.queryParameters
        let supported = try await desk.services.ask(
            ListSupported(supporter: id, after: query.get("after")), context)
        return try desk.response(SupportedPage(id, supported), context)
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await show(FormState(), context)
    }

    private func show(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        let details = try await desk.services.ask(DescribeOrganisation(organisation: try context.id()), context)
        guard let supporter = details.supporter else {
            return .redirect(to: "/organisations/\(details.organisation.text)")
        }
        return try desk.response(QuestionPage.support(details, by: supporter, state), context, state)
    }

    @Sendable func end(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try context.id()
        return try await desk.press(request, context, tell: EndSupport(organisation: id)) {
            try await show($0, context)
        } then: {
            // Whoever supported it has nothing to do with it any more.
            .redirect(to: context.actor.holds(.supporter, in: id) ? "/?unsupported=1" : "/organisations/\(id.text)")
        }
    }

    @Sendable func back(_ request: Request, _ context: GatewayContext) async throws -> Response {
        .redirect(to: "/groups/\(try context.id("group").text)")
    }

    /// ISG-54
    @Sendable func switchSupport(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let group = try context.id("group")
        return try await desk.take(request, context) {
            $0.form["on"] == "yes"
        } tell: { isOn, _ in
            SwitchSupport(group: group, isOn: isOn)
        } again: { _ in
            .redirect(to: "/groups/\(group.text)")
        } then: { _ in
            .redirect(to: "/groups/\(group.text)?done=support")
        }
    }
}
