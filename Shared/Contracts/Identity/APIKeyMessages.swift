// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// Keys for programs: what an account's owner gives a program to act with in their stead.

/// Makes a key, by the account's owner, signed in and with the password.
public struct MakeAPIKey: Sourced {
    public static let name: MessageName = "identity.make-api-key.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.text("keyName"), .secret("tokenDigest"), .secret("current")]

    public var account: UUID
    /// The session in which it is done.
    public var session: UUID
    /// The id that the key is to have.
    public var key: UUID
    /// SHA-256 of the key, in hexadecimal. The sender shows the key once and keeps nothing of it.
    public var tokenDigest: String
    /// What its owner calls it.
    public var keyName: String
    public var scopes: [APIKeyScope]
    /// Nil for all that the owner belongs to, now and later.
    public var organisation: UUID?
    /// How long it lasts, in days: 30, 90 or 365.
    public var days: Int
    /// The account's password: whoever found a screen unlocked takes no key with them.
    public var current: String
    public var source: String?

    public init(
        account: UUID, session: UUID, key: UUID, tokenDigest: String, keyName: String, scopes: [APIKeyScope],
        organisation: UUID?, days: Int, current: String
    ) {
        self.account = account
        self.session = session
        self.key = key
        self.tokenDigest = tokenDigest
        self.keyName = keyName
        self.scopes = scopes
        self.organisation = organisation
        self.days = days
        self.current = current
    }
}

/// Ends a key at once. One that has ended already is no mistake.
public struct EndAPIKey: Instruction {
    public static let name: MessageName = "identity.end-api-key.v1"
    public static let senders: Senders = [.gateway]

    public var account: UUID
    public var key: UUID

    public init(account: UUID, key: UUID) {
        self.account = account
        self.key = key
    }
}

/// Tells the owner that a key ends soon; asked by a timer.
public struct RemindOfAPIKey: Instruction {
    public static let name: MessageName = "identity.remind-of-api-key.v1"
    public static let senders: Senders = [.identity]

    public var account: UUID
    public var key: UUID

    public init(account: UUID, key: UUID) {
        self.account = account
        self.key = key
    }
}

/// There is a key; never published.
public struct APIKeyMade: Fact {
    public static let name: MessageName = "identity.api-key-made.v1"
    public static let personal: [PersonalField] = [.text("keyName"), .secret("tokenDigest")]

    public var account: UUID
    public var key: UUID
    public var tokenDigest: String
    public var keyName: String
    public var scopes: [APIKeyScope]
    public var organisation: UUID?
    public var made: Date
    public var expires: Date

    public init(
        account: UUID, key: UUID, tokenDigest: String, keyName: String, scopes: [APIKeyScope], organisation: UUID?,
        made: Date, expires: Date
    ) {
        self.account = account
        self.key = key
        self.tokenDigest = tokenDigest
        self.keyName = keyName
        self.scopes = scopes
        self.organisation = organisation
        self.made = made
        self.expires = expires
    }
}

/// A key has ended before its time: it opens nothing any more.
public struct APIKeyEnded: Fact {
    public static let name: MessageName = "identity.api-key-ended.v1"
    public static let audience: Audience = .everyone

    /// Why.
    public enum Cause: String, Codable, Sendable, CaseIterable {
        case asked
        /// There is another password: whoever knew the old one may have made the key.
        case password
        /// A second factor was turned on: whoever made the key had not got it.
        case secondFactor = "second-factor"
        case disabled
        /// Its owner has closed the account.
        case closed
    }

    public var account: UUID
    public var key: UUID
    public var cause: Cause

    public init(account: UUID, key: UUID, cause: Cause) {
        self.account = account
        self.key = key
        self.cause = cause
    }
}

/// The owner was told that a key ends soon.
public struct APIKeyEndAnnounced: Fact {
    public static let name: MessageName = "identity.api-key-end-announced.v1"

    public var account: UUID
    public var key: UUID

    public init(account: UUID, key: UUID) {
        self.account = account
        self.key = key
    }
}

/// A key is in use. Told now and then by the front door, not with every request.
public struct APIKeyUsed: Fact {
    public static let name: MessageName = "gateway.api-key-used.v1"
    public static let audience: Audience = .everyone
    public static let senders: Senders = [.gateway]

    public var account: UUID
    public var key: UUID

    public init(account: UUID, key: UUID) {
        self.account = account
        self.key = key
    }
}

/// What may whoever sends this key do? Nil when it is unknown or has ended, and when its owner may do nothing.
///
/// The answer is a session of the owner's as far as the key goes: without platform roles, and with the memberships that
/// the owner has now in what the key is for. Its id is the key's.
public struct ResolveAPIKey: Query {
    public static let name: MessageName = "identity.resolve-api-key.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Session?

    public var tokenDigest: String

    public init(tokenDigest: String) {
        self.tokenDigest = tokenDigest
    }
}

/// Which keys have I got? Newest first.
public struct ListAPIKeys: Query {
    public static let name: MessageName = "identity.list-api-keys.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = [APIKeySummary]

    public init() {}
}

/// One of an account's keys.
public struct APIKeySummary: Codable, Sendable, Equatable {
    public var key: UUID
    public var keyName: String
    public var scopes: [APIKeyScope]
    public var organisation: UUID?
    public var made: Date
    /// When it was last used, to some minutes; nil when it never was.
    public var used: Date?
    public var expires: Date

    public init(
        key: UUID, keyName: String, scopes: [APIKeyScope], organisation: UUID?, made: Date, used: Date?, expires: Date
    ) {
        self.key = key
        self.keyName = keyName
        self.scopes = scopes
        self.organisation = organisation
        self.made = made
        self.used = used
        self.expires = expires
    }
}
