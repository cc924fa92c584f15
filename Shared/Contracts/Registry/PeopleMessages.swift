// SPDX-License-Identifier: Apache-2.0

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

    public init(organisation: UUID, account: UUID, roles: [OrganisationRole]) {
        self.organisation = organisation
        self.account = account
        self.roles = roles
    }
}
