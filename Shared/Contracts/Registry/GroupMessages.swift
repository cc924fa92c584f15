// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// A Group contract: an organisation that contracts for others, its Super Administrators, and the licences that it has for the
// organisations of its group. ISG-01 to ISG-09

/// Records a contract, by Central Admin. Its group is made with it. ISG-04
public struct RecordGroupContract: Instruction {
    public static let name: MessageName = "registry.record-group-contract.v1"
    public static let senders: Senders = [.gateway]

    public var group: UUID
    /// What people call the group.
    public var title: String
    /// The ODS code of the organisation that contracts.
    public var contractorCode: String

    public init(group: UUID, title: String, contractorCode: String) {
        self.group = group
        self.title = title
        self.contractorCode = contractorCode
    }
}

/// Lets a contract begin, by Central Admin.
public struct ActivateGroup: Instruction {
    public static let name: MessageName = "registry.activate-group.v1"
    public static let senders: Senders = [.gateway]

    public var group: UUID

    public init(group: UUID) {
        self.group = group
    }
}

/// Names somebody of the contracting organisation a Super Administrator, or stands them down. ISG-06, ISG-07
public struct ChangeSuperAdministrator: Instruction {
    public static let name: MessageName = "registry.change-super-administrator.v1"
    public static let senders: Senders = [.gateway]

    public var group: UUID
    public var account: UUID
    /// False: stands down.
    public var isNamed: Bool

    public init(group: UUID, account: UUID, isNamed: Bool) {
        self.group = group
        self.account = account
        self.isNamed = isNamed
    }
}

/// Asks for a licence of a group, by an administrator of the organisation. ISG-51
public struct RequestLicence: Instruction {
    public static let name: MessageName = "registry.request-licence.v1"
    public static let senders: Senders = [.gateway]

    public var group: UUID
    public var organisation: UUID

    public init(group: UUID, organisation: UUID) {
        self.group = group
        self.organisation = organisation
    }
}

/// Grants what an organisation asked for, or refuses it with a reason. ISG-03, ISG-09
public struct DecideLicence: Instruction {
    public static let name: MessageName = "registry.decide-licence.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.text("reason")]

    public var group: UUID
    public var organisation: UUID
    public var granted: Bool
    /// Why not: 1,000 characters; the organisation reads it.
    public var reason: String

    public init(group: UUID, organisation: UUID, granted: Bool, reason: String) {
        self.group = group
        self.organisation = organisation
        self.granted = granted
        self.reason = reason
    }
}

/// Takes a licence from an organisation; another that waits for one may have it. ISG-09
public struct WithdrawLicence: Instruction {
    public static let name: MessageName = "registry.withdraw-licence.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.text("reason")]

    public var group: UUID
    public var organisation: UUID
    /// The organisation that has it from now on; nil when none does.
    public var movesTo: UUID?
    /// Why: 1,000 characters; the organisation reads it.
    public var reason: String

    public init(group: UUID, organisation: UUID, movesTo: UUID? = nil, reason: String) {
        self.group = group
        self.organisation = organisation
        self.movesTo = movesTo
        self.reason = reason
    }
}

/// There is a contract, and a group with it.
public struct GroupContractRecorded: Fact, Equatable {
    public static let name: MessageName = "registry.group-contract-recorded.v1"

    public var group: UUID
    public var title: String
    public var contractor: UUID
    public var contractorName: String

    public init(group: UUID, title: String, contractor: UUID, contractorName: String) {
        self.group = group
        self.title = title
        self.contractor = contractor
        self.contractorName = contractorName
    }
}

/// A contract has begun. ISG-01
public struct GroupActivated: Fact, Equatable {
    public static let name: MessageName = "registry.group-activated.v1"

    public var group: UUID
    /// How many licences it may have in use at once.
    public var allowance: Int

    public init(group: UUID, allowance: Int) {
        self.group = group
        self.allowance = allowance
    }
}

/// Somebody became a Super Administrator, or is one no more. Whoever is named waits until they are confirmed: then they became
/// one. C-16
public struct SuperAdministratorChanged: Fact, Equatable {
    public static let name: MessageName = "registry.super-administrator-changed.v1"
    public static let audience: Audience = .everyone

    public var group: UUID
    public var account: UUID
    /// False: stood down.
    public var isNamed: Bool
    /// They have left the contracting organisation, or their account is used no more. Nil in facts from before this was told.
    public var hasLeft: Bool?

    public init(group: UUID, account: UUID, isNamed: Bool, hasLeft: Bool? = nil) {
        self.group = group
        self.account = account
        self.isNamed = isNamed
        self.hasLeft = hasLeft
    }
}

/// An organisation asks for a licence, and belongs to the group.
public struct LicenceRequested: Fact, Equatable {
    public static let name: MessageName = "registry.licence-requested.v1"

    public var group: UUID
    public var organisation: UUID
    public var organisationName: String
    public var time: Date
    /// It was of the group already. ISG-49
    public var wasLinked: Bool?

    public init(group: UUID, organisation: UUID, organisationName: String, time: Date, wasLinked: Bool? = nil) {
        self.group = group
        self.organisation = organisation
        self.organisationName = organisationName
        self.time = time
        self.wasLinked = wasLinked
    }
}

/// An organisation has a licence.
public struct LicenceGranted: Fact, Equatable {
    public static let name: MessageName = "registry.licence-granted.v1"

    public var group: UUID
    public var organisation: UUID

    public init(group: UUID, organisation: UUID) {
        self.group = group
        self.organisation = organisation
    }
}

/// An organisation has no licence, and asks for none: it was refused, or taken away.
public struct LicenceEnded: Fact, Equatable {
    public static let name: MessageName = "registry.licence-ended.v1"
    public static let personal: [PersonalField] = [.text("reason")]

    public var group: UUID
    public var organisation: UUID
    /// It had one.
    public var wasGranted: Bool
    public var reason: String

    public init(group: UUID, organisation: UUID, wasGranted: Bool, reason: String) {
        self.group = group
        self.organisation = organisation
        self.wasGranted = wasGranted
        self.reason = reason
    }
}
