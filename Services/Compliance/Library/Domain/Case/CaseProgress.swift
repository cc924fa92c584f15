// SPDX-License-Identifier: Apache-2.0

import Contracts

// Where a case stands and what is left to do: worked out here and nowhere else.
extension CaseState {
    var stage: CaseStage {
        if isMet(.declaration) { return .signed }
        guard isMet(.assessment) else { return .assessing }
        guard !belowLevelTwo.isEmpty, !isMet(.plan) else { return .declarationSent }
        return standing(of: .plan) == .waiting ? .planUnderReview : .planRequired
    }

    /// - Parameters:
    ///   - hasContacts: they can be missing late: a person's data is erased when they ask for it.
    ///   - isAnswered: every requirement has an answer.
    func outstanding(hasContacts: Bool, isAnswered: Bool) -> [OutstandingStep] {
        let contacts =
            if !hasContacts {
                [OutstandingStep(code: "contacts", who: "practice")]
            } else if isContactLost {
                [OutstandingStep(code: "contact-delivery", who: "practice")]  // IMP-09
            } else {
                [OutstandingStep]()
            }
        switch stage {
        case .assessing:
            let code = isMet(.code) ? [] : [OutstandingStep(code: "ods-code", who: "practice")]  // C-09
            let assessment = isAnswered ? [] : [OutstandingStep(code: "assessment", who: "practice")]
            return contacts + code + assessment + [OutstandingStep(code: "submission", who: "practice")]
        case .planRequired: return contacts + [OutstandingStep(code: "plan", who: "practice")]
        case .planUnderReview: return contacts + [OutstandingStep(code: "plan-review", who: "host")]
        case .declarationSent:
            switch standing(of: .declaration) {
            case .closed: return contacts
            case .stuck: return contacts + [OutstandingStep(code: "delivery", who: "practice")]
            default: return contacts + [OutstandingStep(code: "signature", who: "signatory")]
            }
        case .signed: return []  // SOC-058: a signed statement is not asked for again
        }
    }

    var requirements: [Requirement] { RequirementSet.named(requirementSet)?.requirements ?? [] }
}
