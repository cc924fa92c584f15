// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// All that can happen to an assessment.
enum AssessmentEvent: DomainEvent, Equatable {
    case opened(AssessmentOpened)
    case codeRecorded(CodeRecorded)
    case allowed(SubmissionAllowed)
    case answered(RequirementAnswered)
    case submitted(AssessmentSubmitted)

    static let kinds: [EventKind<AssessmentEvent>] = [
        EventKind(AssessmentEvent.opened),
        EventKind(AssessmentEvent.codeRecorded),
        EventKind(AssessmentEvent.allowed),
        EventKind(AssessmentEvent.answered),
        EventKind(AssessmentEvent.submitted),
    ]

    var fact: any Fact {
        switch self {
        case .opened(let fact): fact
        case .codeRecorded(let fact): fact
        case .allowed(let fact): fact
        case .answered(let fact): fact
        case .submitted(let fact): fact
        }
    }

    static func == (one: AssessmentEvent, other: AssessmentEvent) -> Bool { one.fact.isSame(as: other.fact) }
}
