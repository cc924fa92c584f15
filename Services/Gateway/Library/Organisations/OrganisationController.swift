// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `/organisations/{id}`: an organisation's overview.
struct OrganisationController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("organisations/:id", use: show)
        router.get("organisations/:id/ods-code", use: showCode).post("organisations/:id/ods-code", use: recordCode)
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        let id = try context.id()
        async let cases = desk.services.ask(FindCases(organisation: id), context)
        let details = try await desk.services.ask(DescribeOrganisation(organisation: id), context)
        let names = await desk.names(
            of: details.members.prefix(OrganisationPage.shown).map(\.account), context)
        var page = OrganisationPage(details, names: names, cases: (try? await cases) ?? [])
        if request.uri.queryParameters.get("registered") != nil {  // ISG-53
            page.notice = "\(details.name) is registered."
            page.begin = page.cases.first?.address
        }
        if request.uri.queryParameters.get("done") != nil {
            page.notice = "The ODS code of \(details.name) is \(details.odsCode ?? "on its way")."
        }
        return try desk.response(page, context)
    }

    // MARK: The ODS code

    @Sendable func showCode(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let details = try await details(context)
        guard details.odsCode == nil, details.allows(.recordCode) else {
            return .redirect(to: "/organisations/\(details.organisation.text)")
        }
        return try desk.response(QuestionPage.odsCode(details, FormState()), context)
    }

    @Sendable func recordCode(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try context.id()
        return try await desk.take(request, context) {
            NewODSCode(odsCode: $0.form["odsCode"])
        } tell: { new, _ in
            new.instruction(for: id)
        } again: { state in
            try desk.response(QuestionPage.odsCode(try await details(context), state), context, state)
        } then: { _ in
            .redirect(to: "/organisations/\(id.text)?done=code")
        }
    }

    private func details(_ context: GatewayContext) async throws -> OrganisationDetails {
        _ = try context.signedIn()
        return try await desk.services.ask(DescribeOrganisation(organisation: try context.id()), context)
    }
}
