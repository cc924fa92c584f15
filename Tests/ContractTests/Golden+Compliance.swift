// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Golden {
    static let compliance: [Golden] = instructions + facts + questions + reviews

    private static let instructions: [Golden] = [
        message(
            RecordContacts(
                caseID: Invented.caseID, signatory: Invented.signatory, contact: Invented.contact, seen: 2)),
        message(
            AnswerRequirement(
                caseID: Invented.caseID, requirement: "114", level: 2, notApplicable: false,
                evidence: "Minutes of the meeting in March.\nJob description.", seen: 1)),
        message(
            AnswerRequirement(
                caseID: Invented.caseID, requirement: "116", notApplicable: true, evidence: "We have no such system."),
            "not-applicable"),
        message(SubmitAssessment(caseID: Invented.caseID)),
        message(
            SaveImprovementPlan(caseID: Invented.caseID, actions: [Invented.action], isComplete: false, seen: 0)),
        message(SubmitImprovementPlan(caseID: Invented.caseID, actions: [Invented.action], seen: 0)),
        message(
            SignDeclaration(
                caseID: Invented.caseID, tokenDigest: Invented.digest, codeDigest: Invented.digest,
                capacity: .delegated, name: "Max Muster")),
        message(
            SignDeclaration(
                caseID: Invented.caseID, tokenDigest: Invented.digest, codeDigest: Invented.digest,
                capacity: .own, name: "Dr Grace Sample", text: Invented.digest), "with-text"),
        message(RemindOfDeclaration(caseID: Invented.caseID, issue: 1)),
        message(DeclarationReminded(caseID: Invented.caseID, issue: 1, number: 1)),
        message(ResendDeclaration(caseID: Invented.caseID)),
        message(
            NotifyContact(
                statement: Invented.statement, template: "plan-returned", values: ["comment": "Name the person."])),
        message(
            NotifyContact(
                statement: Invented.statement, template: "declaration-copy", values: [:], sealed: "c2VhbGVk"), "sealed"),
        message(
            PrepareDeclaration(
                statement: Invented.statement, caseID: Invented.caseID, assessment: Invented.digest)),
        message(AgreeStatement(statement: Invented.statement, caseID: Invented.caseID)),
        message(OpenCase(subject: Invented.caseSubject, requirementSet: "gp-118-8.v1")),
        message(
            MoveGate(
                caseID: Invented.caseID, gate: .assessment, standing: .met, findings: ["114"],
                digest: Invented.digest)),
        message(OpenAssessment(subject: Invented.caseSubject, requirementSet: "gp-118-8.v1")),
        message(AllowSubmission(caseID: Invented.caseID)),
        message(OpenPlan(subject: Invented.caseSubject, needed: ["114"])),
        message(
            OpenAgreement(
                subject: Invented.caseSubject, signatory: Invented.signatory, assessment: Invented.digest)),
        message(ReplaceSignatory(caseID: Invented.caseID, signatory: Invented.signatory)),
        message(
            DecidePlan(
                caseID: Invented.caseID, task: Invented.task, reviewer: "account:\(Identifier.text(Invented.account))",
                approved: true, comment: "Well done.")),
    ].flatMap { $0 }

    private static let facts: [Golden] = [
        message(StatementOpened(subject: Invented.caseSubject, requirementSet: "gp-118-8.v1")),
        message(
            ContactsRecorded(
                statement: Invented.statement, signatory: Invented.signatory, contact: Invented.contact)),
        message(CodeRecorded(organisation: Invented.organisation, odsCode: "B86001", host: Invented.host)),
        message(
            ContactNotified(
                statement: Invented.statement, template: "plan-returned", email: Invented.email,
                values: ["comment": "Name the person."])),
        message(
            ContactNotified(
                statement: Invented.statement, template: "declaration-copy", email: Invented.email, values: [:],
                sealed: "c2VhbGVk"), "sealed"),
        message(
            DeclarationPrepared(
                statement: Invented.statement, caseID: Invented.caseID, assessment: Invented.digest)),
        message(StatementAgreed(statement: Invented.statement, caseID: Invented.caseID)),
        message(CaseOpened(subject: Invented.caseSubject, requirementSet: "gp-118-8.v1")),
        message(GateOpened(caseID: Invented.caseID, gate: .declaration)),
        message(ContactNotReached(caseID: Invented.caseID, email: Invented.email, template: "plan-returned")),
        message(
            GateMoved(
                caseID: Invented.caseID, gate: .assessment, standing: .met, findings: ["114"],
                digest: Invented.digest)),
        message(AssessmentOpened(subject: Invented.caseSubject, requirementSet: "gp-118-8.v1")),
        message(SubmissionAllowed(caseID: Invented.caseID)),
        message(
            RequirementAnswered(
                caseID: Invented.caseID, requirement: "114", level: 2, notApplicable: false,
                evidence: "Minutes of the meeting in March.")),
        message(
            AssessmentSubmitted(
                caseID: Invented.caseID, submission: 1, keyRequirementsMet: false, belowLevelTwo: ["114"])),
        message(
            AssessmentSubmitted(
                caseID: Invented.caseID, submission: 1, keyRequirementsMet: true, belowLevelTwo: [],
                digest: Invented.digest), "with-digest"),
        message(PlanOpened(subject: Invented.caseSubject, needed: ["114"])),
        message(ImprovementPlanSaved(caseID: Invented.caseID, actions: [Invented.action])),
        message(
            ImprovementPlanSubmitted(
                caseID: Invented.caseID, plan: 1, actions: [Invented.action], task: Invented.task)),
        message(
            ImprovementPlanApproved(
                caseID: Invented.caseID, task: Invented.task, reviewer: "account:\(Identifier.text(Invented.account))",
                comment: "")),
        message(
            ImprovementPlanReturned(
                caseID: Invented.caseID, task: Invented.task, reviewer: "account:\(Identifier.text(Invented.account))",
                comment: "Name the person.")),
        message(
            DeclarationIssued(
                caseID: Invented.caseID, tokenDigest: Invented.digest, codeDigest: Invented.digest,
                issued: Invented.time, expires: Invented.later, issue: 1)),
        message(
            DeclarationIssued(
                caseID: Invented.caseID, tokenDigest: Invented.digest, codeDigest: Invented.digest,
                issued: Invented.time, expires: Invented.later, issue: 2, email: Invented.email), "with-email"),
        message(
            DeclarationIssued(
                caseID: Invented.caseID, tokenDigest: Invented.digest, codeDigest: Invented.digest,
                issued: Invented.time, expires: Invented.later, issue: 3, email: Invented.email,
                contactTokenDigest: Invented.digest, contactCodeDigest: Invented.digest), "with-contacts-link"),
        message(DeclarationUndelivered(caseID: Invented.caseID, email: Invented.email)),
        message(
            AgreementOpened(
                subject: Invented.caseSubject, signatory: Invented.signatory, assessment: Invented.digest)),
        message(SignatoryReplaced(caseID: Invented.caseID, signatory: Invented.signatory)),
        message(CodeRejected(caseID: Invented.caseID, attempt: 5, lockedUntil: Invented.later)),
        message(
            DeclarationSigned(
                caseID: Invented.caseID, organisation: Invented.organisation, signatory: "Dr Grace Sample",
                capacity: .own, signedBy: "Dr Grace Sample", terms: "2027.1")),
        message(
            DeclarationSigned(
                caseID: Invented.caseID, organisation: Invented.organisation, signatory: "Dr Grace Sample",
                capacity: .own, signedBy: "Dr Grace Sample", terms: "2027.1", text: Invented.digest,
                assessment: Invented.digest), "with-digests"),
    ].flatMap { $0 }

    private static let questions: [Golden] = [
        query(
            DescribeCase(caseID: Invented.caseID),
            CaseDetails(
                caseID: Invented.caseID, organisation: Invented.organisation, organisationName: "Canal Walk Surgery",
                odsCode: "B86001", host: Invented.host, stage: .signed,
                outstanding: [OutstandingStep(code: "signature", who: "signatory")],
                gates: [
                    CaseGate(
                        kind: .declaration, standing: .open, owner: .signatory, waitsFor: [.assessment],
                        because: "SOC-031")
                ], signatory: Invented.signatory,
                contact: Invented.contact, contactsRevision: 2, requirementSet: "gp-118-8.v1", answered: 8,
                requirements: 8, belowLevelTwo: ["114"], plan: [Invented.action], planComment: "Name the person.",
                planRevision: 1, signedBy: "Dr Grace Sample", capacity: .own, signedAt: Invented.later,
                opened: Invented.time, version: 14, may: Permissions([.readCase, .recordContacts]))),
        query(
            FindCases(organisation: Invented.organisation),
            [
                CaseSummary(
                    caseID: Invented.caseID, organisation: Invented.organisation,
                    organisationName: "Canal Walk Surgery", stage: .planUnderReview, opened: Invented.time)
            ]),
        query(
            DescribeAssessment(caseID: Invented.caseID),
            Assessment(
                caseID: Invented.caseID, requirementSet: "gp-118-8.v1", title: "Assessment for general practices",
                note: "The wording is illustrative.", frozen: false,
                requirements: [
                    AssessmentEntry(
                        number: "114", title: "Who is in charge of information governance?",
                        levels: ["Nobody.", "A person.", "Written duties.", "Reviewed."], key: true, level: 2,
                        notApplicable: false, opening: "Minutes of the meeting in …", isCut: true, revision: 1)
                ])),
        query(
            DescribeRequirement(caseID: Invented.caseID, requirement: "114"),
            AssessedRequirement(
                number: "114", title: "Who is in charge of information governance?",
                guidance: "Somebody has to own this work.",
                levels: ["Nobody.", "A person.", "Written duties.", "Reviewed."], key: true, level: 2,
                notApplicable: false, evidence: "Minutes of the meeting in March.", revision: 1, place: 1, count: 8,
                frozen: false, may: Permissions([.answerAssessment]))),
        query(
            ReadOwnRecords(addresses: ["grace@example.nhs.uk"]),
            [
                OwnRecord(
                    caseID: Invented.caseID, organisationName: "Canal Walk Surgery", part: .signatory,
                    details: Invented.signatory, signedBy: "Dr Grace Sample")
            ]),
        query(
            ShowOwnHistory(after: "b3BhcXVl"),
            Page(
                items: [OwnHistoryEntry(caseID: Invented.caseID, at: Invented.time, summary: "Assessment submitted")],
                next: "b3BhcXVl")),
        query(
            ShowHistory(caseID: Invented.caseID, after: "b3BhcXVl"),
            Page(
                items: [
                    HistoryEntry(
                        version: 2, type: "compliance.contacts-recorded.v1", at: Invented.time,
                        actor: "account:\(Identifier.text(Invented.account))", summary: "Contacts were entered.")
                ], next: "b3BhcXVl")),
        query(
            ReadDeclaration(caseID: Invented.caseID, tokenDigest: Invented.digest),
            Declaration(
                caseID: Invented.caseID, organisationName: "Canal Walk Surgery", signatory: "Dr Grace Sample",
                standing: "locked", terms: "2027.1", paragraphs: ["We keep personal information safe."],
                text: Invented.digest, assessment: Invented.digest, lockedUntil: Invented.later,
                expires: Invented.later,
                isDelegates: true)),
    ].flatMap { $0 }

    private static let task = ReviewTask(
        task: Invented.task, team: "host-q99", subject: Invented.subject, due: Invented.later, standing: "taken",
        reviewer: "account:\(Identifier.text(Invented.account))", leaseUntil: Invented.later, comment: "See page 2.",
        opened: Invented.time, may: Permissions([.readTask, .decideTask]))

    private static let reviews: [Golden] = [
        message(
            OpenReviewTask(
                task: Invented.task, team: "host-q99", subject: Invented.subject, due: Invented.later)),
        message(TakeReviewTask(task: Invented.task)),
        message(ReleaseReviewTask(task: Invented.task, lease: 1)),
        message(DecideReviewTask(task: Invented.task, approved: false, comment: "Name the person.")),
        message(
            ReviewTaskOpened(
                task: Invented.task, team: "host-q99", subject: Invented.subject, due: Invented.later)),
        message(
            ReviewTaskTaken(
                task: Invented.task, reviewer: "account:\(Identifier.text(Invented.account))", lease: 1,
                until: Invented.later)),
        message(ReviewTaskReleased(task: Invented.task, expired: true)),
        message(ReviewDecisionRefused(task: Invented.task, problems: [Invented.problem], reopened: true)),
        message(
            ReviewTaskDecided(
                task: Invented.task, caseID: Invented.caseID,
                reviewer: "account:\(Identifier.text(Invented.account))", approved: false,
                comment: "Name the person.")),
        query(ListReviewTasks(after: "b3BhcXVl"), Page(items: [task], next: "b3BhcXVl")),
        query(DescribeReviewTask(task: Invented.task), task),
    ].flatMap { $0 }
}
