// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// The second step of signing in: a code that an app makes from a secret and the time (RFC 6238), or one of the recovery
// codes that serve once each.

/// Turns it on, by somebody who has put the secret into an app.
public struct EnrolSecondFactor: Sourced {
    public static let name: MessageName = "identity.enrol-second-factor.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [
        .secret("current"), .secret("secret"), .secret("code"), .secret("recoveryDigests.*"),
    ]

    public var account: UUID
    /// The session in which it is done.
    public var session: UUID
    /// The account's password: whoever found a screen unlocked does not lock its owner out.
    public var current: String
    /// Base32 of 20 bytes.
    public var secret: String
    /// The code that the app shows now.
    public var code: String
    /// SHA-256 of the recovery codes, in hexadecimal. The sender keeps the codes and shows them once.
    public var recoveryDigests: [String]
    public var source: String?

    public init(
        account: UUID, session: UUID, current: String, secret: String, code: String, recoveryDigests: [String]
    ) {
        self.account = account
        self.session = session
        self.current = current
        self.secret = secret
        self.code = code
        self.recoveryDigests = recoveryDigests
    }
}

/// The second step of a sign-in. Whoever has the session's token has passed the first.
public struct ProveSession: Instruction {
    public static let name: MessageName = "identity.prove-session.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.secret("tokenDigest"), .secret("code")]

    public var account: UUID
    public var session: UUID
    /// SHA-256 of the session's token, in hexadecimal.
    public var tokenDigest: String
    /// Six digits of the app, or a recovery code, with spaces and hyphens or without.
    public var code: String

    public init(account: UUID, session: UUID, tokenDigest: String, code: String) {
        self.account = account
        self.session = session
        self.tokenDigest = tokenDigest
        self.code = code
    }
}

/// Turns it off: by its owner, with a code; or by the operator, for somebody who has neither app nor recovery codes.
public struct RemoveSecondFactor: Instruction {
    public static let name: MessageName = "identity.remove-second-factor.v1"
    public static let senders: Senders = [.gateway, .operator]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.secret("code")]

    public var account: UUID
    /// As of `ProveSession`; the operator needs none.
    public var code: String

    public init(account: UUID, code: String) {
        self.account = account
        self.code = code
    }
}

/// The account has a second factor; never published.
public struct SecondFactorSet: Fact {
    public static let name: MessageName = "identity.second-factor-set.v1"
    public static let personal: [PersonalField] = [.secret("sealedSecret"), .secret("recoveryDigests.*")]

    public var account: UUID
    /// The secret, sealed with the key that the services share, in Base64.
    public var sealedSecret: String
    public var recoveryDigests: [String]

    public init(account: UUID, sealedSecret: String, recoveryDigests: [String]) {
        self.account = account
        self.sealedSecret = sealedSecret
        self.recoveryDigests = recoveryDigests
    }
}

/// A session has passed the second step.
public struct SessionProven: Fact {
    public static let name: MessageName = "identity.session-proven.v1"
    public static let audience: Audience = .everyone

    public var account: UUID
    public var session: UUID

    public init(account: UUID, session: UUID) {
        self.account = account
        self.session = session
    }
}

/// A code was used, and serves nobody again.
public struct SecondFactorUsed: Fact {
    public static let name: MessageName = "identity.second-factor-used.v1"
    public static let personal: [PersonalField] = [.secret("recoveryDigest")]

    public var account: UUID
    /// Which step of time the code was of; nil of a recovery code.
    public var step: Int?
    public var recoveryDigest: String?

    public init(account: UUID, step: Int?, recoveryDigest: String?) {
        self.account = account
        self.step = step
        self.recoveryDigest = recoveryDigest
    }
}

/// The account has no second factor any more.
public struct SecondFactorRemoved: Fact {
    public static let name: MessageName = "identity.second-factor-removed.v1"
    public static let audience: Audience = .everyone

    public var account: UUID

    public init(account: UUID) {
        self.account = account
    }
}

/// Have I got a second factor? Nil when not.
public struct ReadSecondFactor: Query {
    public static let name: MessageName = "identity.read-second-factor.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = SecondFactorSummary?

    public init() {}
}

/// An account's second factor.
public struct SecondFactorSummary: Codable, Sendable, Equatable {
    /// How many recovery codes are left.
    public var recoveryCodes: Int

    public init(recoveryCodes: Int) {
        self.recoveryCodes = recoveryCodes
    }
}

/// What a session lacks.
public enum SessionGap: String, Codable, Sendable, CaseIterable {
    /// The second step of signing in: until then it can do nothing.
    case code
    /// A second factor, which the account's platform roles need: until there is one it has no roles.
    case enrolment
}
