// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// All that can happen to an agreement.
enum AgreementEvent: DomainEvent, Equatable {
    case opened(AgreementOpened)
    case replaced(SignatoryReplaced)
    case issued(DeclarationIssued)
    case undelivered(DeclarationUndelivered)
    case reminded(DeclarationReminded)
    case codeRejected(CodeRejected)
    case signed(DeclarationSigned)

    static let kinds: [EventKind<AgreementEvent>] = [
        EventKind(AgreementEvent.opened),
        EventKind(AgreementEvent.replaced),
        EventKind(AgreementEvent.issued),
        EventKind(AgreementEvent.undelivered),
        EventKind(AgreementEvent.reminded),
        EventKind(AgreementEvent.codeRejected),
        EventKind(AgreementEvent.signed),
    ]

    var fact: any Fact {
        switch self {
        case .opened(let fact): fact
        case .replaced(let fact): fact
        case .issued(let fact): fact
        case .undelivered(let fact): fact
        case .reminded(let fact): fact
        case .codeRejected(let fact): fact
        case .signed(let fact): fact
        }
    }

    static func == (one: AgreementEvent, other: AgreementEvent) -> Bool { one.fact.isSame(as: other.fact) }
}
