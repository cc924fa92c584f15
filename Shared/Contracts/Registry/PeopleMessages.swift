// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// Who belongs to an organisation.

/// Whoever registered an organisation is to belong to it.
public struct ApplicantAccepted: Fact, Equatable {
    public static let name: MessageName = "registry.applicant-accepted.v1"

    public var organisation: UUID
    public var account: UUID
    public var roles: [OrganisationRole]

    public init(organisation: UUID, account: UUID, roles: [OrganisationRole]) {
        self.organisation = organisation
        self.account = account
        self.roles = roles
    }
}

/// Makes an account a member; from an organisation.
public struct GrantMembership: Instruction {
    public static let name: MessageName = "registry.grant-membership.v1"
    public static let senders: Senders = [.registry]

    public var organisation: UUID
    public var account: UUID
    public var roles: [OrganisationRole]

    public init(organisation: UUID, account: UUID, roles: [OrganisationRole]) {
        self.organisation = organisation
        self.account = account
        self.roles = roles
    }
}

/// An account belongs to an organisation.
public struct MembershipGranted: Fact, Equatable {
    public static let name: MessageName = "registry.membership-granted.v1"
    public static let audience: Audience = .everyone

    public var organisation: UUID
    public var account: UUID
    public var roles: [OrganisationRole]
    /// It did not before. Nil in facts from before this was told.
    public var isNew: Bool?

    public init(organisation: UUID, account: UUID, roles: [OrganisationRole], isNew: Bool? = nil) {
        self.organisation = organisation
        self.account = account
        self.roles = roles
        self.isNew = isNew
    }
}

/// Gives a member other roles.
public struct ChangeMemberRoles: Instruction {
    public static let name: MessageName = "registry.change-member-roles.v1"
    public static let senders: Senders = [.gateway]

    public var organisation: UUID
    public var account: UUID
    /// One at least.
    public var roles: [OrganisationRole]

    public init(organisation: UUID, account: UUID, roles: [OrganisationRole]) {
        self.organisation = organisation
        self.account = account
        self.roles = roles
    }
}

/// Ends a membership: an administrator's, for another, or one's own. IMP-10
public struct RemoveMember: Instruction {
    public static let name: MessageName = "registry.remove-member.v1"
    public static let senders: Senders = [.gateway]

    public var organisation: UUID
    public var account: UUID

    public init(organisation: UUID, account: UUID) {
        self.organisation = organisation
        self.account = account
    }
}

/// An account belongs to an organisation no more.
public struct MembershipEnded: Fact, Equatable {
    public static let name: MessageName = "registry.membership-ended.v1"
    public static let audience: Audience = .everyone

    public var organisation: UUID
    public var account: UUID

    public init(organisation: UUID, account: UUID) {
        self.organisation = organisation
        self.account = account
    }
}

/// Who belongs to an organisation, who is asked in, and who asks: for its members, the latter two for administrators.
public struct DescribePeople: Query {
    public static let name: MessageName = "registry.describe-people.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = PeopleDetails

    public var organisation: UUID
    public var after: String?
    /// This one alone, on whichever page they are.
    public var member: UUID?

    public init(organisation: UUID, after: String? = nil, member: UUID? = nil) {
        self.organisation = organisation
        self.after = after
        self.member = member
    }
}

/// The people of an organisation.
public struct PeopleDetails: Codable, Sendable {
    public var organisation: UUID
    public var organisationName: String
    public var members: Page<OrganisationMember>
    /// Recommended roles that nobody has. ISG-59
    public var missingRoles: [OrganisationRole]
    /// How many administer it.
    public var administrators: Int
    /// Oldest first.
    public var invitations: [Invitation]
    /// Oldest first.
    public var requests: [JoinRequest]
    /// What Super Administrators of its group did, newest first; for those who look after the people. ISG-08
    public var support: [SupportGiven]?
    /// The group as whose Super Administrator the actor sees it, who does not belong to it.
    public var supporting: UUID?
    public var may: Permissions<RegistryPermission>?

    public init(
        organisation: UUID, organisationName: String, members: Page<OrganisationMember>,
        missingRoles: [OrganisationRole], administrators: Int, invitations: [Invitation],
        requests: [JoinRequest], support: [SupportGiven]? = nil, supporting: UUID? = nil,
        may: Permissions<RegistryPermission>? = nil
    ) {
        self.organisation = organisation
        self.organisationName = organisationName
        self.members = members
        self.missingRoles = missingRoles
        self.administrators = administrators
        self.invitations = invitations
        self.requests = requests
        self.support = support
        self.supporting = supporting
        self.may = may
    }

    public func allows(_ permission: RegistryPermission) -> Bool { may?.contains(permission) ?? false }
}

/// Somebody who is asked in, for those who ask.
public struct Invitation: Codable, Sendable, Equatable {
    public var invitation: UUID
    public var email: String
    public var roles: [OrganisationRole]
    /// When its e-mail last went out.
    public var sent: Date
    public var expires: Date
    public var isUndelivered: Bool

    public init(
        invitation: UUID, email: String, roles: [OrganisationRole], sent: Date, expires: Date, isUndelivered: Bool
    ) {
        self.invitation = invitation
        self.email = email
        self.roles = roles
        self.sent = sent
        self.expires = expires
        self.isUndelivered = isUndelivered
    }
}

/// Somebody who asks to be let in.
public struct JoinRequest: Codable, Sendable, Equatable {
    public var request: UUID
    public var account: UUID
    public var address: String
    public var note: String
    public var asked: Date

    public init(request: UUID, account: UUID, address: String, note: String, asked: Date) {
        self.request = request
        self.account = account
        self.address = address
        self.note = note
        self.asked = asked
    }
}
