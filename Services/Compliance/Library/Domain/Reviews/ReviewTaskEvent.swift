// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// All that can happen to a review task.
enum ReviewTaskEvent: DomainEvent, Equatable {
    case opened(ReviewTaskOpened)
    case taken(ReviewTaskTaken)
    case released(ReviewTaskReleased)
    case decided(ReviewTaskDecided)
    case undone(ReviewDecisionRefused)

    static let kinds: [EventKind<ReviewTaskEvent>] = [
        EventKind(ReviewTaskEvent.opened), EventKind(ReviewTaskEvent.taken), EventKind(ReviewTaskEvent.released),
        EventKind(ReviewTaskEvent.decided), EventKind(ReviewTaskEvent.undone),
    ]

    var fact: any Fact {
        switch self {
        case .opened(let fact): fact
        case .taken(let fact): fact
        case .released(let fact): fact
        case .decided(let fact): fact
        case .undone(let fact): fact
        }
    }

    static func == (one: ReviewTaskEvent, other: ReviewTaskEvent) -> Bool { one.fact.isSame(as: other.fact) }
}
