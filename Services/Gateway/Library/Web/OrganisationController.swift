// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `/organisations/{id}`: an organisation's overview.
struct OrganisationController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("organisations/:id", use: show)
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        let id = try context.id()
        async let cases = desk.services.ask(FindCases(organisation: id), context)
        let details = try await desk.services.ask(DescribeOrganisation(organisation: id), context)
        let names = await desk.names(of: details.members.map(\.account), context)
        var page = OrganisationPage(details, names: names, cases: (try? await cases) ?? [])
        if request.uri.queryParameters.get("registered") != nil {  // ISG-53
            page.notice = "\(details.name) is registered."
            page.begin = page.cases.first?.address
        }
        return try desk.response(page, context)
    }
}
