// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// All that can happen to a group.
enum GroupEvent: DomainEvent {
    case recorded(GroupContractRecorded)
    case activated(GroupActivated)
    case administratorChanged(SuperAdministratorChanged)
    case supportSwitched(SupportSwitched)
    case linked(OrganisationLinked)
    case named(SuperAdministratorNamed)
    case namingEnded(NamingEnded)
    case allowanceChanged(AllowanceChanged)
    case requested(LicenceRequested)
    case granted(LicenceGranted)
    case ended(LicenceEnded)

    static let kinds: [EventKind<GroupEvent>] = [
        EventKind(GroupEvent.recorded), EventKind(GroupEvent.activated), EventKind(GroupEvent.administratorChanged),
        EventKind(GroupEvent.named), EventKind(GroupEvent.namingEnded), EventKind(GroupEvent.allowanceChanged),
        EventKind(GroupEvent.supportSwitched), EventKind(GroupEvent.linked), EventKind(GroupEvent.requested),
        EventKind(GroupEvent.granted), EventKind(GroupEvent.ended),
    ]

    var fact: any Fact {
        switch self {
        case .recorded(let fact): fact
        case .activated(let fact): fact
        case .administratorChanged(let fact): fact
        case .supportSwitched(let fact): fact
        case .linked(let fact): fact
        case .named(let fact): fact
        case .namingEnded(let fact): fact
        case .allowanceChanged(let fact): fact
        case .requested(let fact): fact
        case .granted(let fact): fact
        case .ended(let fact): fact
        }
    }
}
