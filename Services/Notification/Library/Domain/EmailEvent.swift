// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// All that can happen to an e-mail.
enum EmailEvent: DomainEvent {
    case requested(EmailRequested)
    case sent(EmailSent)
    case deferred(EmailDeferred)
    case failed(EmailFailed)
    case bounced(EmailBounced)
    case undelivered(EmailUndelivered)

    static let kinds: [EventKind<EmailEvent>] = [
        EventKind(EmailEvent.requested), EventKind(EmailEvent.sent), EventKind(EmailEvent.deferred),
        EventKind(EmailEvent.failed), EventKind(EmailEvent.bounced), EventKind(EmailEvent.undelivered),
    ]

    var fact: any Fact {
        switch self {
        case .requested(let fact): fact
        case .sent(let fact): fact
        case .deferred(let fact): fact
        case .failed(let fact): fact
        case .bounced(let fact): fact
        case .undelivered(let fact): fact
        }
    }
}
