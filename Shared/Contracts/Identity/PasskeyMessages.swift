// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// Passkeys (Web Authentication, https://www.w3.org/TR/webauthn-3/): keys that a telephone, a computer or a stick keeps for
// its owner. One serves as the second step of signing in, or alone for both. What authenticators make travels in Base64
// without padding, in the alphabet for addresses, and identity alone looks into it.

/// What a challenge for a passkey is for.
public enum PasskeyPurpose: String, Codable, Sendable, CaseIterable {
    /// To add one to an account.
    case adding
    /// To take the second step of signing in.
    case proving
    /// To sign in with it alone.
    case signingIn = "signing-in"
}

/// A fresh challenge. It serves once, within five minutes, for whoever it was given to.
public struct NewPasskeyChallenge: Query {
    public static let name: MessageName = "identity.new-passkey-challenge.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.secret("halfway.tokenDigest")]
    public typealias Answer = PasskeyChallenge

    public var purpose: PasskeyPurpose
    /// Who it is given to: a digest of a session or of a visit that only the front door can make.
    public var binding: String
    /// The session that is to be proven; nil for other purposes.
    public var halfway: Halfway?

    public struct Halfway: Codable, Sendable, Equatable {
        public var account: UUID
        public var session: UUID
        /// SHA-256 of the session's token, in hexadecimal: the authority.
        public var tokenDigest: String

        public init(account: UUID, session: UUID, tokenDigest: String) {
            self.account = account
            self.session = session
            self.tokenDigest = tokenDigest
        }
    }

    public init(_ purpose: PasskeyPurpose, binding: String, halfway: Halfway? = nil) {
        self.purpose = purpose
        self.binding = binding
        self.halfway = halfway
    }
}

public struct PasskeyChallenge: Codable, Sendable, Equatable {
    /// What comes back with the answer: sealed, neither legible nor changeable.
    public var token: String
    /// 32 random bytes, which the passkey signs.
    public var challenge: String
    public var expires: Date
    /// The credentials that the account has: to be used, or not to be made twice. Empty for signing in.
    public var credentials: [String]
    /// The account has an app for codes as well.
    public var takesCode: Bool

    public init(token: String, challenge: String, expires: Date, credentials: [String], takesCode: Bool) {
        self.token = token
        self.challenge = challenge
        self.expires = expires
        self.credentials = credentials
        self.takesCode = takesCode
    }
}

/// A passkey that was used, as the browser tells it.
public struct PasskeyUse: Codable, Sendable, Equatable {
    /// Of the challenge.
    public var token: String
    /// As of the challenge.
    public var binding: String
    /// `https://attest.example`: where people reach us.
    public var origin: String
    /// The credential's id.
    public var credential: String
    public var clientDataJSON: String
    public var authenticatorData: String
    public var signature: String
    /// Whose it is: the account's id, in 16 bytes. Passkeys that serve only as the second step may not say.
    public var userHandle: String?

    public init(
        token: String, binding: String, origin: String, credential: String, clientDataJSON: String,
        authenticatorData: String, signature: String, userHandle: String?
    ) {
        self.token = token
        self.binding = binding
        self.origin = origin
        self.credential = credential
        self.clientDataJSON = clientDataJSON
        self.authenticatorData = authenticatorData
        self.signature = signature
        self.userHandle = userHandle
    }

    static func secrets(in field: String) -> [PersonalField] {
        ["token", "credential", "clientDataJSON", "authenticatorData", "signature", "userHandle"].map {
            .secret("\(field).\($0)")
        }
    }
}

/// Adds one, by somebody who is signed in and knows the password.
public struct AddPasskey: Sourced {
    public static let name: MessageName = "identity.add-passkey.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [
        .secret("current"), .secret("token"), .secret("clientDataJSON"), .secret("attestationObject"), .text("label"),
    ]

    public var account: UUID
    /// The session in which it is done.
    public var session: UUID
    /// The account's password.
    public var current: String
    /// The passkey to be.
    public var passkey: UUID
    /// What its owner will know it by.
    public var label: String
    /// As of `PasskeyUse`.
    public var token: String
    public var binding: String
    public var origin: String
    public var clientDataJSON: String
    public var attestationObject: String
    public var source: String?

    public init(
        account: UUID, session: UUID, current: String, passkey: UUID, label: String, token: String, binding: String,
        origin: String, clientDataJSON: String, attestationObject: String
    ) {
        self.account = account
        self.session = session
        self.current = current
        self.passkey = passkey
        self.label = label
        self.token = token
        self.binding = binding
        self.origin = origin
        self.clientDataJSON = clientDataJSON
        self.attestationObject = attestationObject
    }
}

/// Calls one something else.
public struct RenamePasskey: Instruction {
    public static let name: MessageName = "identity.rename-passkey.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.text("label")]

    public var account: UUID
    public var passkey: UUID
    public var label: String

    public init(account: UUID, passkey: UUID, label: String) {
        self.account = account
        self.passkey = passkey
        self.label = label
    }
}

/// Takes one from the account, by somebody who knows the password.
public struct RemovePasskey: Sourced {
    public static let name: MessageName = "identity.remove-passkey.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.secret("current")]

    public var account: UUID
    public var passkey: UUID
    public var current: String
    public var source: String?

    public init(account: UUID, passkey: UUID, current: String) {
        self.account = account
        self.passkey = passkey
        self.current = current
    }
}

/// The second step of a sign-in, with a passkey. Whoever has the session's token has passed the first.
public struct ProveSessionWithPasskey: Sourced {
    public static let name: MessageName = "identity.prove-session-with-passkey.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.secret("tokenDigest")] + PasskeyUse.secrets(in: "use")

    public var account: UUID
    public var session: UUID
    /// SHA-256 of the session's token, in hexadecimal.
    public var tokenDigest: String
    public var use: PasskeyUse
    public var source: String?

    public init(account: UUID, session: UUID, tokenDigest: String, use: PasskeyUse) {
        self.account = account
        self.session = session
        self.tokenDigest = tokenDigest
        self.use = use
    }
}

/// Signs in with a passkey alone, which knows whose it is and found out who used it: both steps in one.
public struct SignInWithPasskey: Sourced {
    public static let name: MessageName = "identity.sign-in-with-passkey.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.secret("tokenDigest")] + PasskeyUse.secrets(in: "use")

    public var session: UUID
    /// SHA-256 of the session's token, in hexadecimal.
    public var tokenDigest: String
    /// As of `SignIn`.
    public var device: String?
    public var use: PasskeyUse
    public var source: String?

    public init(session: UUID, tokenDigest: String, device: String?, use: PasskeyUse) {
        self.session = session
        self.tokenDigest = tokenDigest
        self.device = device
        self.use = use
    }
}

/// Which passkeys have I got? Oldest first.
public struct ListPasskeys: Query {
    public static let name: MessageName = "identity.list-passkeys.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = [PasskeySummary]

    public init() {}
}

public struct PasskeySummary: Codable, Sendable, Equatable {
    public var passkey: UUID
    public var label: String
    public var added: Date
    /// Nil of one that was never used.
    public var used: Date?

    public init(passkey: UUID, label: String, added: Date, used: Date?) {
        self.passkey = passkey
        self.label = label
        self.added = added
        self.used = used
    }
}
