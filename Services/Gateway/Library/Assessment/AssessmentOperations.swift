// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `cases/{case}/assessment` and `plan`: answering, submitting, improving.
enum AssessmentOperations {
    static let all: [Operation] = [
        .get(
            "cases/{case}/assessment", "showAssessment", "Every requirement, and how far it is answered",
            gives: AssessmentSheet.self
        ) { call in
            AssessmentSheet(try await call.ask(DescribeAssessment(caseID: try call.id("case"))))
        },
        .get(
            "cases/{case}/assessment/{requirement}", "showRequirement", "One requirement with its answer",
            gives: AssessedRequirement.self
        ) { call in
            let requirement = try await call.requirement()
            return (requirement, requirement.revision)
        },
        // SOC-110
        .act(
            .put, "cases/{case}/assessment/{requirement}", "answerRequirement", "Answer one requirement",
            takes: RequirementAnswer.self
        ) { call, answer in
            try await call.tell(
                answer.instruction(for: try call.id("case"), call.path["requirement"] ?? "", seen: call.seen))
        }.guarded { try await $0.requirement().revision },
        // SOC-026
        .act(
            .post, "cases/{case}/assessment/submission", "submitAssessment",
            "Submit the assessment: it can then no longer be altered"
        ) { call in
            try await call.tell(SubmitAssessment(caseID: try call.id("case")))
        },
        .get("cases/{case}/plan", "showPlan", "The newest improvement plan", gives: CasePlan.self) { call in
            let details = try await call.ask(DescribeCase(caseID: try call.id("case")))
            return (CasePlan(details), details.planRevision)
        },
        .act(
            .put, "cases/{case}/plan/draft", "savePlan", "Save an improvement plan that is not sent yet",
            takes: Plan.self
        ) { call, plan in
            try await call.tell(plan.saving(for: try call.id("case"), isComplete: false, seen: call.seen))
        }.guarded { call in
            try await call.ask(DescribeCase(caseID: try call.id("case"))).planRevision
        },
        // SOC-029
        .act(
            .put, "cases/{case}/plan", "submitPlan", "Submit the improvement plan for review", takes: Plan.self
        ) { call, plan in
            try await call.tell(plan.instruction(for: try call.id("case"), seen: call.seen))
        }.guarded { call in
            try await call.ask(DescribeCase(caseID: try call.id("case"))).planRevision
        },
    ]
}

extension Call {
    /// The requirement that the address names.
    fileprivate func requirement() async throws -> AssessedRequirement {
        try await ask(DescribeRequirement(caseID: try id("case"), requirement: path["requirement"] ?? ""))
    }
}
