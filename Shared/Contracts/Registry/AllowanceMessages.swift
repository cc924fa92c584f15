// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// A contract has a hundred licences, and no more but for a reason that stays on record. C-15

/// Raises a contract's allowance, or lowers it as far as its licences are not in use; by Central Admin. C-15
public struct ChangeAllowance: Instruction {
    public static let name: MessageName = "registry.change-allowance.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.text("reason")]

    public var group: UUID
    /// How many licences may be in use from now on: 1 to 10,000.
    public var allowance: Int
    /// Why: 1,000 characters; all who look after the group read it.
    public var reason: String

    public init(group: UUID, allowance: Int, reason: String) {
        self.group = group
        self.allowance = allowance
        self.reason = reason
    }
}

/// A contract has another allowance. C-15
public struct AllowanceChanged: Fact, Equatable {
    public static let name: MessageName = "registry.allowance-changed.v1"
    public static let personal: [PersonalField] = [.text("change.reason")]

    public var group: UUID
    public var change: AllowanceChange

    public init(group: UUID, change: AllowanceChange) {
        self.group = group
        self.change = change
    }
}

/// One change of a contract's allowance.
public struct AllowanceChange: Codable, Sendable, Equatable {
    public var before: Int
    public var allowance: Int
    public var reason: String
    public var time: Date

    public init(before: Int, allowance: Int, reason: String, time: Date) {
        self.before = before
        self.allowance = allowance
        self.reason = reason
        self.time = time
    }
}
