// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// Which licensing group an organisation belongs to: as its registration says, or as Central Admin finds. ISG-49 to ISG-52, C-14

/// What a registration says of licensing groups.
public struct Licensing: Codable, Sendable, Equatable {
    /// The group that it belongs to; nil: none, or not known.
    public var group: UUID?
    /// Whether a licence is asked for; of no group, Central Admin is asked to find one.
    public var wantsLicence: Bool

    public init(group: UUID? = nil, wantsLicence: Bool) {
        self.group = group
        self.wantsLicence = wantsLicence
    }
}

/// Puts an organisation into a group, as its registration or Central Admin said. ISG-49
public struct JoinGroup: Instruction {
    public static let name: MessageName = "registry.join-group.v1"
    public static let senders: Senders = [.registry]

    public var group: UUID
    public var organisation: UUID
    public var organisationName: String
    /// And asks for a licence of it. ISG-51, ISG-52
    public var wantsLicence: Bool

    public init(group: UUID, organisation: UUID, organisationName: String, wantsLicence: Bool) {
        self.group = group
        self.organisation = organisation
        self.organisationName = organisationName
        self.wantsLicence = wantsLicence
    }
}

/// Finds a group for an organisation that asked for a licence without knowing of one, or says that there is none; by
/// Central Admin. C-14
public struct PlaceOrganisation: Instruction {
    public static let name: MessageName = "registry.place-organisation.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.text("reason")]

    public var organisation: UUID
    /// Nil: there is none for it.
    public var group: UUID?
    /// Why there is none: 1,000 characters; the organisation reads it.
    public var reason: String

    public init(organisation: UUID, group: UUID? = nil, reason: String) {
        self.organisation = organisation
        self.group = group
        self.reason = reason
    }
}

/// An organisation belongs to a group. ISG-49
public struct GroupChosen: Fact, Equatable {
    public static let name: MessageName = "registry.group-chosen.v1"

    public var organisation: UUID
    public var group: UUID
    public var wantsLicence: Bool

    public init(organisation: UUID, group: UUID, wantsLicence: Bool) {
        self.organisation = organisation
        self.group = group
        self.wantsLicence = wantsLicence
    }
}

/// An organisation asks for a licence, and knows of no group. C-14
public struct LicenceWanted: Fact, Equatable {
    public static let name: MessageName = "registry.licence-wanted.v1"

    public var organisation: UUID
    public var time: Date

    public init(organisation: UUID, time: Date) {
        self.organisation = organisation
        self.time = time
    }
}

/// There is no group for an organisation that asked for a licence. C-14
public struct PlacingRefused: Fact, Equatable {
    public static let name: MessageName = "registry.placing-refused.v1"
    public static let personal: [PersonalField] = [.text("reason")]

    public var organisation: UUID
    public var reason: String

    public init(organisation: UUID, reason: String) {
        self.organisation = organisation
        self.reason = reason
    }
}

/// An organisation belongs to a group, and has asked for no licence. ISG-49, ISG-52
public struct OrganisationLinked: Fact, Equatable {
    public static let name: MessageName = "registry.organisation-linked.v1"

    public var group: UUID
    public var organisation: UUID
    public var organisationName: String
    public var time: Date

    public init(group: UUID, organisation: UUID, organisationName: String, time: Date) {
        self.group = group
        self.organisation = organisation
        self.organisationName = organisationName
        self.time = time
    }
}

/// Organisations that asked for a licence without knowing of a group; oldest first, for Central Admin. C-14
public struct ListUnplaced: Query {
    public static let name: MessageName = "registry.list-unplaced.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Page<UnplacedOrganisation>

    public var after: String?
    /// This one alone.
    public var organisation: UUID?

    public init(after: String? = nil, organisation: UUID? = nil) {
        self.after = after
        self.organisation = organisation
    }
}

/// An organisation that waits for a group.
public struct UnplacedOrganisation: Codable, Sendable, Equatable {
    public var organisation: UUID
    public var organisationName: String
    public var odsCode: String?
    public var postcode: String
    public var asked: Date

    public init(organisation: UUID, organisationName: String, odsCode: String? = nil, postcode: String, asked: Date) {
        self.organisation = organisation
        self.organisationName = organisationName
        self.odsCode = odsCode
        self.postcode = postcode
        self.asked = asked
    }
}

/// What became of an organisation's asking for a licence without a group. C-14
public struct Placing: Codable, Sendable, Equatable {
    public var asked: Date
    /// Why there is none; nil while Central Admin looks for one.
    public var reason: String?

    public init(asked: Date, reason: String? = nil) {
        self.asked = asked
        self.reason = reason
    }
}
