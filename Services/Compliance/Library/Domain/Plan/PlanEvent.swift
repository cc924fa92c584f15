// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// All that can happen to an improvement plan.
enum PlanEvent: DomainEvent, Equatable {
    case opened(PlanOpened)
    case saved(ImprovementPlanSaved)
    case submitted(ImprovementPlanSubmitted)
    case approved(ImprovementPlanApproved)
    case returned(ImprovementPlanReturned)

    static let kinds: [EventKind<PlanEvent>] = [
        EventKind(PlanEvent.opened),
        EventKind(PlanEvent.saved),
        EventKind(PlanEvent.submitted),
        EventKind(PlanEvent.approved),
        EventKind(PlanEvent.returned),
    ]

    var fact: any Fact {
        switch self {
        case .opened(let fact): fact
        case .saved(let fact): fact
        case .submitted(let fact): fact
        case .approved(let fact): fact
        case .returned(let fact): fact
        }
    }

    static func == (one: PlanEvent, other: PlanEvent) -> Bool { one.fact.isSame(as: other.fact) }
}
