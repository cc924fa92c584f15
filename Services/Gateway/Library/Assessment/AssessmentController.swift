// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `/cases/{id}/assessment/…` and `/cases/{id}/plan`: answering, submitting, and the improvement plan.
struct AssessmentController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("cases/:id/assessment", use: show)
        router.get("cases/:id/assessment/submission", use: showSubmission)
            .post("cases/:id/assessment/submission", use: submit)
        router.get("cases/:id/assessment/:requirement", use: showRequirement)
            .post("cases/:id/assessment/:requirement", use: answer)
        router.get("cases/:id/plan", use: showPlan).post("cases/:id/plan", use: savePlan)
        router.get("cases/:id/plan/check", use: showPlanCheck).post("cases/:id/plan/check", use: sendPlan)
    }

    // MARK: Answering

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (details, assessment) = try await both(context)
        return try desk.response(AssessmentPage(details, assessment), context)
    }

    @Sendable func showRequirement(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let requirement = try await requirement(context)
        return try show(requirement, FormState(filled: RequirementAnswer(requirement).form), context)
    }

    @Sendable func answer(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try context.id()
        let number = context.parameters.get("requirement") ?? ""
        return try await desk.take(request, context) {
            RequirementAnswer(&$0)
        } tell: { answer, form in
            answer.instruction(for: id, number, seen: form.revision)
        } again: { state in
            let requirement = try await requirement(context)
            return try show(requirement, state.isConflict ? state.showing(requirement.revision) : state, context)
        } then: { _ in
            // It is saved, whether or not it can be seen which is next.
            let assessment = try? await desk.services.ask(DescribeAssessment(caseID: id), context)
            return .redirect(
                to: assessment.map { next(after: number, in: $0) } ?? "/cases/\(id.text)/assessment")
        }
    }

    /// The next requirement that has no answer, from the one just answered on; the list when there is none.
    private func next(after number: String, in assessment: Assessment) -> String {
        let list = "/cases/\(assessment.caseID.text)/assessment"
        let all = assessment.requirements
        let position = all.firstIndex { $0.number == number } ?? 0
        let open = (all[(position + 1)...] + all[..<position]).first { !$0.isAnswered }
        return open.map { "\(list)/\($0.number)" } ?? list
    }

    private func show(
        _ requirement: AssessedRequirement, _ state: FormState, _ context: GatewayContext
    ) throws -> Response {
        let id = try context.id()
        guard requirement.isOpen else { return try desk.response(AnswerPage(id, requirement, state), context, state) }
        return try desk.response(RequirementPage(id, requirement, state), context, state)
    }

    // MARK: Submitting

    @Sendable func showSubmission(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (details, assessment) = try await both(context)
        guard !assessment.frozen, details.allows(.submitAssessment) else {
            return .redirect(to: "/cases/\(details.caseID.text)/assessment")
        }
        return try desk.response(SubmissionPage(details, assessment, FormState()), context)
    }

    @Sendable func submit(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try context.id()
        let done = "/cases/\(id.text)?done=submission"
        return try await desk.press(
            request, context, tell: SubmitAssessment(caseID: id),
            again: { state in
                let (details, assessment) = try await both(context)
                // Submitted meanwhile, in another tab or by somebody else.
                if details.stage != .assessing { return .redirect(to: done) }
                return try desk.response(SubmissionPage(details, assessment, state), context, state)
            }, then: done)
    }

    // MARK: The improvement plan

    @Sendable func showPlan(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (details, assessment) = try await both(context)
        return try plan(
            details, assessment, FormState(filled: Plan(actions: details.planDraft ?? details.plan).form), context)
    }

    @Sendable func savePlan(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try context.id()
        var isDraft = false
        return try await desk.take(request, context) { checks -> Plan in
            isDraft = checks.form.has(QuestionPage.later)
            let details = try await desk.details(context)
            return Plan(&checks, requirements: details.belowLevelTwo, isDraft: isDraft)
        } tell: { plan, form in
            plan.saving(for: id, isComplete: !isDraft, seen: form.revision)
        } again: { state in
            let (details, assessment) = try await both(context)
            let state = state.isConflict ? state.showing(details.planRevision) : state
            return try plan(details, assessment, state, context)
        } then: { _ in
            .redirect(to: isDraft ? "/cases/\(id.text)?done=plan-saved" : "/cases/\(id.text)/plan/check")
        }
    }

    /// What was saved, to be read once more before it is sent.
    @Sendable func showPlanCheck(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await planCheck(FormState(), context)
    }

    private func planCheck(_ state: FormState, _ context: GatewayContext) async throws -> Response {
        let (details, assessment) = try await both(context)
        guard details.stage == .planRequired, details.allows(.submitPlan), details.planDraft != nil else {
            return .redirect(to: "/cases/\(details.caseID.text)/plan")
        }
        let state = state.isConflict ? state.showing(details.planRevision) : state
        return try desk.response(PlanCheckPage(details, assessment, state), context, state)
    }

    @Sendable func sendPlan(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let id = try context.id()
        return try await desk.take(request, context) { _ in
            Plan(actions: try await desk.details(context).planDraft ?? [])
        } tell: { plan, form in
            plan.instruction(for: id, seen: form.revision)
        } again: { state in
            try await planCheck(state, context)
        } then: { _ in
            .redirect(to: "/cases/\(id.text)?done=plan")
        }
    }

    private func plan(
        _ details: CaseDetails, _ assessment: Assessment, _ state: FormState, _ context: GatewayContext
    ) throws -> Response {
        guard details.stage == .planRequired, details.allows(.submitPlan) else {
            return try desk.response(PlanPage(details, assessment, state), context, state)
        }
        return try desk.response(QuestionPage.plan(details, assessment, state), context, state)
    }

    private func both(_ context: GatewayContext) async throws -> (CaseDetails, Assessment) {
        _ = try context.signedIn()
        let id = try context.id()
        async let details = desk.services.ask(DescribeCase(caseID: id), context)
        async let assessment = desk.services.ask(DescribeAssessment(caseID: id), context)
        return (try await details, try await assessment)
    }

    /// The requirement that the address names: all that its page shows.
    private func requirement(_ context: GatewayContext) async throws -> AssessedRequirement {
        _ = try context.signedIn()
        let number = context.parameters.get("requirement") ?? ""
        return try await desk.services.ask(DescribeRequirement(caseID: try context.id(), requirement: number), context)
    }
}
