// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

// What the practice enters: signatory and contact, answers, the submission.
extension CaseDecider {
    static func recordContacts(
        _ given: RecordContacts, in state: CaseState, _ context: Context
    ) throws(CaseRefusal) -> [CaseEvent] {
        try check(.recordContacts, state, context)
        guard state.signature == nil else {
            throw .contacts([
                .init(
                    code: "already-signed",
                    message: "The declaration is signed. Signatory and contact can no longer be changed here.",
                    kind: .conflict)
            ])
        }
        let signatory = ContactRules.cleaned(given.signatory)
        let contact = ContactRules.cleaned(given.contact)
        let problems = ContactRules.problems(signatory: signatory, contact: contact)
        guard problems.isEmpty else { throw .contacts(problems) }
        if signatory == state.signatory, contact == state.contact { return [] }
        try compare(given.seen, with: state.revisions.contacts, or: .contacts)
        let recorded = CaseEvent.contactsRecorded(
            ContactsRecorded(caseID: state.caseID, signatory: signatory, contact: contact))
        // SOC-045: another signatory gets a link of their own, and the old one opens nothing
        guard state.link != nil, isAnother(signatory, than: state.signatory) else { return [recorded] }
        try checkResends(of: state, at: context.time)
        return [recorded, issue(state, in: context)]
    }

    private static func isAnother(_ signatory: Contact, than old: Contact?) -> Bool {
        signatory.name != old?.name || signatory.email != old?.email
    }

    static func answer(
        _ given: AnswerRequirement, in state: CaseState, _ context: Context
    ) throws(CaseRefusal) -> [CaseEvent] {
        try check(.answerAssessment, state, context)
        guard state.submission == nil else { throw .frozen }  // SOC-026, C-20
        guard let requirement = state.requirements.first(where: { $0.number == given.requirement }) else {
            throw .unknownRequirement
        }
        let evidence = Typed.text(given.evidence)
        var problems: [Problem] = []
        if !given.notApplicable, given.level.map({ (0...3).contains($0) }) != true {
            problems.append(
                .init(
                    code: "level-missing", field: "level",
                    message: "Choose the level that you have fully met, from 0 to 3."))
        }
        if evidence.isEmpty, given.notApplicable {  // SOC-110
            problems.append(
                .init(
                    code: "reasons-missing", field: "evidence",
                    message: "Give the reasons why this requirement does not apply."))
        } else if evidence.isEmpty, (given.level ?? 0) > 0 {
            problems.append(
                .init(
                    code: "evidence-missing", field: "evidence",
                    message: "Say how you can show that you meet this level."))
        }
        if !evidence.fits(Lengths.evidence) {
            problems.append(
                .init(
                    code: "evidence-too-long", field: "evidence",
                    message: "Shorten the text to \(Lengths.words(Lengths.evidence)) characters."))
        }
        guard problems.isEmpty else { throw .answer(problems) }
        let answer = CaseState.Answer(
            level: given.notApplicable ? 3 : given.level ?? 0,  // SOC-110, C-19
            notApplicable: given.notApplicable, evidence: evidence)
        if state.answers[requirement.number] == answer { return [] }
        try compare(given.seen, with: state.revision(ofAnswer: requirement.number), or: .answer)
        return [
            .answered(
                RequirementAnswered(
                    caseID: state.caseID, requirement: requirement.number, level: answer.level,
                    notApplicable: answer.notApplicable, evidence: evidence))
        ]
    }

    static let contactsMissing = Problem(
        code: "contacts-missing", field: "contacts", message: "Enter the signatory and the contact.")

    static func submitAssessment(in state: CaseState, _ context: Context) throws(CaseRefusal) -> [CaseEvent] {
        try check(.submitAssessment, state, context)
        guard state.submission == nil else { throw .frozen }
        // SOC-032: all of them, not only the key ones
        var problems = state.unanswered.map {
            Problem(
                code: "requirement-unanswered", field: "requirements.\($0.number)",
                message: "Answer requirement \($0.number).")
        }
        if !state.hasContacts { problems.append(contactsMissing) }
        if state.odsCode == nil {  // C-09
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
        let submitted = CaseEvent.submitted(
            AssessmentSubmitted(
                caseID: state.caseID, submission: 1, keyRequirementsMet: below.isEmpty, belowLevelTwo: below))
        // SOC-028, SOC-031, SOC-113
        return below.isEmpty ? [submitted, issue(state, in: context)] : [submitted]
    }
}
