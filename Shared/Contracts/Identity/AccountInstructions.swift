// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// What can be asked of an account. Those with a password travel only as transient requests.

/// A visitor asks for an account.
public struct RegisterAccount: Sourced {
    public static let name: MessageName = "identity.register-account.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.subject("email"), .name("displayName"), .secret("password")]

    /// Chosen by the sender, so that a repetition is the same account.
    public var account: UUID
    public var email: String
    public var displayName: String
    public var password: String
    /// The sealed challenge that was shown.
    public var challenge: String
    /// What was typed for it.
    public var challengeAnswer: String
    public var source: String?

    public init(
        account: UUID, email: String, displayName: String, password: String, challenge: String, challengeAnswer: String
    ) {
        self.account = account
        self.email = email
        self.displayName = displayName
        self.password = password
        self.challenge = challenge
        self.challengeAnswer = challengeAnswer
    }
}

/// The operator makes an account with roles, verified at once.
public struct CreateAccount: Instruction {
    public static let name: MessageName = "identity.create-account.v1"
    public static let senders: Senders = [.operator]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.subject("email"), .name("displayName"), .secret("password")]

    public var account: UUID
    public var email: String
    public var displayName: String
    public var password: String
    public var roles: [PlatformRole]

    public init(account: UUID, email: String, displayName: String, password: String, roles: [PlatformRole]) {
        self.account = account
        self.email = email
        self.displayName = displayName
        self.password = password
        self.roles = roles
    }
}

/// The link in the verification e-mail was followed.
public struct VerifyEmailAddress: Instruction {
    public static let name: MessageName = "identity.verify-email-address.v1"
    public static let senders: Senders = [.gateway]

    public var account: UUID
    /// SHA-256 of the link's token, in hexadecimal.
    public var tokenDigest: String

    public init(account: UUID, tokenDigest: String) {
        self.account = account
        self.tokenDigest = tokenDigest
    }
}

/// Send the verification link again. Always accepted, so that nobody learns which addresses are known.
public struct ResendVerification: Sourced {
    public static let name: MessageName = "identity.resend-verification.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.subject("email")]

    public var email: String
    public var source: String?

    public init(email: String) {
        self.email = email
    }
}

/// A validator decides about an account whose domain is not listed.
public struct DecideAccount: Instruction {
    public static let name: MessageName = "identity.decide-account.v1"
    public static let senders: Senders = [.gateway, .operator]
    public static let personal: [PersonalField] = [.text("reason")]

    public var account: UUID
    public var approved: Bool
    public var reason: String

    public init(account: UUID, approved: Bool, reason: String) {
        self.account = account
        self.approved = approved
        self.reason = reason
    }
}

/// Gives an account a platform role.
public struct GrantPlatformRole: Instruction {
    public static let name: MessageName = "identity.grant-platform-role.v1"
    public static let senders: Senders = [.operator]

    public var account: UUID
    public var role: PlatformRole

    public init(account: UUID, role: PlatformRole) {
        self.account = account
        self.role = role
    }
}

/// Takes a platform role from an account.
public struct RevokePlatformRole: Instruction {
    public static let name: MessageName = "identity.revoke-platform-role.v1"
    public static let senders: Senders = [.operator]

    public var account: UUID
    public var role: PlatformRole

    public init(account: UUID, role: PlatformRole) {
        self.account = account
        self.role = role
    }
}

/// Keeps an account from being used, until it is enabled again: its sessions end, and nobody signs in.
public struct DisableAccount: Instruction {
    public static let name: MessageName = "identity.disable-account.v1"
    public static let senders: Senders = [.operator]

    public var account: UUID

    public init(account: UUID) {
        self.account = account
    }
}

/// Lets a disabled account be used again.
public struct EnableAccount: Instruction {
    public static let name: MessageName = "identity.enable-account.v1"
    public static let senders: Senders = [.operator]

    public var account: UUID

    public init(account: UUID) {
        self.account = account
    }
}

/// Begins a session. The sender keeps the session's token and sends its digest.
public struct SignIn: Sourced {
    public static let name: MessageName = "identity.sign-in.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.subject("email"), .secret("password")]

    public var email: String
    public var password: String
    public var session: UUID
    /// SHA-256 of the session's token, in hexadecimal.
    public var tokenDigest: String
    /// What the session is begun with, as its owner will recognise it: `Firefox on Windows`. Nil when it could not be told.
    public var device: String?
    public var source: String?

    public init(email: String, password: String, session: UUID, tokenDigest: String, device: String?) {
        self.email = email
        self.password = password
        self.session = session
        self.tokenDigest = tokenDigest
        self.device = device
    }
}

/// Ends a session.
public struct SignOut: Instruction {
    public static let name: MessageName = "identity.sign-out.v1"
    public static let senders: Senders = [.gateway]

    public var account: UUID
    public var session: UUID

    public init(account: UUID, session: UUID) {
        self.account = account
        self.session = session
    }
}
