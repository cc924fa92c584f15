// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// How somebody who does not know their password gets back in.

/// Send a link to choose a new password. Always accepted, so that nobody learns which addresses are known.
public struct RequestPasswordReset: Instruction {
    public static let name: MessageName = "identity.request-password-reset.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.subject("email")]

    public var email: String

    public init(email: String) {
        self.email = email
    }
}

/// Send another link to whoever holds one that no longer works. Always accepted.
public struct RenewPasswordReset: Instruction {
    public static let name: MessageName = "identity.renew-password-reset.v1"
    public static let senders: Senders = [.gateway]

    public var account: UUID
    /// SHA-256 of the old link's token, in hexadecimal.
    public var tokenDigest: String

    public init(account: UUID, tokenDigest: String) {
        self.account = account
        self.tokenDigest = tokenDigest
    }
}

/// Sets another password with the link from the e-mail.
public struct ResetPassword: Instruction {
    public static let name: MessageName = "identity.reset-password.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.secret("password")]

    public var account: UUID
    /// SHA-256 of the link's token, in hexadecimal.
    public var tokenDigest: String
    public var password: String

    public init(account: UUID, tokenDigest: String, password: String) {
        self.account = account
        self.tokenDigest = tokenDigest
        self.password = password
    }
}

/// A link to choose a new password went out; any older one is void.
public struct PasswordResetIssued: Fact {
    public static let name: MessageName = "identity.password-reset-issued.v1"
    public static let personal: [PersonalField] = [.secret("tokenDigest")]

    public var account: UUID
    public var tokenDigest: String
    public var expires: Date
    /// Not asked for: too many wrong passwords have locked the account.
    public var becauseLocked: Bool

    public init(account: UUID, tokenDigest: String, expires: Date, becauseLocked: Bool) {
        self.account = account
        self.tokenDigest = tokenDigest
        self.expires = expires
        self.becauseLocked = becauseLocked
    }
}

/// Somebody with the newest link has set another password.
public struct PasswordReset: Fact {
    public static let name: MessageName = "identity.password-reset.v1"

    public var account: UUID

    public init(account: UUID) {
        self.account = account
    }
}

/// What can be done with a link to choose a new password?
public struct ReadPasswordReset: Query {
    public static let name: MessageName = "identity.read-password-reset.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = PasswordResetStanding

    public var account: UUID
    /// SHA-256 of the link's token, in hexadecimal.
    public var tokenDigest: String

    public init(account: UUID, tokenDigest: String) {
        self.account = account
        self.tokenDigest = tokenDigest
    }
}

/// How a link to choose a new password stands.
public enum PasswordResetStanding: String, Codable, Sendable, CaseIterable {
    case open, used, expired, replaced, unknown
}
