// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

/// `/account/data` and `/account/close`: what is held about somebody, to see, to take away, and to have erased.
struct OwnDataController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("account/data", use: show)
        router.get("account/data/download", use: download)
        router.get("account/close", use: showClosing).post("account/close", use: close)
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        return try desk.response(OwnDataPage(try await OwnDataReading.read(desk.services, context)), context)
    }

    @Sendable func download(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        var response = try Response.json(OwnData(try await OwnDataReading.read(desk.services, context)))
        response.headers[.contentDisposition] = "attachment; filename=\"attest-my-data.json\""
        return response
    }

    @Sendable func showClosing(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        return try await closing(FormState(), context)
    }

    @Sendable func close(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let account = try context.signedIn().account
        return try await desk.take(request, context) {
            CurrentPassword(&$0)
        } tell: { password, _ in
            CloseAccount(account: account, current: password.current)
        } again: {
            try await closing($0, context)
        } then: { _ in
            // There is no session any more that could show anything.
            desk.cookies.signedOut(leadingTo: "/account/sign-in?closed=1")
        }
    }

    private func closing(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        let account = try await desk.services.ask(ReadOwnAccount(), context)
        guard account.soleAdministrations.isEmpty, account.roles.isEmpty else {
            let listed = try await desk.services.ask(ListOrganisations(own: true), context)
            let names = account.soleAdministrations.map { id in
                listed.items.first { $0.organisation == id }?.name ?? "an organisation"
            }
            return try desk.response(
                MessagePage.cannotClose(organisations: names, hasRole: !account.roles.isEmpty), context)
        }
        return try desk.response(QuestionPage.closeAccount(account, state), context, state)
    }
}
