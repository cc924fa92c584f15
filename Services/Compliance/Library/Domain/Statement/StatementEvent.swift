// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// All that can happen to a statement.
enum StatementEvent: DomainEvent, Equatable {
    case opened(StatementOpened)
    case codeRecorded(CodeRecorded)
    case contactsRecorded(ContactsRecorded)
    case notified(ContactNotified)
    case told(AdministratorsTold)
    case prepared(DeclarationPrepared)
    case agreed(StatementAgreed)

    static let kinds: [EventKind<StatementEvent>] = [
        EventKind(StatementEvent.opened),
        EventKind(StatementEvent.codeRecorded),
        EventKind(StatementEvent.contactsRecorded),
        EventKind(StatementEvent.notified),
        EventKind(StatementEvent.told),
        EventKind(StatementEvent.prepared),
        EventKind(StatementEvent.agreed),
    ]

    var fact: any Fact {
        switch self {
        case .opened(let fact): fact
        case .codeRecorded(let fact): fact
        case .contactsRecorded(let fact): fact
        case .notified(let fact): fact
        case .told(let fact): fact
        case .prepared(let fact): fact
        case .agreed(let fact): fact
        }
    }

    static func == (one: StatementEvent, other: StatementEvent) -> Bool { one.fact.isSame(as: other.fact) }
}
