// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// What can be asked of the registry.

/// Organisations in the ODS directory whose name matches every word typed. Closed ones are left out.
public struct FindDirectoryEntries: Query {
    public static let name: MessageName = "registry.find-directory-entries.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Page<DirectoryEntry>

    public var name: String
    /// Narrows to the codes that can be of this category.
    public var category: String?
    public var after: String?

    public init(name: String, category: String? = nil, after: String? = nil) {
        self.name = name
        self.category = category
        self.after = after
    }
}

/// One entry of the directory.
public struct FindDirectoryEntry: Query {
    public static let name: MessageName = "registry.find-directory-entry.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = DirectoryEntry?

    public var code: String

    public init(code: String) {
        self.code = code
    }
}

/// Whether any organisation of the directory has a host of this code, listed itself or not.
public struct FindHost: Query {
    public static let name: MessageName = "registry.find-host.v1"
    public static let senders: Senders = [.operator]
    public typealias Answer = Bool

    public var code: String

    public init(code: String) {
        self.code = code
    }
}

/// An organisation as the Organisation Data Service lists it.
public struct DirectoryEntry: Codable, Sendable, Equatable {
    public var code: String
    public var name: String
    public var address: Address
    public var parent: ParentOrganisation?
    public var open: Bool
    /// Already registered here.
    public var registered: Bool
    /// As what it is registered.
    public var organisation: UUID?

    public init(
        code: String, name: String, address: Address, parent: ParentOrganisation? = nil, open: Bool, registered: Bool,
        organisation: UUID? = nil
    ) {
        self.code = code
        self.name = name
        self.address = address
        self.parent = parent
        self.open = open
        self.registered = registered
        self.organisation = organisation
    }
}

/// What became of a registration. Nil while it has not been seen.
public struct RegistrationStatus: Query {
    public static let name: MessageName = "registry.registration-status.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = RegistrationOutcome?

    public var registration: UUID
    /// The key that it is about to be sent under: refused with `key-reused` when that is another registration's.
    public var request: UUID?

    public init(registration: UUID, request: UUID? = nil) {
        self.registration = registration
        self.request = request
    }
}

/// The outcome of a registration.
public struct RegistrationOutcome: Codable, Sendable, Equatable {
    public var registration: UUID
    /// Set when it is registered.
    public var organisation: UUID?
    /// Why it was refused; empty when it was not.
    public var problems: [Problem]
    /// The organisation that is here already, where that is the reason: one may ask to join it. IMP-08
    public var existing: UUID?

    public init(registration: UUID, organisation: UUID? = nil, problems: [Problem], existing: UUID? = nil) {
        self.registration = registration
        self.organisation = organisation
        self.problems = problems
        self.existing = existing
    }
}

/// An organisation, for its members and its host's reviewers.
public struct DescribeOrganisation: Query {
    public static let name: MessageName = "registry.describe-organisation.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = OrganisationDetails

    public var organisation: UUID

    public init(organisation: UUID) {
        self.organisation = organisation
    }
}

/// An organisation.
public struct OrganisationDetails: Codable, Sendable, Equatable {
    public var organisation: UUID
    public var name: String
    public var category: String
    public var odsCode: String?
    public var address: Address
    public var parent: ParentOrganisation?
    public var contactEmail: String
    public var mode: String
    public var registered: Date
    public var members: [OrganisationMember]
    /// The group that it has a licence of, or asked for one; nil when none.
    public var licence: OwnLicence?
    /// What became of its asking for one without a group; nil when it has not, or has one since.
    public var placing: Placing?
    /// Who looks after it; nil of one that does so itself.
    public var supporter: Supporter?
    public var ico: ICORegistration?
    public var location: Location?
    /// It may register others and support them, or does. ISG-54, ISG-55
    public var supports: Bool?
    /// What whoever asks may do with it.
    public var may: Permissions<RegistryPermission>?

    public init(
        organisation: UUID, name: String, category: String, odsCode: String? = nil, address: Address,
        parent: ParentOrganisation? = nil, contactEmail: String, mode: String, registered: Date,
        members: [OrganisationMember], licence: OwnLicence? = nil, placing: Placing? = nil,
        supporter: Supporter? = nil, ico: ICORegistration? = nil, location: Location? = nil,
        supports: Bool? = nil, may: Permissions<RegistryPermission>? = nil
    ) {
        self.organisation = organisation
        self.name = name
        self.category = category
        self.odsCode = odsCode
        self.address = address
        self.parent = parent
        self.contactEmail = contactEmail
        self.mode = mode
        self.registered = registered
        self.members = members
        self.licence = licence
        self.placing = placing
        self.supporter = supporter
        self.ico = ico
        self.location = location
        self.supports = supports
        self.may = may
    }
}

extension OrganisationDetails {
    public func allows(_ permission: RegistryPermission) -> Bool { may?.contains(permission) ?? false }
}

/// A member of an organisation.
public struct OrganisationMember: Codable, Sendable, Equatable {
    public var account: UUID
    public var roles: [OrganisationRole]

    public init(account: UUID, roles: [OrganisationRole]) {
        self.account = account
        self.roles = roles
    }
}

extension [OrganisationMember] {
    /// Recommended roles that nobody has. ISG-59
    public var missingRoles: [OrganisationRole] { flatMap(\.roles).missing }
}

extension [OrganisationRole] {
    /// Recommended roles that are not among these. ISG-59, ISG-61
    public var missing: [OrganisationRole] {
        [.administrator, .seniorOfficer, .dataProtectionOfficer].filter { !contains($0) }
    }
}

/// The organisations that the actor belongs to; all of them for whoever may read every one, unless asked for their own.
public struct ListOrganisations: Query {
    public static let name: MessageName = "registry.list-organisations.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Page<OrganisationSummary>

    public var after: String?
    /// Only those that the actor belongs to, whatever else they may read.
    public var own: Bool?

    public init(after: String? = nil, own: Bool? = nil) {
        self.after = after
        self.own = own
    }
}

/// An organisation in a list.
public struct OrganisationSummary: Codable, Sendable, Equatable {
    public var organisation: UUID
    public var name: String
    public var odsCode: String?
    public var postcode: String
    public var category: String?

    public init(organisation: UUID, name: String, odsCode: String? = nil, postcode: String, category: String? = nil) {
        self.organisation = organisation
        self.name = name
        self.odsCode = odsCode
        self.postcode = postcode
        self.category = category
    }
}
