// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// A contracting organisation registers smaller ones and looks after them. ISG-54 to ISG-61

/// Lets the organisation of a Group contract support others, or lets it do so no more; by Central Admin. ISG-54
public struct SwitchSupport: Instruction {
    public static let name: MessageName = "registry.switch-support.v1"
    public static let senders: Senders = [.gateway]

    public var group: UUID
    public var isOn: Bool

    public init(group: UUID, isOn: Bool) {
        self.group = group
        self.isOn = isOn
    }
}

/// The organisation of a contract may support others, or may not any more. Those that it supports stay.
public struct SupportSwitched: Fact, Equatable {
    public static let name: MessageName = "registry.support-switched.v1"

    public var group: UUID
    public var isOn: Bool

    public init(group: UUID, isOn: Bool) {
        self.group = group
        self.isOn = isOn
    }
}

/// Ends that an organisation is supported; by either side or by Central Admin.
public struct EndSupport: Instruction {
    public static let name: MessageName = "registry.end-support.v1"
    public static let senders: Senders = [.gateway]

    public var organisation: UUID

    public init(organisation: UUID) {
        self.organisation = organisation
    }
}

/// An organisation is supported by another, whose administrators may do for it what its own may; or by nobody any more.
/// ISG-57, ISG-60
public struct SupportChanged: Fact, Equatable {
    public static let name: MessageName = "registry.support-changed.v1"
    public static let audience: Audience = .everyone

    public var organisation: UUID
    /// Nil: it looks after itself.
    public var supporter: UUID?
    public var supporterName: String?
    /// Who did so until now.
    public var former: UUID?

    public init(organisation: UUID, supporter: UUID? = nil, supporterName: String? = nil, former: UUID? = nil) {
        self.organisation = organisation
        self.supporter = supporter
        self.supporterName = supporterName
        self.former = former
    }
}

/// Withdraws the invitations of whoever supported an organisation until now.
public struct WithdrawSupportersInvitations: Instruction {
    public static let name: MessageName = "registry.withdraw-supporters-invitations.v1"
    public static let senders: Senders = [.registry]

    public var organisation: UUID

    public init(organisation: UUID) {
        self.organisation = organisation
    }
}

/// The organisations that one supports, by name; for its administrators and Central Admin. ISG-55
public struct ListSupported: Query {
    public static let name: MessageName = "registry.list-supported.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = SupportedOrganisations

    public var supporter: UUID
    public var after: String?

    public init(supporter: UUID, after: String? = nil) {
        self.supporter = supporter
        self.after = after
    }
}

/// What an organisation supports.
public struct SupportedOrganisations: Codable, Sendable {
    public var supporterName: String
    /// The supporting facility is on: it may register others. ISG-54
    public var mayRegister: Bool
    public var organisations: Page<SupportedOrganisation>

    public init(supporterName: String, mayRegister: Bool, organisations: Page<SupportedOrganisation>) {
        self.supporterName = supporterName
        self.mayRegister = mayRegister
        self.organisations = organisations
    }
}

/// An organisation that is supported.
public struct SupportedOrganisation: Codable, Sendable, Equatable {
    public var organisation: UUID
    public var name: String
    public var odsCode: String?
    public var postcode: String
    /// Recommended roles that nobody has. ISG-59, ISG-61
    public var missingRoles: [OrganisationRole]

    public init(
        organisation: UUID, name: String, odsCode: String? = nil, postcode: String, missingRoles: [OrganisationRole]
    ) {
        self.organisation = organisation
        self.name = name
        self.odsCode = odsCode
        self.postcode = postcode
        self.missingRoles = missingRoles
    }
}

/// Who supports an organisation.
public struct Supporter: Codable, Sendable, Equatable {
    public var organisation: UUID
    public var name: String

    public init(organisation: UUID, name: String) {
        self.organisation = organisation
        self.name = name
    }
}
