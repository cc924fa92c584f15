// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// All that can happen to a case.
enum CaseEvent: DomainEvent, Equatable {
    case opened(CaseOpened)
    case codeRecorded(CodeRecorded)
    case gateOpened(GateOpened)
    case gateMoved(GateMoved)
    case contactNotReached(ContactNotReached)

    static let kinds: [EventKind<CaseEvent>] = [
        EventKind(CaseEvent.opened),
        EventKind(CaseEvent.codeRecorded),
        EventKind(CaseEvent.gateOpened),
        EventKind(CaseEvent.gateMoved),
        EventKind(CaseEvent.contactNotReached),
    ]

    var fact: any Fact {
        switch self {
        case .opened(let fact): fact
        case .codeRecorded(let fact): fact
        case .gateOpened(let fact): fact
        case .gateMoved(let fact): fact
        case .contactNotReached(let fact): fact
        }
    }

    static func == (one: CaseEvent, other: CaseEvent) -> Bool { one.fact.isSame(as: other.fact) }
}
