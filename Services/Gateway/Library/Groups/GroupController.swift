// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

import struct Foundation.UUID

/// `/groups`: contracts, their Super Administrators and licences; and `/organisations/{id}/licence`, where an organisation
/// asks for one. ISG-01 to ISG-09, ISG-51
struct GroupController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("groups", use: list)
        router.get("groups/new", use: showNew).post("groups/new", use: record)
        router.get("groups/unplaced", use: listUnplaced)
        router.get("groups/unplaced/:organisation", use: showPlacing).post("groups/unplaced/:organisation", use: place)
        router.get("groups/:group", use: show)
        // Where a form was sent is not a page.
        router.get("groups/:group/activation", use: back).post("groups/:group/activation", use: activate)
        router.get("groups/:group/administrators", use: showNaming).post("groups/:group/administrators", use: name)
        router.get("groups/:group/administrators/:account", use: back)
            .post("groups/:group/administrators/:account", use: standDown)
        router.get("groups/:group/licences/:organisation", use: showLicence)
            .post("groups/:group/licences/:organisation", use: decide)
        router.get("groups/:group/licences/:organisation/withdrawal", use: back)
            .post("groups/:group/licences/:organisation/withdrawal", use: withdraw)
        router.get("organisations/:id/licence", use: showOwn).post("organisations/:id/licence", use: request)
    }

    // MARK: Groups

    @Sendable func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        let page = try await desk.services.ask(
            ListGroups(after: request.uri.queryParameters.get("after")), context)
        return try desk.response(GroupsPage(page, mayRecord: session.roles.contains(.centralAdmin)), context)
    }

    @Sendable func showNew(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard try context.signedIn().roles.contains(.centralAdmin) else { throw Failure(.forbidden, [.forbidden]) }
        return try desk.response(QuestionPage.newGroup(FormState()), context)
    }

    @Sendable func record(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let form = try await desk.forms.form(request, context)
        let id = desk.keys.identifier("group", message: form.message)
        _ = try context.signedIn()
        return try await desk.take(form, of: request, context) {
            NewGroup(&$0)
        } tell: { new, _ in
            RecordGroupContract(group: id, title: new.title, contractorCode: new.contractorCode)
        } again: {
            try desk.response(QuestionPage.newGroup($0), context, $0)
        } then: { _ in
            .redirect(to: "/groups/\(id.text)?done=recorded")
        }
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let query = request.uri.queryParameters
        return try await show(
            FormState(), context, after: query.get("after"), done: query.get("done") ?? "")
    }

    private func show(
        _ state: FormState, _ context: GatewayContext, after: String? = nil, done: String = ""
    ) async throws -> Response {
        let details = try await details(context, after: after)
        let names = await desk.names(of: details.people, context)
        return try desk.response(GroupPage(details, names: names, state, done: done), context, state)
    }

    /// ISG-01
    @Sendable func activate(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let group = try context.id("group")
        return try await desk.press(
            request, context, tell: ActivateGroup(group: group), again: { try await show($0, context) },
            then: "/groups/\(group.text)?done=activated")
    }

    // MARK: Super Administrators

    @Sendable func showNaming(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await showNaming(FormState(), context)
    }

    private func showNaming(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        let details = try await details(context)
        guard details.allows(.nameSuperAdministrators) else { throw Failure(.forbidden, [.forbidden]) }
        let names = await desk.names(of: details.candidates, context)
        return try desk.response(QuestionPage.superAdministrator(details, names: names, state), context, state)
    }

    /// ISG-06, ISG-07
    @Sendable func name(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let group = try context.id("group")
        return try await desk.take(request, context) {
            $0.required("account", "Select somebody", limit: 40)
        } tell: { account, _ in
            guard let account = UUID(uuidString: account) else { throw Failure.notFound }
            return ChangeSuperAdministrator(group: group, account: account, isNamed: true)
        } again: {
            try await showNaming($0, context)
        } then: { _ in
            .redirect(to: "/groups/\(group.text)?done=named")
        }
    }

    @Sendable func standDown(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (group, account) = (try context.id("group"), try context.id("account"))
        return try await desk.press(
            request, context, tell: ChangeSuperAdministrator(group: group, account: account, isNamed: false),
            again: { try await show($0, context) }, then: "/groups/\(group.text)?done=stood-down")
    }

    // MARK: A licence

    @Sendable func showLicence(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await showLicence(FormState(), context)
    }

    private func showLicence(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        let organisation = try context.id("organisation")
        let one = try await details(context, organisation: organisation)
        guard one.allows(.decideLicences) else { throw Failure(.forbidden, [.forbidden]) }
        // Refused or withdrawn meanwhile.
        guard let licence = one.licences.items.first else {
            return .redirect(to: "/groups/\(one.group.text)?done=gone")
        }
        guard licence.standing != .linked else { return .redirect(to: "/groups/\(one.group.text)") }
        guard licence.isGranted else {
            return try desk.response(QuestionPage.licenceRequest(licence, of: one, state), context, state)
        }
        let waiting = try await waiting(context)
        return try desk.response(QuestionPage.licence(licence, of: one, waiting: waiting, state), context, state)
    }

    /// ISG-03
    @Sendable func decide(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (group, organisation) = (try context.id("group"), try context.id("organisation"))
        return try await desk.take(request, context) {
            LicenceDecision(&$0)
        } tell: { decision, _ in
            DecideLicence(
                group: group, organisation: organisation, granted: decision.granted, reason: decision.reason ?? "")
        } again: {
            try await showLicence($0, context)
        } then: { decision in
            .redirect(to: "/groups/\(group.text)?done=\(decision.granted ? "granted" : "refused")")
        }
    }

    /// ISG-09
    @Sendable func withdraw(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (group, organisation) = (try context.id("group"), try context.id("organisation"))
        return try await desk.take(request, context) {
            LicenceWithdrawal(&$0)
        } tell: { withdrawal, _ in
            try withdrawal.instruction(of: organisation, in: group)
        } again: {
            try await showLicence($0, context)
        } then: { withdrawal in
            .redirect(to: "/groups/\(group.text)?done=\(withdrawal.movesTo == nil ? "withdrawn" : "moved")")
        }
    }

    @Sendable func back(_ request: Request, _ context: GatewayContext) async throws -> Response {
        .redirect(to: "/groups/\(try context.id("group").text)")
    }

    private func details(
        _ context: GatewayContext, after: String? = nil, organisation: UUID? = nil
    ) async throws -> GroupDetails {
        _ = try context.signedIn()
        return try await desk.services.ask(
            DescribeGroup(group: try context.id("group"), after: after, organisation: organisation), context)
    }

    /// Pages of a list that are read to choose from: more is no choice.
    static let most = 20

    /// Those who wait for a licence stand first.
    private func waiting(_ context: GatewayContext) async throws -> [Licence] {
        var (found, next): ([Licence], String?) = ([], nil)
        for _ in 1...Self.most {
            let page = try await details(context, after: next).licences
            found += page.items.filter { $0.standing == .requested }
            next = page.next
            if next == nil || page.items.contains(where: { $0.standing != .requested }) { break }
        }
        return found
    }

    // MARK: An organisation's own

    @Sendable func showOwn(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let done = request.uri.queryParameters.get("done") != nil
        return try await showOwn(FormState(), context, done: done)
    }

    private func showOwn(
        _ state: FormState, _ context: GatewayContext, done: Bool = false
    ) async throws -> Response {
        _ = try context.signedIn()
        let id = try context.id()
        async let groups = desk.services.openGroups(context)
        let organisation = try await desk.services.ask(DescribeOrganisation(organisation: id), context)
        let page = QuestionPage.ownLicence(of: organisation, groups: try await groups, state, done: done)
        return try desk.response(page, context, state)
    }

    /// ISG-51
    @Sendable func request(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try context.id()
        return try await desk.take(request, context) {
            ChosenGroup(&$0)
        } tell: { chosen, _ in
            RequestLicence(group: try chosen.id(), organisation: id)
        } again: {
            try await showOwn($0, context)
        } then: { _ in
            .redirect(to: "/organisations/\(id.text)/licence?done=1")
        }
    }
}
