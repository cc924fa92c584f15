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
        let id = try context.id()
        return try await act(request, context, TakeReviewTask(task: id), then: "/reviews/\(id.text)")
    }

    @Sendable func release(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await act(request, context, ReleaseReviewTask(task: try context.id()), then: "/reviews?done=released")
    }

    private func act(
        _ request: Request, _ context: GatewayContext, _ instruction: some Instruction, then address: String
    ) async throws -> Response {
        try reviewer(context)
        return try await desk.press(
            request, context, tell: instruction,
            again: { try await show(try context.id(), $0, context) }, then: address)
    }

    /// SOC-116
    @Sendable func decide(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try context.id()
        return try await desk.take(request, context) { checks -> Decision in
            try reviewer(context)
            return Decision(&checks)
        } tell: { decision, _ in
            decision.instruction(for: id)
        } again: {
            try await show(id, $0, context)
        } then: {
            .redirect(to: "/reviews?done=\($0.approved ? "approved" : "returned")")
        }
    }

    private func reviewer(_ context: GatewayContext) throws {
        _ = try context.signedIn()
        if context.actor.teams.isEmpty { throw Failure.forbidden }
    }
}
