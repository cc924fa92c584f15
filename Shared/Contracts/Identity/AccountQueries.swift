// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// What can be asked about accounts.

/// Who holds this session? Nil when it is unknown or has ended.
public struct ResolveSession: Query {
    public static let name: MessageName = "identity.resolve-session.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Session?

    public var tokenDigest: String

    public init(tokenDigest: String) {
        self.tokenDigest = tokenDigest
    }
}

/// A signed-in person.
public struct Session: Codable, Sendable, Equatable {
    public var session: UUID
    public var account: UUID
    public var email: String
    public var displayName: String
    public var roles: [PlatformRole]
    public var memberships: [Membership]
    /// Those of organisations that they belong to themselves, and do not just support.
    public var ownMemberships: [Membership] { memberships.filter { $0.roles != [.supporter] } }
    public var expires: Date
    /// When it was last told to be in use. Nil where that is not known.
    public var used: Date?
    /// Nil of a session that can do all that its account can.
    public var lacks: SessionGap?
    /// What it is of a program that sent a key, whose id is the session's then; nil of a person.
    public var key: APIKeyGrant?

    public init(
        session: UUID, account: UUID, email: String, displayName: String, roles: [PlatformRole],
        memberships: [Membership], expires: Date, used: Date?, lacks: SessionGap? = nil, key: APIKeyGrant? = nil
    ) {
        self.session = session
        self.account = account
        self.email = email
        self.displayName = displayName
        self.roles = roles
        self.memberships = memberships
        self.expires = expires
        self.used = used
        self.lacks = lacks
        self.key = key
    }
}

/// A fresh challenge for the registration form.
public struct NewChallenge: Query {
    public static let name: MessageName = "identity.new-challenge.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Challenge

    public init() {}
}

/// A challenge: an image to read, digits to listen to, or a question of equal worth. Any of the answers will do.
public struct Challenge: Codable, Sendable, Equatable {
    /// Sealed by `identity`; comes back with the form.
    public var token: String
    /// A PNG in Base64.
    public var image: String
    /// The same hurdle in words.
    public var question: String
    /// What a computer may do instead: how many bits of a digest have to be zero. The answer is then `work:` and a number n
    /// such that SHA-256 of `<start>:<n>` begins with them, where `<start>` is SHA-256 of the token in hexadecimal.
    public var effort: Int?
    public var expires: Date

    public init(token: String, image: String, question: String, effort: Int?, expires: Date) {
        self.token = token
        self.image = image
        self.question = question
        self.effort = effort
        self.expires = expires
    }
}

/// The digits of a challenge, to listen to: made when they are asked for.
public struct SpeakChallenge: Query {
    public static let name: MessageName = "identity.speak-challenge.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = SpokenChallenge

    /// The challenge's token.
    public var challenge: String

    public init(challenge: String) { self.challenge = challenge }
}

/// Six digits, spoken amid other voices. Of the same challenge always the same sound.
public struct SpokenChallenge: Codable, Sendable, Equatable {
    /// A WAV in Base64.
    public var sound: String

    public init(sound: String) { self.sound = sound }
}

/// An account by its address; for the operator and Central Admins.
public struct FindAccount: Query {
    public static let name: MessageName = "identity.find-account.v1"
    public static let senders: Senders = [.operator]
    public typealias Answer = AccountSummary?

    public var email: String

    public init(email: String) {
        self.email = email
    }
}

/// Accounts whose domain awaits a validator.
public struct ListWaitingAccounts: Query {
    public static let name: MessageName = "identity.list-waiting-accounts.v1"
    public static let senders: Senders = [.gateway, .operator]
    public typealias Answer = Page<AccountSummary>

    public var after: String?

    public init(after: String? = nil) {
        self.after = after
    }
}

/// An account as an administrator sees it.
public struct AccountSummary: Codable, Sendable, Equatable {
    public var account: UUID
    public var email: String
    public var displayName: String
    /// `waiting`, `unverified`, `active`, `closed` or `disabled`.
    public var standing: String
    public var roles: [PlatformRole]

    public init(account: UUID, email: String, displayName: String, standing: String, roles: [PlatformRole]) {
        self.account = account
        self.email = email
        self.displayName = displayName
        self.standing = standing
        self.roles = roles
    }
}

/// One of them. Nil when there is none, or when somebody has decided already.
public struct DescribeWaitingAccount: Query {
    public static let name: MessageName = "identity.describe-waiting-account.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = AccountSummary?

    public var account: UUID

    public init(account: UUID) {
        self.account = account
    }
}

/// The display names of accounts, for histories.
public struct NameAccounts: Query {
    public static let name: MessageName = "identity.name-accounts.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = [AccountName]

    /// How many can be asked for at once.
    public static let most = 500

    public var accounts: [UUID]

    public init(accounts: [UUID]) {
        self.accounts = accounts
    }
}

/// An account's display name.
public struct AccountName: Codable, Sendable, Equatable {
    public var account: UUID
    public var displayName: String

    public init(account: UUID, displayName: String) {
        self.account = account
        self.displayName = displayName
    }
}

/// Accounts by their ids: those that hold a role, or all of them.
public struct ListAccounts: Query {
    public static let name: MessageName = "identity.list-accounts.v1"
    public static let senders: Senders = [.operator]
    public typealias Answer = Page<AccountSummary>

    /// Nil for every account, whatever it holds.
    public var role: PlatformRole?
    public var after: String?

    public init(role: PlatformRole? = nil, after: String? = nil) {
        self.role = role
        self.after = after
    }
}
