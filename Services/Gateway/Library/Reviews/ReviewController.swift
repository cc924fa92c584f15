// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Hummingbird
import ServiceKit

/// `/reviews/…`: the review desk.
struct ReviewController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("reviews", use: queue)
        router.get("reviews/next", use: next)
        router.get("reviews/:id", use: show)
        // Where a form was sent is not a page: who loads it again, or comes back from signing in, gets the review.
        for sent in ["take", "release", "decision"] { router.get("reviews/:id/\(sent)", use: review) }
        router.post("reviews/:id/take", use: take)
        router.post("reviews/:id/release", use: release)
        router.post("reviews/:id/decision", use: decide)
    }

    @Sendable func queue(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try reviewer(context)
        let tasks = try await desk.services.ask(
            ListReviewTasks(after: request.uri.queryParameters.get("after")), context)
        let names = await desk.names(of: tasks.items.compactMap { $0.reviewer.flatMap(account(of:)) }, context)
        return try desk.response(
            QueuePage(tasks, names: names, done: request.uri.queryParameters.get("done") ?? ""), context)
    }

    /// The first that nobody holds.
    @Sendable func next(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try reviewer(context)
        let tasks = try await desk.services.ask(ListReviewTasks(), context).items
        guard let task = tasks.first(where: { $0.standing == "open" }) else {
            return .redirect(to: "/reviews?done=none")
        }
        return .redirect(to: "/reviews/\(task.task.text)")
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try reviewer(context)
        return try await show(try context.id(), FormState(), context)
    }

    @Sendable func review(_ request: Request, _ context: GatewayContext) async throws -> Response {
        .redirect(to: "/reviews/\(try context.id().text)")
    }

    private func show(_ id: UUID, _ state: FormState, _ context: GatewayContext) async throws -> Response {
        let task = try await desk.services.ask(DescribeReviewTask(task: id), context)
        async let asked = desk.services.ask(DescribeCase(caseID: task.subject.caseID), context)
        async let assessment = desk.services.ask(DescribeAssessment(caseID: task.subject.caseID), context)
        let holder = task.reviewer.flatMap(account(of:))
        let names = await desk.names(of: holder.map { [$0] } ?? [], context)
        let page = ReviewPage(
            task, try await asked, try await assessment, state, mine: task.reviewer == context.actor.reference,
            holder: holder.flatMap { names[$0] })
        return try desk.response(page, context, state)
    }

    @Sendable func take(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await act(request, context) {
            TakeReviewTask(task: $0)
        } then: {
            "/reviews/\($0.text)"
        }
    }

    @Sendable func release(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await act(request, context) {
            ReleaseReviewTask(task: $0)
        } then: { _ in
            "/reviews?done=released"
        }
    }

    private func act(
        _ request: Request, _ context: GatewayContext, _ instruction: (UUID) -> some Instruction,
        then address: (UUID) -> String
    ) async throws -> Response {
        try reviewer(context)
        let id = try context.id()
        let form = try await desk.forms.form(request, context)
        do {
            try await desk.services.tell(instruction(id), id: form.message, context)
        } catch {
            return try await show(id, try FormState(form, after: error), context)
        }
        return .redirect(to: address(id))
    }

    /// SOC-116
    @Sendable func decide(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try context.notAnonymous()
        let form = try await desk.forms.form(request, context)
        return try await desk.keeping(form, of: request) { try await decide(form, context) }
    }

    private func decide(_ form: Form, _ context: GatewayContext) async throws -> Response {
        try reviewer(context)
        let id = try context.id()
        var checks = Checks(form)
        let decision = form["decision"]
        if decision != "approve" && decision != "return" {
            checks.refuse("decision", "required", "Select whether you approve the plan")
        }
        let comment = checks.optional("comment", limit: Lengths.comment)
        if decision == "return", comment.isEmpty {
            checks.refuse("comment", "required", "Say what has to change")
        }
        guard checks.problems.isEmpty else {
            return try await show(id, FormState(form, problems: checks.problems), context)
        }
        let instruction = DecideReviewTask(task: id, approved: decision == "approve", comment: comment)
        do {
            try await desk.services.tell(instruction, id: form.message, context)
        } catch {
            return try await show(id, try FormState(form, after: error), context)
        }
        return .redirect(to: "/reviews?done=\(decision == "approve" ? "approved" : "returned")")
    }

    private func reviewer(_ context: GatewayContext) throws {
        _ = try context.signedIn()
        if context.actor.teams.isEmpty { throw Failure.forbidden }
    }
}
