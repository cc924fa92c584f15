// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.UUID

/// Decides about an improvement plan: written by the practice, reviewed by its host.
enum PlanDecider: Decider {
    typealias State = PlanState
    typealias Event = PlanEvent
    typealias Command = PlanCommand
    typealias Refusal = PlanRefusal

    static let aggregate = "plan"
    /// 2: revision and draft.
    static let shape = 2

    /// SOC-029: a reasonable time
    private static let reviewWorkdays = 10

    static func decide(
        _ command: PlanCommand, given state: PlanState?, in context: Context
    ) throws(PlanRefusal) -> [PlanEvent] {
        switch command {
        case .open(let asked):
            try checkOpening(context)
            return state == nil ? [.opened(PlanOpened(subject: asked.subject, needed: asked.needed))] : []
        case .save(let actions, let isComplete, let seen):
            return try save(actions, isComplete, seen, in: open(state, for: .submitPlan, context), context)
        case .submit(let actions, let seen):
            return try submit(actions, seen, in: open(state, for: .submitPlan, context), context)
        case .decide(let decision): return try decide(decision, in: open(state, for: .followUp, context))
        }
    }

    private static func save(
        _ given: [PlanAction], _ isComplete: Bool, _ seen: Int?, in state: PlanState, _ context: Context
    ) throws(PlanRefusal) -> [PlanEvent] {
        try check(seen, in: state)
        let actions = given.map(PlanRules.cleaned)
        let problems = PlanRules.problems(actions, needed: state.needed, at: context.time, isDraft: !isComplete)
        guard problems.isEmpty else { throw .actions(problems) }
        if actions == state.draft { return [] }
        return [.saved(ImprovementPlanSaved(caseID: state.subject.caseID, actions: actions))]
    }

    /// Whether a plan can be written now.
    private static func check(_ seen: Int?, in state: PlanState) throws(PlanRefusal) {
        // Before its standing: whoever is second is told of the other plan, not that theirs may not be sent.
        guard seen == nil || seen == state.revision else { throw .conflict }
        switch state.standing {
        case nil, .returned: break
        case .waiting: throw .waits
        case .approved: throw .approved
        }
    }

    private static func submit(
        _ given: [PlanAction], _ seen: Int?, in state: PlanState, _ context: Context
    ) throws(PlanRefusal) -> [PlanEvent] {
        try check(seen, in: state)
        let actions = given.map(PlanRules.cleaned)
        let problems = PlanRules.problems(actions, needed: state.needed, at: context.time)
        guard problems.isEmpty else { throw .actions(problems) }
        return [
            .submitted(
                ImprovementPlanSubmitted(
                    caseID: state.subject.caseID, plan: state.number + 1,
                    actions: state.needed.flatMap { number in actions.filter { $0.requirement == number } },
                    task: context.id("review-task")))
        ]
    }

    /// Only the review desk brings a decision: it has checked who decided. SOC-115
    private static func decide(
        _ decision: DecidePlan, in state: PlanState
    ) throws(PlanRefusal) -> [PlanEvent] {
        guard state.standing == .waiting, state.task == decision.task else { throw .notWaiting }
        let (caseID, comment) = (state.subject.caseID, Typed.text(decision.comment))
        guard decision.approved else {
            return [
                .returned(
                    ImprovementPlanReturned(
                        caseID: caseID, task: decision.task, reviewer: decision.reviewer, comment: comment))
            ]
        }
        // SOC-116
        return [
            .approved(
                ImprovementPlanApproved(
                    caseID: caseID, task: decision.task, reviewer: decision.reviewer, comment: comment))
        ]
    }

    static func evolve(_ state: PlanState?, with event: PlanEvent) -> PlanState {
        if case .opened(let fact) = event { return PlanState(subject: fact.subject, needed: fact.needed) }
        // The first event of every stream opens the plan: `decide` gives no other without a state.
        guard var state else { preconditionFailure("A plan begins with its opening") }
        switch event {
        case .opened: break
        case .saved(let fact):
            state.revision += 1
            state.draft = fact.actions
        case .submitted(let fact):
            state.revision += 1
            state.draft = nil
            state.number = fact.plan
            state.actions = fact.actions
            state.task = fact.task
            state.standing = .waiting
            state.comment = nil
        case .approved(let fact):
            state.standing = .approved
            state.comment = fact.comment.isEmpty ? nil : fact.comment
        case .returned(let fact):
            state.standing = .returned
            state.comment = fact.comment.isEmpty ? nil : fact.comment
        }
        return state
    }

    static func consequences(of event: PlanEvent, state: PlanState, in context: Context) -> [Consequence] {
        let subject = state.subject
        func gate(_ standing: GateStanding) -> Consequence {
            .send(MoveGate(caseID: subject.caseID, gate: .plan, standing: standing))
        }
        func notice(_ template: String, _ values: [String: String]) -> Consequence {
            .send(NotifyContact(statement: subject.statement, template: template, values: values))
        }
        func tell(_ what: String, _ page: String) -> Consequence {
            .send(
                TellAdministrators(
                    statement: subject.statement,
                    subject: "The improvement plan for \(subject.organisationName) \(what)",
                    path: "/cases/\(Identifier.text(subject.caseID))\(page)", told: [.contact]))
        }
        switch event {
        case .opened, .saved: return []
        case .submitted(let fact): return [gate(.waiting), .send(reviewTask(for: fact, state, context))]
        // SOC-030
        case .approved(let fact):
            return [notice("plan-approved", ["comment": fact.comment]), tell("is approved", ""), gate(.met)]
        case .returned(let fact):
            let values = ["comment": fact.comment, "case": subject.caseID.uuidString.lowercased()]
            return [notice("plan-returned", values), tell("needs changes", "/plan"), gate(.open)]
        }
    }

    /// SOC-115, C-17: the host's team reviews, the national one where there is no host
    private static func reviewTask(
        for fact: ImprovementPlanSubmitted, _ state: PlanState, _ context: Context
    ) -> OpenReviewTask {
        let subject = state.subject
        return OpenReviewTask(
            task: fact.task, team: subject.team,
            subject: ReviewSubject(
                kind: "improvement-plan", caseID: subject.caseID, organisation: subject.organisation,
                organisationName: subject.organisationName, odsCode: subject.odsCode),
            due: Workdays.after(context.time, reviewWorkdays))
    }
}
