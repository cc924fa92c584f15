// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// All that can happen among the people of an organisation.
enum PeopleEvent: DomainEvent {
    case granted(MembershipGranted)

    static let kinds: [EventKind<PeopleEvent>] = [EventKind(PeopleEvent.granted)]

    var fact: any Fact {
        switch self {
        case .granted(let fact): fact
        }
    }
}
