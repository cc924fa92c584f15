// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// What happened to an account.

/// An account exists. It cannot be used before its address is verified.
public struct AccountRegistered: Fact {
    public static let name: MessageName = "identity.account-registered.v1"
    public static let personal: [PersonalField] = [.subject("email"), .name("displayName")]

    public var account: UUID
    public var email: String
    public var displayName: String
    /// False: the account waits for a validator.
    public var domainListed: Bool

    public init(account: UUID, email: String, displayName: String, domainListed: Bool) {
        self.account = account
        self.email = email
        self.displayName = displayName
        self.domainListed = domainListed
    }
}

/// The registration's challenge was met. It serves no second registration.
public struct ChallengeAnswered: Fact {
    public static let name: MessageName = "identity.challenge-answered.v1"

    public var account: UUID
    public var challenge: UUID

    public init(account: UUID, challenge: UUID) {
        self.account = account
        self.challenge = challenge
    }
}

/// Somebody registered an address that has an account; its owner is told.
public struct RegistrationRepeated: Fact {
    public static let name: MessageName = "identity.registration-repeated.v1"

    public var account: UUID
    /// Until when the owner is not told again.
    public var quietUntil: Date

    public init(account: UUID, quietUntil: Date) {
        self.account = account
        self.quietUntil = quietUntil
    }
}

/// The account's password, as a hash; never published.
public struct PasswordSet: Fact {
    public static let name: MessageName = "identity.password-set.v1"
    public static let personal: [PersonalField] = [.secret("hash")]

    public var account: UUID
    public var hash: String

    public init(account: UUID, hash: String) {
        self.account = account
        self.hash = hash
    }
}

/// A verification link went out; any older one is void.
public struct VerificationIssued: Fact {
    public static let name: MessageName = "identity.verification-issued.v1"
    public static let personal: [PersonalField] = [.secret("tokenDigest")]

    public var account: UUID
    public var tokenDigest: String
    public var expires: Date

    public init(account: UUID, tokenDigest: String, expires: Date) {
        self.account = account
        self.tokenDigest = tokenDigest
        self.expires = expires
    }
}

/// The address belongs to the account's holder.
public struct EmailAddressVerified: Fact {
    public static let name: MessageName = "identity.email-address-verified.v1"
    public static let personal: [PersonalField] = [.subject("email")]

    public var account: UUID
    public var email: String

    public init(account: UUID, email: String) {
        self.account = account
        self.email = email
    }
}

/// A validator let the account's domain pass.
public struct AccountApproved: Fact {
    public static let name: MessageName = "identity.account-approved.v1"

    public var account: UUID

    public init(account: UUID) {
        self.account = account
    }
}

/// A validator closed the account.
public struct AccountDeclined: Fact {
    public static let name: MessageName = "identity.account-declined.v1"
    public static let personal: [PersonalField] = [.text("reason")]

    public var account: UUID
    public var reason: String

    public init(account: UUID, reason: String) {
        self.account = account
        self.reason = reason
    }
}

/// The account holds a platform role.
public struct PlatformRoleGranted: Fact {
    public static let name: MessageName = "identity.platform-role-granted.v1"
    public static let audience: Audience = .everyone

    public var account: UUID
    public var role: PlatformRole
    /// Where the fact stands in a group's history from which it follows; nil of roles that somebody gave.
    public var position: Int64?

    public init(account: UUID, role: PlatformRole, position: Int64? = nil) {
        self.account = account
        self.role = role
        self.position = position
    }
}

/// Somebody signed in.
public struct SessionBegun: Fact {
    public static let name: MessageName = "identity.session-begun.v1"
    public static let personal: [PersonalField] = [.secret("tokenDigest")]

    public var account: UUID
    public var session: UUID
    public var tokenDigest: String
    public var expires: Date
    /// What it was begun with, as far as that could be told: `Firefox on Windows`. Nil of sessions that began before
    /// this was recorded.
    public var device: String?
    /// True of one that another provider vouched for; nil of all others.
    public var isByProvider: Bool?

    public init(
        account: UUID, session: UUID, tokenDigest: String, expires: Date, device: String?, isByProvider: Bool? = nil
    ) {
        self.account = account
        self.session = session
        self.tokenDigest = tokenDigest
        self.expires = expires
        self.device = device
        self.isByProvider = isByProvider
    }
}

/// A wrong password was given, or a wrong code.
public struct SignInFailed: Fact {
    public static let name: MessageName = "identity.sign-in-failed.v1"

    public var account: UUID
    /// Until when nobody can sign in, after too many of them.
    public var lockedUntil: Date?
    /// What was wrong; nil for the password of somebody who was signing in.
    public var attempt: Attempt?

    /// What somebody typed that was wrong.
    public enum Attempt: String, Codable, Sendable {
        /// The password of somebody who had signed in, to change something of the account.
        case ownPassword = "own-password"
        /// The code of a second factor.
        case code
    }

    public init(account: UUID, lockedUntil: Date? = nil, attempt: Attempt? = nil) {
        self.account = account
        self.lockedUntil = lockedUntil
        self.attempt = attempt
    }
}

/// A session ended before its time.
public struct SessionEnded: Fact {
    public static let name: MessageName = "identity.session-ended.v1"
    public static let audience: Audience = .everyone

    public var account: UUID
    public var session: UUID

    public init(account: UUID, session: UUID) {
        self.account = account
        self.session = session
    }
}

/// An account holds a platform role no longer.
public struct PlatformRoleRevoked: Fact {
    public static let name: MessageName = "identity.platform-role-revoked.v1"
    public static let audience: Audience = .everyone

    public var account: UUID
    public var role: PlatformRole
    /// Where the fact stands in a group's history from which it follows; nil of roles that somebody gave.
    public var position: Int64?

    public init(account: UUID, role: PlatformRole, position: Int64? = nil) {
        self.account = account
        self.role = role
        self.position = position
    }
}

/// An account cannot be used.
public struct AccountDisabled: Fact {
    public static let name: MessageName = "identity.account-disabled.v1"
    public static let audience: Audience = .everyone

    public var account: UUID
    /// When. Nil in facts from before this was told.
    public var time: Date?

    public init(account: UUID, time: Date? = nil) {
        self.account = account
        self.time = time
    }
}

/// A disabled account can be used again.
public struct AccountEnabled: Fact {
    public static let name: MessageName = "identity.account-enabled.v1"

    public var account: UUID

    public init(account: UUID) {
        self.account = account
    }
}
