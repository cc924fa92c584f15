// SPDX-License-Identifier: Apache-2.0

import Contracts
public import Messaging

/// All that is particular about the compliance service: statements of compliance and the review desk.
public enum Wiring {
    public static func definition() -> Definition {
        Definition(
            service: "compliance",
            migrations: [],
            aggregates: [
                Aggregate(CaseDecider.self, projections: [CasesTable.self, CaseHistoryTable.self]),
                Aggregate(ReviewTaskDecider.self, projections: [ReviewTasksTable.self]),
            ],
            handlers: cases + reviewTasks,
            refusals: [.refusal(of: DecidePlan.self, ReviewTaskDecider.self, command: { .undo($0) })],
            questions: [
                DescribeCaseQuestion(), FindCasesQuestion(), DescribeAssessmentQuestion(), ShowHistoryQuestion(),
                ReadDeclarationQuestion(), ListReviewTasksQuestion(), DescribeReviewTaskQuestion(),
            ])
    }

    private static let cases: [Handler] = [
        .reaction(
            to: OrganisationRegistered.self, CaseDecider.self,
            stream: { CaseID.of(organisation: $0.organisation) }, command: { .open($0) }),
        .reaction(
            to: ODSCodeRecorded.self, CaseDecider.self,
            stream: { CaseID.of(organisation: $0.organisation) }, command: { .recordCode($0) }),
        .reaction(
            to: EmailUndelivered.self, CaseDecider.self, stream: { $0.about },
            command: { $0.template == "declaration" ? .emailFailed($0.email) : nil }),
        .instruction(
            RecordContacts.self, CaseDecider.self, stream: { $0.caseID }, command: { .recordContacts($0) }),
        .instruction(AnswerRequirement.self, CaseDecider.self, stream: { $0.caseID }, command: { .answer($0) }),
        .instruction(
            SubmitAssessment.self, CaseDecider.self, stream: { $0.caseID }, command: { _ in .submitAssessment }),
        .instruction(
            SubmitImprovementPlan.self, CaseDecider.self, stream: { $0.caseID },
            command: { .submitPlan($0.actions, seen: $0.seen) }),
        .instruction(DecidePlan.self, CaseDecider.self, stream: { $0.caseID }, command: { .decidePlan($0) }),
        .instruction(SignDeclaration.self, CaseDecider.self, stream: { $0.caseID }, command: { .sign($0) }),
        .instruction(ResendDeclaration.self, CaseDecider.self, stream: { $0.caseID }, command: { _ in .resend }),
    ]

    private static let reviewTasks: [Handler] = [
        .instruction(OpenReviewTask.self, ReviewTaskDecider.self, stream: { $0.task }, command: { .open($0) }),
        .instruction(TakeReviewTask.self, ReviewTaskDecider.self, stream: { $0.task }, command: { _ in .take }),
        .instruction(
            ReleaseReviewTask.self, ReviewTaskDecider.self, stream: { $0.task }, command: { .release(lease: $0.lease) }),
        .instruction(
            DecideReviewTask.self, ReviewTaskDecider.self, stream: { $0.task },
            command: { .decide(approved: $0.approved, comment: $0.comment) }),
    ]
}
