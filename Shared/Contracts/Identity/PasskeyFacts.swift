// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

/// A challenge that was answered and serves nobody again. It is remembered for as long as it would have served.
public struct SpentChallenge: Codable, Sendable, Equatable {
    /// SHA-256 of it, in hexadecimal.
    public var digest: String
    public var expires: Date

    public init(digest: String, expires: Date) {
        self.digest = digest
        self.expires = expires
    }
}

/// The account has one passkey more; never published.
public struct PasskeyAdded: Fact {
    public static let name: MessageName = "identity.passkey-added.v1"
    public static let personal: [PersonalField] = [.text("label"), .detail("credential"), .detail("key")]

    public var account: UUID
    public var passkey: UUID
    public var label: String
    /// The credential's id, in Base64 for addresses.
    public var credential: String
    /// Its public key: COSE, in Base64 for addresses.
    public var key: String
    /// How often it had signed.
    public var signCount: UInt32
    public var challenge: SpentChallenge
    public var time: Date

    public init(
        account: UUID, passkey: UUID, label: String, credential: String, key: String, signCount: UInt32,
        challenge: SpentChallenge, time: Date
    ) {
        self.account = account
        self.passkey = passkey
        self.label = label
        self.credential = credential
        self.key = key
        self.signCount = signCount
        self.challenge = challenge
        self.time = time
    }
}

/// It was used to sign in.
public struct PasskeyUsed: Fact {
    public static let name: MessageName = "identity.passkey-used.v1"

    public var account: UUID
    public var passkey: UUID
    public var signCount: UInt32
    public var challenge: SpentChallenge
    public var time: Date

    public init(account: UUID, passkey: UUID, signCount: UInt32, challenge: SpentChallenge, time: Date) {
        self.account = account
        self.passkey = passkey
        self.signCount = signCount
        self.challenge = challenge
        self.time = time
    }
}

/// It was used rightly, but has not counted on since it was used before: there may be two of it. It was refused.
public struct PasskeyDoubted: Fact {
    public static let name: MessageName = "identity.passkey-doubted.v1"

    public var account: UUID
    public var passkey: UUID
    public var signCount: UInt32
    public var challenge: SpentChallenge
    public var time: Date
    /// The owner gets an e-mail: once a day.
    public var isTold: Bool

    public init(
        account: UUID, passkey: UUID, signCount: UInt32, challenge: SpentChallenge, time: Date, isTold: Bool
    ) {
        self.account = account
        self.passkey = passkey
        self.signCount = signCount
        self.challenge = challenge
        self.time = time
        self.isTold = isTold
    }
}

public struct PasskeyRenamed: Fact {
    public static let name: MessageName = "identity.passkey-renamed.v1"
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

/// The account has it no more.
public struct PasskeyRemoved: Fact {
    public static let name: MessageName = "identity.passkey-removed.v1"
    public static let personal: [PersonalField] = [.text("label"), .detail("credential")]

    public var account: UUID
    public var passkey: UUID
    /// What it was called last.
    public var label: String
    public var credential: String

    public init(account: UUID, passkey: UUID, label: String, credential: String) {
        self.account = account
        self.passkey = passkey
        self.label = label
        self.credential = credential
    }
}
