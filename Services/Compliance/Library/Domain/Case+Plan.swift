// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

// The improvement plan: written by the practice, decided by its host.
extension CaseDecider {
    static func submitPlan(
        _ given: [PlanAction], _ seen: Int?, in state: CaseState, _ context: Context
    ) throws(CaseRefusal) -> [CaseEvent] {
        try check(.submitPlan, state, context)
        guard let submission = state.submission else { throw .notSubmitted }
        // Before the stage: whoever is second is told of the other plan, not that theirs may not be sent.
        try compare(seen, with: state.planRevision, or: .plan)
        switch state.stage {
        case .planRequired: break
        case .planUnderReview: throw .planWaits
        case .assessing, .declarationSent, .signed: throw .planNotNeeded
        }
        let actions = given.map(PlanRules.cleaned)
        let problems = PlanRules.problems(actions, needed: submission.belowLevelTwo, at: context.time)
        guard problems.isEmpty else { throw .plan(problems) }
        return [
            .planSubmitted(
                ImprovementPlanSubmitted(
                    caseID: state.caseID, plan: state.planRevision + 1,
                    actions: submission.belowLevelTwo.flatMap { number in actions.filter { $0.requirement == number } },
                    task: context.id("review-task")))
        ]
    }

    /// Only the review desk brings a decision: it has checked who decided. SOC-115
    static func decidePlan(
        _ decision: DecidePlan, in state: CaseState, _ context: Context
    ) throws(CaseRefusal) -> [CaseEvent] {
        try check(.followUp, state, context)
        guard let plan = state.plan, plan.standing == .waiting, plan.task == decision.task else {
            throw .planNotWaiting
        }
        let comment = Typed.text(decision.comment)
        guard decision.approved else {
            return [
                .planReturned(
                    ImprovementPlanReturned(
                        caseID: state.caseID, task: decision.task, reviewer: decision.reviewer, comment: comment))
            ]
        }
        // SOC-030, SOC-116
        let approved = CaseEvent.planApproved(
            ImprovementPlanApproved(
                caseID: state.caseID, task: decision.task, reviewer: decision.reviewer, comment: comment))
        return [approved, issue(state, in: context)]
    }
}
