// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
public import Messaging

/// All that is particular about the compliance service: statements of compliance and the review desk.
public enum Wiring {
    public static func definition() -> Definition {
        Definition(
            service: "compliance",
            migrations: [
                Migration(name: "m0001_parts", sql: String(decoding: PackageResources.m0001_parts_sql, as: UTF8.self)),
                Migration(
                    name: "m0002_members", sql: String(decoding: PackageResources.m0002_members_sql, as: UTF8.self)),
            ],
            aggregates: [
                Aggregate(
                    StatementDecider.self,
                    projections: [CaseHistoryTable<StatementDecider>.self, NamedPeopleTable.self]),
                Aggregate(CaseDecider.self, projections: [CasesTable.self, CaseHistoryTable<CaseDecider>.self]),
                Aggregate(
                    AssessmentDecider.self,
                    projections: [AnswersTable.self, CaseHistoryTable<AssessmentDecider>.self]),
                Aggregate(PlanDecider.self, projections: [CaseHistoryTable<PlanDecider>.self]),
                Aggregate(AgreementDecider.self, projections: [CaseHistoryTable<AgreementDecider>.self]),
                Aggregate(ReviewTaskDecider.self, projections: [ReviewTasksTable.self]),
            ],
            handlers: statements + cases + assessments + plans + agreements + reviewTasks + [.erasure()],
            refusals: [
                .refusal(of: DecidePlan.self, ReviewTaskDecider.self, command: { .undo($0) }),
                .refusal(of: PrepareDeclaration.self, CaseDecider.self, command: { _ in .lackSignatory }),
            ],
            questions: [
                DescribeCaseQuestion(), FindCasesQuestion(), DescribeAssessmentQuestion(),
                DescribeRequirementQuestion(), ShowHistoryQuestion(), ReadDeclarationQuestion(),
                ListReviewTasksQuestion(), DescribeReviewTaskQuestion(),
                ReadOwnRecordsQuestion(), ShowOwnHistoryQuestion(),
            ])
    }

    private static let statements: [Handler] = [
        .reaction(
            to: OrganisationRegistered.self, StatementDecider.self,
            stream: { StatementID.of(organisation: $0.organisation) }, command: { .open($0) }),
        .reaction(
            to: ODSCodeRecorded.self, StatementDecider.self,
            stream: { StatementID.of(organisation: $0.organisation) }, command: { .recordCode($0) }),
        .prepared(RecordContacts.self, StatementDecider.self) { given, _, database in
            try await CaseLookup.prepare(given, from: database)
        },
        .instruction(NotifyContact.self, StatementDecider.self, stream: { $0.statement }, command: { .notify($0) }),
        .instruction(TellAdministrators.self, StatementDecider.self, stream: { $0.statement }, command: { .tell($0) }),
        .instruction(
            PrepareDeclaration.self, StatementDecider.self, stream: { $0.statement }, command: { .prepare($0) }),
        .instruction(AgreeStatement.self, StatementDecider.self, stream: { $0.statement }, command: { .agree($0) }),
    ]

    private static let cases: [Handler] = [
        .instruction(OpenCase.self, CaseDecider.self, stream: { $0.subject.caseID }, command: { .open($0) }),
        .reaction(
            to: ODSCodeRecorded.self, CaseDecider.self,
            stream: { CaseID.of(organisation: $0.organisation) }, command: { .recordCode($0) }),
        .instruction(MoveGate.self, CaseDecider.self, stream: { $0.caseID }, command: { .move($0) }),
    ]

