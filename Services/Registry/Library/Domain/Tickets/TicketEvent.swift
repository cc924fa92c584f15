// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// All that can happen to a ticket.
enum TicketEvent: DomainEvent {
    case raised(TicketRaised)
    case answered(TicketAnswered)
    case escalated(TicketEscalated)
    case resolved(TicketResolved)
    case reopened(TicketReopened)

    static let kinds: [EventKind<TicketEvent>] = [
        EventKind(TicketEvent.raised), EventKind(TicketEvent.answered), EventKind(TicketEvent.escalated),
        EventKind(TicketEvent.resolved), EventKind(TicketEvent.reopened),
    ]

    var fact: any Fact {
        switch self {
        case .raised(let fact): fact
        case .answered(let fact): fact
        case .escalated(let fact): fact
        case .resolved(let fact): fact
        case .reopened(let fact): fact
        }
    }
}
