// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// A Super Administrator supports the people of an organisation of their own contract. ISG-08

/// Who of a group has helped.
public struct InvitationSupport: Codable, Sendable, Equatable {
    public var group: UUID
    /// What the group is called.
    public var title: String
    /// The Super Administrator.
    public var account: UUID

    public init(group: UUID, title: String, account: UUID) {
        self.group = group
        self.title = title
        self.account = account
    }
}

/// What a Super Administrator did about an organisation's people, as its administrators see it.
public struct SupportGiven: Codable, Sendable, Equatable {
    public var support: InvitationSupport
    /// The address of the invitation got corrected; false: it was sent again as it was.
    public var isCorrection: Bool
    public var time: Date

    public init(support: InvitationSupport, isCorrection: Bool, time: Date) {
        self.support = support
        self.isCorrection = isCorrection
        self.time = time
    }
}
