// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// All that can happen among the people of an organisation.
enum PeopleEvent: DomainEvent {
    case granted(MembershipGranted)
    case ended(MembershipEnded)
    case invited(PersonInvited)
    case invitationSent(InvitationSent)
    case invitationUndelivered(InvitationUndelivered)
    case invitationEnded(InvitationEnded)
    case joiningAsked(JoiningAsked)
    case joiningDecided(JoiningDecided)

    static let kinds: [EventKind<PeopleEvent>] = [
        EventKind(PeopleEvent.granted), EventKind(PeopleEvent.ended), EventKind(PeopleEvent.invited),
        EventKind(PeopleEvent.invitationSent), EventKind(PeopleEvent.invitationUndelivered),
        EventKind(PeopleEvent.invitationEnded), EventKind(PeopleEvent.joiningAsked),
        EventKind(PeopleEvent.joiningDecided),
    ]

    var fact: any Fact {
        switch self {
        case .granted(let fact): fact
        case .ended(let fact): fact
        case .invited(let fact): fact
        case .invitationSent(let fact): fact
        case .invitationUndelivered(let fact): fact
        case .invitationEnded(let fact): fact
        case .joiningAsked(let fact): fact
        case .joiningDecided(let fact): fact
        }
    }
}
