// SPDX-License-Identifier: Apache-2.0

import Contracts

// The history of a case in words, part by part, in the order in which one thing leads to another.

extension AssessmentDecider: CaseTold {
    static let place = 1

    static func summary(_ event: AssessmentEvent) -> String? {
        switch event {
        case .opened, .codeRecorded, .allowed: nil
        case .answered(let fact):
            fact.notApplicable
                ? "Requirement \(fact.requirement) marked as not applicable"
                : "Requirement \(fact.requirement) answered at level \(fact.level)"
        case .submitted(let fact):
            fact.keyRequirementsMet
                ? "Assessment submitted: every key requirement is at level 2 or above"
                : "Assessment submitted: below level 2 in \(fact.belowLevelTwo.joined(separator: ", "))"
        }
    }
}

extension PlanDecider: CaseTold {
    static let place = 2

    static func summary(_ event: PlanEvent) -> String? {
        switch event {
        case .opened: nil
        case .saved: "Improvement plan saved, not sent yet"
        case .submitted(let fact): "Improvement plan \(fact.plan) submitted for review"
        case .approved: "Improvement plan approved"
        case .returned: "Improvement plan returned for changes"
        }
    }

    /// The reviewer: the review desk only brought the word. SOC-116
    static func actor(_ event: PlanEvent) -> String? {
        switch event {
        case .approved(let fact): fact.reviewer
        case .returned(let fact): fact.reviewer
        case .opened, .saved, .submitted: nil
        }
    }
}

extension CaseDecider: CaseTold {
    static let place = 3

    static func summary(_ event: CaseEvent) -> String? {
        switch event {
        case .opened: "Case opened"
        case .codeRecorded(let fact): "ODS code \(fact.odsCode) recorded"
        case .gateOpened, .gateMoved: nil
        case .contactNotReached: "An e-mail to the contact could not be delivered"
        }
    }
}

extension StatementDecider: CaseTold {
    static let place = 4

    static func summary(_ event: StatementEvent) -> String? {
        switch event {
        case .opened, .codeRecorded, .notified, .told, .prepared, .agreed: nil
        case .contactsRecorded: "Signatory and contact recorded"
        }
    }
}

extension AgreementDecider: CaseTold {
    static let place = 5

    static func summary(_ event: AgreementEvent) -> String? {
        switch event {
        case .opened: nil
        case .replaced: "Another signatory: the link and the code that were sent before are void"
        case .undelivered: "The e-mail with the declaration could not be delivered"
        case .reminded: "Signatory and contact reminded that the declaration is not signed"
        case .issued(let fact):
            fact.issue == 1 ? "Declaration sent to the signatory" : "Declaration sent again, with a new link and code"
        case .codeRejected(let fact):
            fact.lockedUntil == nil ? "A wrong code was entered" : "A wrong code was entered, and the link locked"
        case .signed(let fact):
            (fact.capacity == .own
                ? "Declaration signed by the signatory" : "Declaration signed under delegated authority")
                + (fact.assessment.map { ", about the assessment \($0.prefix(12))" } ?? "")
        }
    }
}
