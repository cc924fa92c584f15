// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

/// On whose behalf a message is sent. The gateway resolves it from the session; every decider and question checks it.
public struct Actor: Codable, Sendable, Equatable {
    public enum Kind: String, Codable, Sendable {
        /// Nobody has signed in.
        case visitor
        /// A signed-in person.
        case account
        /// One of the services, on its own account.
        case service
        /// The operator's tool.
        case `operator`
        /// A foreign system with a broker user of its own.
        case partner
    }

    public var kind: Kind
    /// The account's id, or the name of the service or system.
    public var id: String
    public var roles: [PlatformRole]
    public var memberships: [Membership]
    /// What a program acts with on an account's behalf; nil of a person who is there themselves.
    public var key: APIKeyGrant?

    public init(
        kind: Kind, id: String = "", roles: [PlatformRole] = [], memberships: [Membership] = [],
        key: APIKeyGrant? = nil
    ) {
        self.kind = kind
        self.id = id
        self.roles = roles
        self.memberships = memberships
        self.key = key
    }

    public static let visitor = Actor(kind: .visitor)
    public static func service(_ name: String) -> Actor { Actor(kind: .service, id: name) }
    public static let `operator` = Actor(kind: .operator, id: "attestctl")

    public static func account(
        _ id: UUID, roles: [PlatformRole] = [], memberships: [Membership] = [], key: APIKeyGrant? = nil
    ) -> Actor {
        Actor(kind: .account, id: Identifier.text(id), roles: roles, memberships: memberships, key: key)
    }

    public var account: UUID? { kind == .account ? UUID(uuidString: id) : nil }

    /// The account of somebody who is there themselves: what is about the account is no program's business.
    public var person: UUID? { key == nil ? account : nil }

    /// How history names the actor: kind and id, no name and no address.
    public var reference: String { id.isEmpty ? kind.rawValue : "\(kind.rawValue):\(id)" }

    public func isMember(of organisation: UUID) -> Bool { memberships.contains { $0.organisation == organisation } }

    public func holds(_ role: OrganisationRole, in organisation: UUID) -> Bool {
        memberships.contains { $0.organisation == organisation && $0.roles.contains(role) }
    }

    public var isCentralAdmin: Bool { roles.contains(.centralAdmin) }

    /// The review teams that the actor works for.
    public var teams: [String] { roles.compactMap(\.team) }

    public func reviews(for team: String) -> Bool { teams.contains(team) }
}

/// A role on the platform, beside the roles in organisations: `central-admin`, `reviewer:<team>` or
/// `super-administrator:<group>`.
public enum PlatformRole: Codable, Sendable, Hashable {
    case centralAdmin
    /// Works the queue of one team, named as `ReviewTeam` says.
    case reviewer(team: String)
    /// Looks after the licences of a group. It follows from what the group's contracting organisation says.
    case superAdministrator(group: UUID)

    public var text: String {
        switch self {
        case .centralAdmin: "central-admin"
        case .reviewer(let team): "reviewer:\(team)"
        case .superAdministrator(let group): "\(Self.superAdministrator)\(Identifier.text(group))"
        }
    }

    public init?(_ text: String) {
        if text == "central-admin" {
            self = .centralAdmin
        } else if text.hasPrefix("reviewer:"), let team = ReviewTeam.named(text.dropFirst(9)) {
            self = .reviewer(team: team)
        } else if text.hasPrefix(Self.superAdministrator),
            let group = UUID(uuidString: String(text.dropFirst(Self.superAdministrator.count)))
        {
            self = .superAdministrator(group: group)
        } else {
            return nil
        }
    }

    private static let superAdministrator = "super-administrator:"

    public var group: UUID? { if case .superAdministrator(let group) = self { group } else { nil } }
    public var team: String? { if case .reviewer(let team) = self { team } else { nil } }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let role = PlatformRole(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a platform role"))
        }
        self = role
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// A role in an organisation.
public enum OrganisationRole: String, Codable, Sendable {
    case administrator
    case seniorOfficer = "senior-officer"
    case dataProtectionOfficer = "data-protection-officer"
    case contact
    /// Nobody is given it: whoever administers the supporting organisation has it. ISG-60
    case supporter

    /// Those that people can be given, in the order in which they are always named.
    public static let assignable: [OrganisationRole] = [
        .administrator, .seniorOfficer, .dataProtectionOfficer, .contact,
    ]

    /// What people call it.
    public var label: String {
        switch self {
        case .administrator: "Administrator"
        case .seniorOfficer: "Senior officer"
        case .dataProtectionOfficer: "Data protection officer"
        case .contact: "Contact"
        case .supporter: "Supporter"
        }
    }
}

extension [OrganisationRole] {
    /// What people call them, one after the other.
    public var labels: String { map(\.label).joined(separator: ", ") }
}

/// What an account is in one organisation.
public struct Membership: Codable, Sendable, Equatable {
    public var organisation: UUID
    public var roles: [OrganisationRole]

    public init(organisation: UUID, roles: [OrganisationRole]) {
        self.organisation = organisation
        self.roles = roles
    }
}
