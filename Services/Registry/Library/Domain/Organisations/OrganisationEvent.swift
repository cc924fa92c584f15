// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import Messaging

/// All that can happen to an organisation.
public enum OrganisationEvent: DomainEvent {
    case received(RegistrationReceived)
    case registered(OrganisationRegistered)
    case contactRecorded(OrganisationContactRecorded)
    case refused(RegistrationRefused)
    case applicantAccepted(ApplicantAccepted)
    case codeRecorded(ODSCodeRecorded)
    case supportChanged(SupportChanged)
    case groupChosen(GroupChosen)
    case licenceWanted(LicenceWanted)
    case placingRefused(PlacingRefused)

    public static let kinds: [EventKind<OrganisationEvent>] = [
        EventKind(OrganisationEvent.received),
        EventKind(OrganisationEvent.registered),
        EventKind(OrganisationEvent.contactRecorded),
        EventKind(OrganisationEvent.refused),
        EventKind(OrganisationEvent.applicantAccepted),
        EventKind(OrganisationEvent.codeRecorded),
        EventKind(OrganisationEvent.supportChanged),
        EventKind(OrganisationEvent.groupChosen),
        EventKind(OrganisationEvent.licenceWanted),
        EventKind(OrganisationEvent.placingRefused),
    ]

    public var fact: any Fact {
        switch self {
        case .received(let fact): fact
        case .registered(let fact): fact
        case .contactRecorded(let fact): fact
        case .refused(let fact): fact
        case .applicantAccepted(let fact): fact
        case .codeRecorded(let fact): fact
        case .supportChanged(let fact): fact
        case .groupChosen(let fact): fact
        case .licenceWanted(let fact): fact
        case .placingRefused(let fact): fact
        }
    }
}
