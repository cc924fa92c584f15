// SPDX-License-Identifier: Apache-2.0

import Contracts

// Where a case stands and what is left to do: worked out here and nowhere else.
extension CaseState {
    var stage: CaseStage {
        if signature != nil { return .signed }
        if link != nil { return .declarationSent }
        guard let submission, !submission.keyRequirementsMet else { return .assessing }
        return plan?.standing == .waiting ? .planUnderReview : .planRequired
    }

    var outstanding: [OutstandingStep] {
        // Contacts can be missing late: a person's data is erased when they ask for it.
        let contacts = hasContacts ? [] : [OutstandingStep(code: "contacts", who: "practice")]
        switch stage {
        case .assessing:
            let assessment = unanswered.isEmpty ? [] : [OutstandingStep(code: "assessment", who: "practice")]
            let code = odsCode == nil ? [OutstandingStep(code: "ods-code", who: "practice")] : []  // C-09
            return contacts + code + assessment + [OutstandingStep(code: "submission", who: "practice")]
        case .planRequired: return contacts + [OutstandingStep(code: "plan", who: "practice")]
        case .planUnderReview: return contacts + [OutstandingStep(code: "plan-review", who: "host")]
        case .declarationSent:
            let isUndelivered = link?.isUndelivered == true
            return contacts
                + [
                    isUndelivered
                        ? OutstandingStep(code: "delivery", who: "practice")
                        : OutstandingStep(code: "signature", who: "signatory")
                ]
        case .signed: return []  // SOC-058: a signed statement is not asked for again
        }
    }

    var hasContacts: Bool { signatory != nil && contact != nil }

    var requirements: [Requirement] { RequirementSet.named(requirementSet)?.requirements ?? [] }

    var unanswered: [Requirement] { requirements.filter { answers[$0.number] == nil } }

    /// Key requirements that are answered, and below level 2. SOC-027, SOC-112
    var belowLevelTwo: [String] {
        requirements.filter { $0.key && (answers[$0.number]?.level ?? 2) < 2 }.map(\.number)
    }

    /// The team that reviews it: the host's own, or the national one where there is no host. SOC-115, C-17, C-26
    var team: String { ReviewTeam.of(host: host?.code) }
}
