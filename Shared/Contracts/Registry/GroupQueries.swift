// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// What can be asked about groups and their licences.

/// The groups that the actor looks after; all of them for Central Admin. By title.
public struct ListGroups: Query {
    public static let name: MessageName = "registry.list-groups.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Page<GroupSummary>

    public var after: String?
    /// Those that an organisation can ask for a licence, whoever asks; not what the actor looks after.
    public var isOpen: Bool?

    public init(after: String? = nil, isOpen: Bool? = nil) {
        self.after = after
        self.isOpen = isOpen
    }
}

/// A group in a list.
public struct GroupSummary: Codable, Sendable, Equatable {
    public var group: UUID
    public var title: String
    public var contractorName: String
    public var isActive: Bool

    public init(group: UUID, title: String, contractorName: String, isActive: Bool) {
        self.group = group
        self.title = title
        self.contractorName = contractorName
        self.isActive = isActive
    }
}

/// A group with its licences, for those who look after it. ISG-05
public struct DescribeGroup: Query {
    public static let name: MessageName = "registry.describe-group.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = GroupDetails

    public var group: UUID
    public var after: String?
    /// The licence of this one alone, on whichever page it is.
    public var organisation: UUID?

    public init(group: UUID, after: String? = nil, organisation: UUID? = nil) {
        self.group = group
        self.after = after
        self.organisation = organisation
    }
}

/// A group.
public struct GroupDetails: Codable, Sendable {
    public var group: UUID
    public var title: String
    public var contractor: UUID
    public var contractorName: String
    public var isActive: Bool
    /// Its contracting organisation may register others and support them. ISG-54
    public var supports: Bool?
    public var allowance: Int
    /// Licences in use.
    public var used: Int
    public var superAdministrators: [UUID]
    /// Those who were named and wait to be confirmed. C-16
    public var named: [NamedAdministrator]?
    /// How the allowance was changed, oldest first. C-15
    public var allowanceChanges: [AllowanceChange]?
    /// The members of the contracting organisation, of whom Super Administrators are named; for those who name them.
    public var candidates: [UUID]
    /// Those who wait first, and by name.
    public var licences: Page<Licence>
    public var may: Permissions<RegistryPermission>?

    public init(
        group: UUID, title: String, contractor: UUID, contractorName: String, isActive: Bool, allowance: Int, used: Int,
        superAdministrators: [UUID], named: [NamedAdministrator]? = nil, allowanceChanges: [AllowanceChange]? = nil,
        candidates: [UUID], licences: Page<Licence>, supports: Bool? = nil,
        may: Permissions<RegistryPermission>? = nil
    ) {
        self.group = group
        self.title = title
        self.contractor = contractor
        self.contractorName = contractorName
        self.isActive = isActive
        self.supports = supports
        self.allowance = allowance
        self.used = used
        self.superAdministrators = superAdministrators
        self.named = named
        self.allowanceChanges = allowanceChanges
        self.candidates = candidates
        self.licences = licences
        self.may = may
    }

    public var remaining: Int { allowance - used }

    public func allows(_ permission: RegistryPermission) -> Bool { may?.contains(permission) ?? false }
}

/// What an organisation has of a group: a licence, a request for one, or its place there.
public struct Licence: Codable, Sendable, Equatable {
    public var organisation: UUID
    public var organisationName: String
    public var standing: OwnLicence.Standing
    /// When it was asked for, or when the organisation came into the group without asking.
    public var asked: Date

    public init(organisation: UUID, organisationName: String, standing: OwnLicence.Standing, asked: Date) {
        self.organisation = organisation
        self.organisationName = organisationName
        self.standing = standing
        self.asked = asked
    }

    public var isGranted: Bool { standing == .granted }
}

/// An organisation's licence, or what became of its request, as the organisation sees it.
public struct OwnLicence: Codable, Sendable, Equatable {
    public enum Standing: String, Codable, Sendable, CaseIterable {
        /// It belongs to the group, and has asked for no licence. ISG-52
        case linked
        case requested, granted, refused, withdrawn
    }

    public var group: UUID
    public var title: String
    public var standing: Standing
    public var asked: Date
    /// Why it was refused or withdrawn.
    public var reason: String?

    public init(group: UUID, title: String, standing: Standing, asked: Date, reason: String? = nil) {
        self.group = group
        self.title = title
        self.standing = standing
        self.asked = asked
        self.reason = reason
    }

    /// Whether the organisation may ask for one.
    public var mayBeAsked: Bool { isOver || standing == .linked }

    /// It is of no group any more.
    public var isOver: Bool { standing == .refused || standing == .withdrawn }
}
