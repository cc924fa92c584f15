// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// How somebody who does not know their password gets back in.

/// Send a link to choose a new password. Always accepted, so that nobody learns which addresses are known.
public struct RequestPasswordReset: Sourced {
    public static let name: MessageName = "identity.request-password-reset.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.subject("email")]

    public var email: String
    public var source: String?

    public init(email: String) {
        self.email = email
    }
}

/// Sets another password with the link from the e-mail.
public struct ResetPassword: Sourced {
    public static let name: MessageName = "identity.reset-password.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.secret("password")]

    public var account: UUID
    /// SHA-256 of the link's token, in hexadecimal.
    public var tokenDigest: String
    public var password: String
    public var source: String?

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
