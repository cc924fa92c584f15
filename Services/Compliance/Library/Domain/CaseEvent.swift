// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// All that can happen to a case.
enum CaseEvent: DomainEvent, Equatable {
    case opened(CaseOpened)
    case codeRecorded(CaseCodeRecorded)
    case contactsRecorded(ContactsRecorded)
    case answered(RequirementAnswered)
    case submitted(AssessmentSubmitted)
    case planSubmitted(ImprovementPlanSubmitted)
    case planApproved(ImprovementPlanApproved)
    case planReturned(ImprovementPlanReturned)
    case declarationIssued(DeclarationIssued)
    case undelivered(DeclarationUndelivered)
    case codeRejected(CodeRejected)
    case signed(DeclarationSigned)

    static let kinds: [EventKind<CaseEvent>] = [
        EventKind(CaseEvent.opened), EventKind(CaseEvent.codeRecorded), EventKind(CaseEvent.contactsRecorded),
        EventKind(CaseEvent.answered), EventKind(CaseEvent.undelivered),
        EventKind(CaseEvent.submitted), EventKind(CaseEvent.planSubmitted), EventKind(CaseEvent.planApproved),
        EventKind(CaseEvent.planReturned), EventKind(CaseEvent.declarationIssued), EventKind(CaseEvent.codeRejected),
        EventKind(CaseEvent.signed),
    ]

    var fact: any Fact {
        switch self {
        case .opened(let fact): fact
        case .codeRecorded(let fact): fact
        case .undelivered(let fact): fact
        case .contactsRecorded(let fact): fact
        case .answered(let fact): fact
        case .submitted(let fact): fact
        case .planSubmitted(let fact): fact
        case .planApproved(let fact): fact
        case .planReturned(let fact): fact
        case .declarationIssued(let fact): fact
        case .codeRejected(let fact): fact
        case .signed(let fact): fact
        }
    }

    // Facts are not all Equatable; the same JSON is the same fact.
    static func == (one: CaseEvent, other: CaseEvent) -> Bool {
        type(of: one.fact).name == type(of: other.fact).name
            && (try? JSON.text(one.fact)) == (try? JSON.text(other.fact))
    }
}
