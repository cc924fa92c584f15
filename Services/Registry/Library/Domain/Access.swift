// SPDX-License-Identifier: Apache-2.0

public import Contracts
import struct Foundation.UUID

/// Who may do what here.
extension RegistryPermission: Permission {
    public var standings: Set<Standing> {
        switch self {
        case .readOrganisation: [.member, .reviewer, .nationalReviewer, .centralAdmin, .operator]
        case .readEveryOrganisation: [.centralAdmin, .operator]
        case .readOwnOrganisations: [.account]
        // Who submitted it and who belongs to what became of it. A partner knows the id only if it made it: it cannot be
        // guessed.
        case .readRegistration: [.holder, .member, .operator, .partner]
        case .readDirectory: [.account, .operator, .partner]
        case .importDirectory: [.operator]
        case .recordCode, .managePeople, .endSupport: [.administrator, .supporter, .centralAdmin]  // ISG-60
        case .supportPeople: [.superAdministrator, .administrator, .supporter, .centralAdmin]
        case .askToJoin: [.account]
        case .keepGroups: [.centralAdmin]
        case .readGroup: [.superAdministrator, .administrator, .centralAdmin]
        // C-16: the contracting organisation names, Central Admin confirms.
        case .nameSuperAdministrators: [.administrator]
        case .confirmSuperAdministrators: [.centralAdmin]
        case .standDownSuperAdministrators: [.administrator, .centralAdmin]
        case .decideLicences: [.superAdministrator]
        case .requestLicence: [.administrator, .supporter]
        case .support: [.administrator]
        // ISG-14: nobody else of the group sees what somebody asks.
        case .raiseTicket: [.member]
        case .readTicket, .answerTicket: [.holder, .superAdministrator, .centralDesk]
        case .escalateTicket: [.superAdministrator]
        case .reopenTicket: [.holder]
        case .followUp: [.keeper]
        }
    }

    /// What a program's key needs for it.
    public var scope: APIKeyScope? {
        switch self {
        case .readOrganisation, .readOwnOrganisations, .readRegistration, .readDirectory: .read
        case .recordCode: .organisations
        case .readEveryOrganisation, .importDirectory, .followUp, .managePeople, .supportPeople, .askToJoin,
            .keepGroups, .readGroup,
            .nameSuperAdministrators, .confirmSuperAdministrators, .standDownSuperAdministrators, .decideLicences,
            .requestLicence, .support, .endSupport, .raiseTicket, .readTicket, .answerTicket, .escalateTicket,
            .reopenTicket:
            nil
        }
    }
}

extension Area {
    /// What the service keeps in general.
    static let registry = Area(keeper: "registry")
}

extension Actor {
    func may(_ permission: RegistryPermission) -> Bool { may(permission, in: .registry) }

    /// A key for one organisation registers no other.
    var mayRegister: Bool { key.map { $0.organisation == nil && $0.scopes.contains(.organisations) } ?? true }
}

extension OrganisationState {
    /// The organisation itself, looked after by its host.
    ///
    /// - Parameter members: who belongs to it: the list kept here is newer than anybody's session.
    func area(_ organisation: UUID, members: [OrganisationMember]) -> Area {
        let team = registered?.parent.map { ReviewTeam.host($0.code) } ?? ReviewTeam.national
        return Area(keeper: "registry", organisation: organisation, members: members, team: team)
    }
}
