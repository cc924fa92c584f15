// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// The contracting organisation names its Super Administrators, and Central Admin confirms them. C-16

/// Makes whoever was named a Super Administrator, by Central Admin. C-16
public struct ConfirmSuperAdministrator: Instruction {
    public static let name: MessageName = "registry.confirm-super-administrator.v1"
    public static let senders: Senders = [.gateway]

    public var group: UUID
    public var account: UUID

    public init(group: UUID, account: UUID) {
        self.group = group
        self.account = account
    }
}

/// Stands one down and names another in their place, in one step. C-16
public struct ReplaceSuperAdministrator: Instruction {
    public static let name: MessageName = "registry.replace-super-administrator.v1"
    public static let senders: Senders = [.gateway]

    public var group: UUID
    public var leaves: UUID
    /// Somebody of the contracting organisation.
    public var comes: UUID

    public init(group: UUID, leaves: UUID, comes: UUID) {
        self.group = group
        self.leaves = leaves
        self.comes = comes
    }
}

/// Whoever belongs to a contracting organisation no more looks after nothing of its: from its people, and from a group that
/// wants to be sure of whom it has just named.
public struct EndSuperAdministration: Instruction {
    public static let name: MessageName = "registry.end-super-administration.v1"
    public static let senders: Senders = [.registry]

    public var organisation: UUID
    public var account: UUID
    /// When they left: who has come back since, and was named again, stays. Nil: only if they belong to it no more.
    public var left: Date?

    public init(organisation: UUID, account: UUID, left: Date? = nil) {
        self.organisation = organisation
        self.account = account
        self.left = left
    }
}

/// Somebody was named a Super Administrator, and waits to be confirmed. They count towards the three. C-16
public struct SuperAdministratorNamed: Fact, Equatable {
    public static let name: MessageName = "registry.super-administrator-named.v1"

    public var group: UUID
    public var account: UUID
    public var time: Date

    public init(group: UUID, account: UUID, time: Date) {
        self.group = group
        self.account = account
        self.time = time
    }
}

/// Whoever was named is not to become a Super Administrator after all.
public struct NamingEnded: Fact, Equatable {
    public static let name: MessageName = "registry.naming-ended.v1"

    public var group: UUID
    public var account: UUID
    /// They have left the contracting organisation, or their account is used no more.
    public var hasLeft: Bool

    public init(group: UUID, account: UUID, hasLeft: Bool) {
        self.group = group
        self.account = account
        self.hasLeft = hasLeft
    }
}

/// Somebody who was named and waits to be confirmed.
public struct NamedAdministrator: Codable, Sendable, Equatable {
    public var group: UUID
    /// What the group is called.
    public var title: String
    public var account: UUID
    public var named: Date

    public init(group: UUID, title: String, account: UUID, named: Date) {
        self.group = group
        self.title = title
        self.account = account
        self.named = named
    }
}
