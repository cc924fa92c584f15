// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

/// `/groups/unplaced`: organisations that asked for a licence without knowing of a group. C-14
extension GroupController {
    @Sendable func listUnplaced(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        let query = request.uri.queryParameters
        let page = try await desk.services.ask(ListUnplaced(after: query.get("after")), context)
        return try desk.response(UnplacedPage(page, done: query.get("done")), context)
    }

    @Sendable func showPlacing(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await showPlacing(FormState(), context)
    }

    private func showPlacing(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        async let groups = desk.services.openGroups(context)
        let organisation = try context.id("organisation")
        guard let one = try await desk.services.ask(ListUnplaced(organisation: organisation), context).items.first
        else { return .redirect(to: "/groups/unplaced?done=gone") }
        return try desk.response(QuestionPage.placing(one, groups: try await groups, state), context, state)
    }

    @Sendable func place(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let organisation = try context.id("organisation")
        return try await desk.take(request, context) {
            GroupPlacing(&$0)
        } tell: { placing, _ in
            try placing.instruction(for: organisation)
        } again: {
            try await showPlacing($0, context)
        } then: { placing in
            .redirect(to: "/groups/unplaced?done=\(placing.group == nil ? "refused" : "placed")")
        }
    }
}

extension Services {
    /// The groups that can be asked for a licence, by title.
    func openGroups(_ context: GatewayContext) async throws(ClientError) -> [GroupSummary] {
        var (found, next): ([GroupSummary], String?) = ([], nil)
        for _ in 1...GroupController.most {
            let page = try await ask(ListGroups(after: next, isOpen: true), context)
            found += page.items
            next = page.next
            if next == nil { break }
        }
        return found
    }
}
