// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// Closing an account at its owner's request, and what is held about them.

/// Closes an account, by its owner with the password: sessions and keys end at once, and some days later what is held about
/// the owner is erased. Whoever signs in before then has changed their mind.
public struct CloseAccount: Sourced {
    public static let name: MessageName = "identity.close-account.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.secret("current")]

    public var account: UUID
    /// The account's password.
    public var current: String
    public var source: String?

    public init(account: UUID, current: String) {
        self.account = account
        self.current = current
    }
}

/// The days in which its owner could have changed their mind are over; asked by a timer.
public struct EraseAccount: Instruction {
    public static let name: MessageName = "identity.erase-account.v1"
    public static let senders: Senders = [.identity]

    public var account: UUID
    /// The second time, when what was on its way at the first has arrived.
    public var isLast: Bool

    public init(account: UUID, isLast: Bool) {
        self.account = account
        self.isLast = isLast
    }
}

/// The owner has closed the account. Until it is erased it can be had back by signing in.
public struct AccountClosing: Fact {
    public static let name: MessageName = "identity.account-closing.v1"

    public var account: UUID
    public var erasure: Date

    public init(account: UUID, erasure: Date) {
        self.account = account
        self.erasure = erasure
    }
}

/// What is held about an account's owner is to be erased, by every service in all that it keeps. Told twice, a day apart, so
/// that nothing stays that was on its way.
public struct AccountErasureDue: Fact {
    public static let name: MessageName = "identity.account-erasure-due.v1"
    public static let audience: Audience = .everyone
    public static let personal: [PersonalField] = [.subject("addresses.*")]

    public var account: UUID
    /// E-mail addresses that were shown to be the owner's and are nobody else's now: by these they are found.
    public var addresses: [String]
    /// The second time: the service that keeps accounts erases with the others.
    public var isLast: Bool
    /// Those that the account belongs to: it does so no more. Nil in facts from before this was told.
    public var organisations: [UUID]?

    public init(account: UUID, addresses: [String], isLast: Bool, organisations: [UUID]? = nil) {
        self.account = account
        self.addresses = addresses
        self.isLast = isLast
        self.organisations = organisations
    }
}

/// What is held about me, as an account?
public struct ReadOwnAccount: Query {
    public static let name: MessageName = "identity.read-own-account.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = OwnAccount

    public init() {}
}

/// An account as its owner sees it.
public struct OwnAccount: Codable, Sendable, Equatable {
    public var account: UUID
    public var email: String
    /// One that it is to have, once a link has been followed.
    public var nextEmail: String?
    /// Those that it had before.
    public var formerEmails: [String]
    public var displayName: String
    public var registered: Date
    public var roles: [PlatformRole]
    /// Recovery codes that are left; nil without a second factor.
    public var recoveryCodes: Int?
    /// What the owner calls their passkeys.
    public var passkeys: [String]
    /// Other providers that open it, with the address there where it is known.
    public var providers: [String]
    public var memberships: [Membership]
    /// Organisations that nobody else administers: while there are any, the account cannot be closed.
    public var soleAdministrations: [UUID]
    /// When what is held is erased; nil unless the account was closed.
    public var erasure: Date?
    /// When e-mails about work come.
    public var workEmail: WorkEmail?
    /// All that happened to it, oldest first.
    public var history: [Event]

    /// One of the things that happened.
    public struct Event: Codable, Sendable, Equatable {
        public var type: String
        public var time: Date
        /// As `Actor.reference` gives it.
        public var actor: String

        public init(type: String, time: Date, actor: String) {
            self.type = type
            self.time = time
            self.actor = actor
        }
    }

    public init(
        account: UUID, email: String, nextEmail: String?, formerEmails: [String], displayName: String,
        registered: Date, roles: [PlatformRole], recoveryCodes: Int?, passkeys: [String] = [], providers: [String] = [],
        memberships: [Membership], soleAdministrations: [UUID], erasure: Date?, workEmail: WorkEmail? = nil,
        history: [Event]
    ) {
        self.account = account
        self.email = email
        self.nextEmail = nextEmail
        self.formerEmails = formerEmails
        self.displayName = displayName
        self.registered = registered
        self.roles = roles
        self.recoveryCodes = recoveryCodes
        self.passkeys = passkeys
        self.providers = providers
        self.memberships = memberships
        self.soleAdministrations = soleAdministrations
        self.erasure = erasure
        self.workEmail = workEmail
        self.history = history
    }
}
