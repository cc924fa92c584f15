// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

import struct Foundation.UUID

/// `/`, help and the pages that only say something.
struct HomeController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("/", use: home)
        router.get("help", use: help)
        router.get("privacy") { _, context in try desk.response(TextPage.privacy, context) }
        router.get("accessibility") { _, context in try desk.response(TextPage.accessibility, context) }
    }

    @Sendable func home(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard case .signedIn(let session) = context.visitor else {
            if case .unknown(let error) = context.visitor { throw Failure(error) }
            return try desk.response(StartPage(), context)
        }
        async let organisations = organisations(context)
        async let tasks = tasks(session, context)
        async let tray = tray(session, context)
        var page = InTrayPage(
            session, organisations: try await organisations, tasks: try await tasks, tray: await tray.tray,
            names: await tray.names)
        let query = request.uri.queryParameters
        if query.get("left") != nil { page.notice = "You are no longer a member of that organisation." }
        if query.get("unsupported") != nil { page.notice = "You no longer support that organisation." }
        if query.get("declined") != nil { page.notice = "You have declined the invitation." }
        return try desk.response(page, context)
    }

    private func organisations(
        _ context: GatewayContext
    ) async throws -> [(OrganisationSummary, [CaseSummary])] {
        guard !context.actor.memberships.isEmpty else { return [] }
        async let listed = desk.services.ask(ListOrganisations(own: true), context)
        // The organisations are worth showing even while their cases cannot be had.
        async let found = desk.services.ask(FindCases(), context)
        let cases = Dictionary(grouping: (try? await found) ?? [], by: \.organisation)
        return try await listed.items.map { ($0, cases[$0.organisation] ?? []) }
    }

    /// What waits in the registry, with what those who wait are called. The page is worth showing without it.
    private func tray(
        _ session: Session, _ context: GatewayContext
    ) async -> (tray: InTray, names: [UUID: String]) {
        guard let tray = try? await desk.services.ask(ReadInTray(address: session.email), context) else {
            return (InTray(), [:])
        }
        return (
            tray,
            await desk.names(
                of: tray.waiting.map(\.account) + (tray.confirmations ?? []).map(\.account), context)
        )
    }

    private func tasks(_ session: Session, _ context: GatewayContext) async throws -> [ReviewTask] {
        guard !context.actor.teams.isEmpty else { return [] }
        return try await desk.services.ask(ListReviewTasks(), context).items
    }

    @Sendable func help(_ request: Request, _ context: GatewayContext) async throws -> Response {
        var hosts: [ParentOrganisation] = []
        if context.visitor.session != nil {
            for membership in context.actor.memberships.prefix(10) {
                let details = try? await desk.services.ask(
                    DescribeOrganisation(organisation: membership.organisation), context, deadline: .seconds(2))
                if let host = details?.parent, !hosts.contains(host) { hosts.append(host) }
            }
        }
        return try desk.response(HelpPage(hosts: hosts, desk.configuration), context)
    }
}
