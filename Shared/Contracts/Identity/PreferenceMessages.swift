// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// Whether and when somebody wants e-mails about work. Those about their account and about signing always come.

/// When e-mails about work are sent.
public enum WorkEmail: String, Codable, Sendable, CaseIterable {
    case atOnce = "at-once"
    /// In one e-mail, in the morning.
    case daily
    case never
}

/// Chooses when e-mails about work come, by the account's holder.
public struct ChangePreferences: Instruction {
    public static let name: MessageName = "identity.change-preferences.v1"
    public static let senders: Senders = [.gateway]

    public var account: UUID
    public var workEmail: WorkEmail

    public init(account: UUID, workEmail: WorkEmail) {
        self.account = account
        self.workEmail = workEmail
    }
}

/// Ends e-mails about work, by whoever has the link in one: nobody has to sign in for that (RFC 8058).
public struct StopWorkEmail: Instruction {
    public static let name: MessageName = "identity.stop-work-email.v1"
    public static let senders: Senders = [.gateway]

    public var account: UUID
    /// SHA-256 of the link's token, in hexadecimal.
    public var tokenDigest: String

    public init(account: UUID, tokenDigest: String) {
        self.account = account
        self.tokenDigest = tokenDigest
    }
}

/// When do e-mails about work come, of the one who asks?
public struct ReadPreferences: Query {
    public static let name: MessageName = "identity.read-preferences.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Preferences

    public init() {}
}

/// What somebody has chosen.
public struct Preferences: Codable, Sendable, Equatable {
    public var workEmail: WorkEmail

    public init(workEmail: WorkEmail) {
        self.workEmail = workEmail
    }
}

/// The account's holder, or whoever had the link in an e-mail to them, has chosen.
public struct PreferencesChanged: Fact {
    public static let name: MessageName = "identity.preferences-changed.v1"

    public var account: UUID
    public var workEmail: WorkEmail

    public init(account: UUID, workEmail: WorkEmail) {
        self.account = account
        self.workEmail = workEmail
    }
}

/// The link with which e-mails about work are ended stands in all of them, from now on.
public struct UnsubscribeLinkIssued: Fact {
    public static let name: MessageName = "identity.unsubscribe-link-issued.v1"
    public static let personal: [PersonalField] = [.secret("tokenDigest"), .secret("sealed")]

    public var account: UUID
    public var tokenDigest: String
    /// The token, legible to `notification` only: it goes with each of these e-mails.
    public var sealed: String?

    public init(account: UUID, tokenDigest: String, sealed: String?) {
        self.account = account
        self.tokenDigest = tokenDigest
        self.sealed = sealed
    }
}
