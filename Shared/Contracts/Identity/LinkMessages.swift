// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// The links that go out by e-mail about an account. They work once; opening one changes nothing.

/// What a link is for.
public enum LinkPurpose: String, Codable, Sendable, CaseIterable {
    /// To show that the account's address is its holder's.
    case verification
    /// To choose a new password.
    case passwordReset = "password-reset"
    /// To show that the address that the account is to have is its holder's.
    case newAddress = "new-address"
}

/// How a link stands.
public enum LinkStanding: String, Codable, Sendable, CaseIterable {
    case open, used, expired, replaced, unknown
}

/// How does a link stand?
public struct ReadLink: Query {
    public static let name: MessageName = "identity.read-link.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = LinkStanding

    public var purpose: LinkPurpose
    public var account: UUID
    /// SHA-256 of the link's token, in hexadecimal.
    public var tokenDigest: String

    public init(purpose: LinkPurpose, account: UUID, tokenDigest: String) {
        self.purpose = purpose
        self.account = account
        self.tokenDigest = tokenDigest
    }
}

/// Send another link to whoever holds one that no longer works. Always accepted.
public struct RenewLink: Sourced {
    public static let name: MessageName = "identity.renew-link.v1"
    public static let senders: Senders = [.gateway]

    public var purpose: LinkPurpose
    public var account: UUID
    /// SHA-256 of the old link's token, in hexadecimal.
    public var tokenDigest: String
    public var source: String?

    public init(purpose: LinkPurpose, account: UUID, tokenDigest: String) {
        self.purpose = purpose
        self.account = account
        self.tokenDigest = tokenDigest
    }
}