    private static let assessments: [Handler] = [
        .instruction(
            OpenAssessment.self, AssessmentDecider.self, stream: { CaseID.assessment(of: $0.subject.caseID) },
            command: { .open($0) }),
        .reaction(
            to: ODSCodeRecorded.self, AssessmentDecider.self,
            stream: { CaseID.assessment(of: CaseID.of(organisation: $0.organisation)) }, command: { .recordCode($0) }),
        .instruction(
            AllowSubmission.self, AssessmentDecider.self, stream: { CaseID.assessment(of: $0.caseID) },
            command: { _ in .allowSubmission }),
        .instruction(
            AnswerRequirement.self, AssessmentDecider.self, stream: { CaseID.assessment(of: $0.caseID) },
            command: { .answer($0) }),
        .instruction(
            SubmitAssessment.self, AssessmentDecider.self, stream: { CaseID.assessment(of: $0.caseID) },
            command: { _ in .submit }),
    ]

    private static let plans: [Handler] = [
        .instruction(
            OpenPlan.self, PlanDecider.self, stream: { CaseID.plan(of: $0.subject.caseID) }, command: { .open($0) }),
        .prepared(SaveImprovementPlan.self, PlanDecider.self) { given, actor, database in
            let command = PlanCommand.save(given.actions, isComplete: given.isComplete, seen: given.seen)
            return try await CaseLookup.prepare(command, of: given.caseID, for: actor, from: database)
        },
        .prepared(SubmitImprovementPlan.self, PlanDecider.self) { given, actor, database in
            let command = PlanCommand.submit(given.actions, seen: given.seen)
            return try await CaseLookup.prepare(command, of: given.caseID, for: actor, from: database)
        },
        .instruction(
            DecidePlan.self, PlanDecider.self, stream: { CaseID.plan(of: $0.caseID) }, command: { .decide($0) }),
    ]

    private static let agreements: [Handler] = [
        .instruction(
            OpenAgreement.self, AgreementDecider.self, stream: { CaseID.agreement(of: $0.subject.caseID) },
            command: { .open($0) }),
        .instruction(
            ReplaceSignatory.self, AgreementDecider.self, stream: { CaseID.agreement(of: $0.caseID) },
            command: { .replaceSignatory($0.signatory) }),
        .instruction(
            RemindOfDeclaration.self, AgreementDecider.self, stream: { CaseID.agreement(of: $0.caseID) },
            command: { .remind(issue: $0.issue) }),
        .instruction(
            SignDeclaration.self, AgreementDecider.self, stream: { CaseID.agreement(of: $0.caseID) },
            command: { .sign($0) }),
        .prepared(ResendDeclaration.self, AgreementDecider.self) { given, actor, database in
            try await CaseLookup.prepare(given, for: actor, from: database)
        },
        .reaction(
            to: EmailUndelivered.self, CaseDecider.self, stream: { $0.about },
            command: { $0.template == "declaration" ? nil : .emailFailed($0) }),
        .reaction(
            to: EmailUndelivered.self, AgreementDecider.self, stream: { CaseID.agreement(of: $0.about) },
            command: { $0.template == "declaration" ? .emailFailed($0.email) : nil }),
    ]

    private static let reviewTasks: [Handler] = [
        .instruction(OpenReviewTask.self, ReviewTaskDecider.self, stream: { $0.task }, command: { .open($0) }),
        .record(MembershipGranted.self, write: MembersTable.record),
        .record(MembershipEnded.self, write: MembersTable.record),
        .prepared(TakeReviewTask.self, ReviewTaskDecider.self) { given, actor, database in
            let isOwn = try await MembersTable.includes(actor, ofTask: given.task, in: database)
            return .decide(stream: given.task, claims: [], .take(isOwn: isOwn))
        },
        .instruction(
            ReleaseReviewTask.self, ReviewTaskDecider.self, stream: { $0.task }, command: { .release(lease: $0.lease) }),
        .prepared(DecideReviewTask.self, ReviewTaskDecider.self) { given, actor, database in
            let isOwn = try await MembersTable.includes(actor, ofTask: given.task, in: database)
            return .decide(
                stream: given.task, claims: [],
                .decide(approved: given.approved, comment: given.comment, isOwn: isOwn))
        },
    ]
}
