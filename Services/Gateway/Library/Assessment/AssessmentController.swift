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
        router.get("cases/:id/plan", use: showPlan).post("cases/:id/plan", use: submitPlan)
    }

    // MARK: Answering

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (details, assessment) = try await both(context)
        return try desk.response(AssessmentPage(details, assessment), context)
    }

    @Sendable func showRequirement(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (details, assessment, requirement) = try await all(context)
        var form = Form()
        form.set("level", to: requirement.notApplicable ? "na" : requirement.level.map { String($0) } ?? "")
        form.set("evidence", to: requirement.evidence)
        return try show(requirement, details, assessment, FormState(filled: form), context)
    }

    @Sendable func answer(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try context.notAnonymous()
        let form = try await desk.forms.form(request, context)
        return try await desk.keeping(form, of: request) { try await answer(form, context) }
    }

    private func answer(_ form: Form, _ context: GatewayContext) async throws -> Response {
        let (details, assessment, requirement) = try await all(context)
        var checks = Checks(form)
        let chosen = form["level"]
        if chosen != "na" && !["0", "1", "2", "3"].contains(chosen) {
            checks.refuse(
                "level", "required",
                "Select the level that you have fully met, or that the requirement does not apply to you")
        }
        guard checks.problems.isEmpty else {
            let state = FormState(form, problems: checks.problems)
            return try show(requirement, details, assessment, state, context)
        }
        let answer = AnswerRequirement(
            caseID: details.caseID, requirement: requirement.number, level: Int(chosen), notApplicable: chosen == "na",
            evidence: form["evidence"], seen: form.revision)
        do {
            try await desk.services.tell(answer, id: form.message, context)
        } catch {
            let state = try FormState(form, after: error)
            guard state.isConflict else { return try show(requirement, details, assessment, state, context) }
            let (details, assessment, now) = try await all(context)
            return try show(now, details, assessment, state.showing(now.revision), context)
        }
        return .redirect(to: next(after: requirement.number, in: assessment))
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
        _ requirement: AssessedRequirement, _ details: CaseDetails, _ assessment: Assessment, _ state: FormState,
        _ context: GatewayContext
    ) throws -> Response {
        guard !assessment.frozen, details.allows(.answerAssessment) else {
            return try desk.response(AnswerPage(details, requirement, state), context, state)
        }
        return try desk.response(RequirementPage(details, assessment, requirement, state), context, state)
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
        let (details, assessment) = try await both(context)
        let form = try await desk.forms.form(request, context)
        do {
            try await desk.services.tell(SubmitAssessment(caseID: details.caseID), id: form.message, context)
        } catch {
            let state = try FormState(form, after: error)
            // Submitted meanwhile, in another tab or by somebody else.
            if try await desk.details(context).stage != .assessing {
                return .redirect(to: "/cases/\(details.caseID.text)?done=submission")
            }
            return try desk.response(SubmissionPage(details, assessment, state), context, state)
        }
        return .redirect(to: "/cases/\(details.caseID.text)?done=submission")
    }

    // MARK: The improvement plan

    @Sendable func showPlan(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let (details, assessment) = try await both(context)
        var form = Form()
        for action in details.plan {
            let field = "actions.\(action.requirement)"
            form.set("\(field).action", to: action.action)
            form.set("\(field).owner", to: action.owner)
            guard let due = Day(action.due) else { continue }
            form.set("\(field).due-day", to: String(due.day))
            form.set("\(field).due-month", to: String(due.month))
            form.set("\(field).due-year", to: String(due.year))
        }
        return try plan(details, assessment, FormState(filled: form), context)
    }

    @Sendable func submitPlan(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try context.notAnonymous()
        let form = try await desk.forms.form(request, context)
        return try await desk.keeping(form, of: request) { try await submitPlan(form, context) }
    }

    private func submitPlan(_ form: Form, _ context: GatewayContext) async throws -> Response {
        let (details, assessment) = try await both(context)
        var checks = Checks(form)
        let actions = details.belowLevelTwo.map { number in
            let field = "actions.\(number)"
            return PlanAction(
                requirement: number,
                action: checks.required(
                    "\(field).action", "Say how requirement \(number) will reach level 2", limit: Lengths.action),
                owner: checks.required("\(field).owner", "Enter who is responsible for requirement \(number)"),
                due: checks.day("\(field).due", "Enter the date by which requirement \(number) will reach level 2"))
        }
        guard checks.problems.isEmpty else {
            return try plan(details, assessment, FormState(form, problems: checks.problems), context)
        }
        do {
            try await desk.services.tell(
                SubmitImprovementPlan(caseID: details.caseID, actions: actions, seen: form.revision),
                id: form.message, context)
        } catch {
            let state = try FormState(form, after: error)
            guard state.isConflict else { return try plan(details, assessment, state, context) }
            let (now, assessment) = try await both(context)
            return try plan(now, assessment, state.showing(now.planRevision), context)
        }
        return .redirect(to: "/cases/\(details.caseID.text)?done=plan")
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

    /// The requirement that the address names as well.
    private func all(_ context: GatewayContext) async throws -> (CaseDetails, Assessment, AssessedRequirement) {
        let number = context.parameters.get("requirement") ?? ""
        async let asked = both(context)
        async let requirement = desk.services.ask(
            DescribeRequirement(caseID: try context.id(), requirement: number), context)
        let (details, assessment) = try await asked
        return (details, assessment, try await requirement)
    }
}
