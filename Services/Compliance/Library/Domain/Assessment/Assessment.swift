// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging

/// Decides about an assessment: answers, and the submission that freezes them.
enum AssessmentDecider: Decider {
    typealias State = AssessmentState
    typealias Event = AssessmentEvent
    typealias Command = AssessmentCommand
    typealias Refusal = AssessmentRefusal

    static let aggregate = "assessment"

    static func decide(
        _ command: AssessmentCommand, given state: AssessmentState?, in context: Context
    ) throws(AssessmentRefusal) -> [AssessmentEvent] {
        switch command {
        case .open(let asked):
            try checkOpening(context)
            guard state == nil else { return [] }
            return [.opened(AssessmentOpened(subject: asked.subject, requirementSet: asked.requirementSet))]
        case .recordCode(let given):
            // It may be about an organisation without a case.
            guard let state, state.subject.odsCode == nil else { return [] }
            return [.codeRecorded(CodeRecorded(given))]
        case .allowSubmission:
            let state = try open(state, for: .followUp, context)
            return state.hasContacts ? [] : [.allowed(SubmissionAllowed(caseID: state.subject.caseID))]
        case .answer(let given): return try answer(given, in: open(state, for: .answerAssessment, context))
        case .submit: return try submit(open(state, for: .submitAssessment, context))
        }
    }

    private static func answer(
        _ given: AnswerRequirement, in state: AssessmentState
    ) throws(AssessmentRefusal) -> [AssessmentEvent] {
        guard state.submission == nil else { throw .frozen }  // SOC-026, C-20
        guard let requirement = state.requirements.first(where: { $0.number == given.requirement }) else {
            throw .unknownRequirement
        }
        let evidence = Typed.text(given.evidence)
        let problems = AnswerRules.problems(given, evidence)
        guard problems.isEmpty else { throw .answer(problems) }
        let answered = RequirementAnswered(
            caseID: state.subject.caseID, requirement: requirement.number,
            level: given.notApplicable ? 3 : given.level ?? 0,  // SOC-110, C-19
            notApplicable: given.notApplicable, evidence: evidence)
        let answer = AssessmentState.Answer(answered, revision: 0)
        if state.answers[requirement.number]?.isSame(as: answer) == true { return [] }
        guard given.seen == nil || given.seen == state.revision(of: requirement.number) else { throw .conflict }
        return [.answered(answered)]
    }

    private static func submit(_ state: AssessmentState) throws(AssessmentRefusal) -> [AssessmentEvent] {
        guard state.submission == nil else { throw .frozen }
        // SOC-032: all of them, not only the key ones
        var problems = state.unanswered.map {
            Problem(
                code: "requirement-unanswered", field: "requirements.\($0.number)",
                message: "Answer requirement \($0.number).")
        }
        if !state.hasContacts { problems.append(.contactsMissing) }
        if state.subject.odsCode == nil {  // C-09
            problems.append(
                .init(
                    code: "ods-code-missing", field: "odsCode",
                    message:
                        "Have the practice’s ODS code added to its registration. You need an ODS code to get a statement."
                ))
        }
        guard problems.isEmpty else { throw .incomplete(problems) }
        // SOC-027, SOC-112
        let below = state.belowLevelTwo
        return [
            .submitted(
                AssessmentSubmitted(
                    caseID: state.subject.caseID, submission: 1, keyRequirementsMet: below.isEmpty,
                    belowLevelTwo: below, digest: state.digest))
        ]
    }

    static func evolve(_ state: AssessmentState?, with event: AssessmentEvent) -> AssessmentState {
        if case .opened(let fact) = event {
            return AssessmentState(subject: fact.subject, requirementSet: fact.requirementSet)
        }
        // The first event of every stream opens the assessment: `decide` gives no other without a state.
        guard var state else { preconditionFailure("An assessment begins with its opening") }
        switch event {
        case .opened: break
        case .codeRecorded(let fact): state.subject.take(fact)
        case .allowed: state.hasContacts = true
        case .answered(let fact):
            state.answers[fact.requirement] = .init(fact, revision: state.revision(of: fact.requirement) + 1)
        case .submitted(let fact):
            state.submission = .init(number: fact.submission, belowLevelTwo: fact.belowLevelTwo, digest: fact.digest)
        }
        return state
    }

    static func consequences(
        of event: AssessmentEvent, state: AssessmentState, in context: Context
    ) -> [Consequence] {
        guard case .submitted(let fact) = event else { return [] }
        return [
            .send(
                MoveGate(
                    caseID: fact.caseID, gate: .assessment, standing: .met, findings: fact.belowLevelTwo,
                    digest: fact.digest))
        ]
    }
}

extension AssessmentState.Answer {
    init(_ fact: RequirementAnswered, revision: Int) {
        self.init(
            level: fact.level, notApplicable: fact.notApplicable, evidence: Hex.encode(SHA256.digest(fact.evidence)),
            revision: revision)
    }
}
