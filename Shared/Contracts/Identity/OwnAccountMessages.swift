// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// What people change of their own accounts, and where they are signed in.

/// Sets another password, by somebody who knows the present one. All sessions end.
public struct ChangePassword: Sourced {
    public static let name: MessageName = "identity.change-password.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.secret("current"), .secret("password")]

    public var account: UUID
    public var current: String
    public var password: String
    public var source: String?

    public init(account: UUID, current: String, password: String) {
        self.account = account
        self.current = current
        self.password = password
    }
}

/// Another name for others to see. ISG-46
public struct ChangeDisplayName: Instruction {
    public static let name: MessageName = "identity.change-display-name.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.name("displayName")]

    public var account: UUID
    public var displayName: String

    public init(account: UUID, displayName: String) {
        self.account = account
        self.displayName = displayName
    }
}

/// Asks that another address be the account's: a link goes there, and until it is followed nothing changes. IMP-10
public struct ChangeEmailAddress: Sourced {
    public static let name: MessageName = "identity.change-email-address.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.subject("email"), .secret("current")]

    public var account: UUID
    public var email: String
    /// The account's password.
    public var current: String
    public var source: String?

    public init(account: UUID, email: String, current: String) {
        self.account = account
        self.email = email
        self.current = current
    }
}

/// The link in the e-mail to a new address was followed.
public struct ConfirmEmailAddress: Instruction {
    public static let name: MessageName = "identity.confirm-email-address.v1"
    public static let senders: Senders = [.gateway]

    public var account: UUID
    /// SHA-256 of the link's token, in hexadecimal.
    public var tokenDigest: String

    public init(account: UUID, tokenDigest: String) {
        self.account = account
        self.tokenDigest = tokenDigest
    }
}

/// Ends all sessions of an account. IMP-12
public struct SignOutEverywhere: Instruction {
    public static let name: MessageName = "identity.sign-out-everywhere.v1"
    public static let senders: Senders = [.gateway]

    public var account: UUID

    public init(account: UUID) {
        self.account = account
    }
}

/// The account's holder has set another password, knowing the old one; links that went out before are void.
public struct PasswordChanged: Fact {
    public static let name: MessageName = "identity.password-changed.v1"

    public var account: UUID

    public init(account: UUID) {
        self.account = account
    }
}

/// What is shown of an account has changed: whoever remembers it asks again.
public struct AccountChanged: Fact {
    public static let name: MessageName = "identity.account-changed.v1"
    public static let audience: Audience = .everyone

    public var account: UUID

    public init(account: UUID) {
        self.account = account
    }
}

/// An account's holder is called otherwise.
public struct DisplayNameChanged: Fact {
    public static let name: MessageName = "identity.display-name-changed.v1"
    public static let personal: [PersonalField] = [.name("displayName")]

    public var account: UUID
    public var displayName: String

    public init(account: UUID, displayName: String) {
        self.account = account
        self.displayName = displayName
    }
}

/// A link went to the address that an account is to have; any older one is void. Until it is followed the address may be
/// anybody's.
public struct NewAddressLinkIssued: Fact {
    public static let name: MessageName = "identity.new-address-link-issued.v1"
    public static let personal: [PersonalField] = [.address("email"), .secret("tokenDigest")]

    public var account: UUID
    public var email: String
    public var tokenDigest: String
    public var expires: Date

    public init(account: UUID, email: String, tokenDigest: String, expires: Date) {
        self.account = account
        self.email = email
        self.tokenDigest = tokenDigest
        self.expires = expires
    }
}

/// An account has another address, which was shown to be its holder's.
public struct EmailAddressChanged: Fact {
    public static let name: MessageName = "identity.email-address-changed.v1"
    public static let personal: [PersonalField] = [.subject("email"), .subject("previous")]

    public var account: UUID
    public var email: String
    public var previous: String

    public init(account: UUID, email: String, previous: String) {
        self.account = account
        self.email = email
        self.previous = previous
    }
}

/// A session is in use. Told now and then by the front door, not with every request.
public struct SessionUsed: Fact {
    public static let name: MessageName = "gateway.session-used.v1"
    public static let audience: Audience = .everyone
    public static let senders: Senders = [.gateway]

    public var account: UUID
    public var session: UUID

    public init(account: UUID, session: UUID) {
        self.account = account
        self.session = session
    }
}

/// Where am I signed in? Newest first.
public struct ListSessions: Query {
    public static let name: MessageName = "identity.list-sessions.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = [SessionSummary]

    public init() {}
}

/// One of an account's sessions.
public struct SessionSummary: Codable, Sendable, Equatable {
    public var session: UUID
    /// What it was begun with, as far as that could be told: `Firefox on Windows`.
    public var device: String
    public var begun: Date
    /// When it was last used, to some minutes.
    public var used: Date
    public var expires: Date

    public init(session: UUID, device: String, begun: Date, used: Date, expires: Date) {
        self.session = session
        self.device = device
        self.begun = begun
        self.used = used
        self.expires = expires
    }
}
