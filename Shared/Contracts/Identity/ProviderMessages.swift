// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// Signing in with another provider (OpenID Connect). What the provider says is checked by `identity`, sealed, and goes by
// way of the front door into the instruction that it is for: a word that counts for ten minutes.

/// Where do I send a browser that wants to sign in with the provider?
public struct BeginProviderSignIn: Query {
    public static let name: MessageName = "identity.begin-provider-sign-in.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.secret("binding")]
    public typealias Answer = ProviderDoor

    /// Where the provider sends it back to.
    public var redirect: String
    /// A digest of what the browser is known by: it alone can come back.
    public var binding: String
    /// Where to go on then.
    public var next: String

    public init(redirect: String, binding: String, next: String) {
        self.redirect = redirect
        self.binding = binding
        self.next = next
    }
}

/// The way to the provider.
public struct ProviderDoor: Codable, Sendable, Equatable {
    public var address: String

    public init(address: String) {
        self.address = address
    }
}

/// Who has come back from the provider? Each return is answered once.
public struct FinishProviderSignIn: Query {
    public static let name: MessageName = "identity.finish-provider-sign-in.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.secret("state"), .secret("code"), .secret("binding")]
    public typealias Answer = ProviderArrival

    /// What the browser brought back.
    public var state: String
    public var code: String
    /// Who it says that it was sent back by (RFC 9207).
    public var issuer: String?
    public var binding: String

    public init(state: String, code: String, issuer: String?, binding: String) {
        self.state = state
        self.code = code
        self.issuer = issuer
        self.binding = binding
    }
}

/// Somebody whom the provider knows.
public struct ProviderArrival: Codable, Sendable, Equatable {
    /// How they stand here.
    public enum Standing: String, Codable, Sendable, CaseIterable {
        /// An account is linked to them.
        case linked
        /// None is, and there is one with the address that the provider has verified.
        case known
        /// None is, and none has the address that the provider has verified.
        case new
        /// None is, and the provider has verified no address.
        case unproven
    }

    /// What the provider said, sealed.
    public var word: String
    public var standing: Standing
    /// The account that is linked.
    public var account: UUID?
    /// As the provider has verified it.
    public var email: String?
    public var displayName: String
    /// Where to go on.
    public var next: String

    public init(
        word: String, standing: Standing, account: UUID?, email: String?, displayName: String, next: String
    ) {
        self.word = word
        self.standing = standing
        self.account = account
        self.email = email
        self.displayName = displayName
        self.next = next
    }
}

/// Begins a session of the account that is linked.
public struct SignInWithProvider: Instruction {
    public static let name: MessageName = "identity.sign-in-with-provider.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.secret("word"), .secret("tokenDigest")]

    public var word: String
    public var session: UUID
    /// SHA-256 of the session's token, in hexadecimal.
    public var tokenDigest: String
    public var device: String?

    public init(word: String, session: UUID, tokenDigest: String, device: String?) {
        self.word = word
        self.session = session
        self.tokenDigest = tokenDigest
        self.device = device
    }
}

/// Makes an account that is linked, with the address that the provider has verified, and begins a session of it unless a
/// validator is to be asked first.
public struct RegisterWithProvider: Sourced {
    public static let name: MessageName = "identity.register-with-provider.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [
        .name("displayName"), .secret("word"), .secret("tokenDigest"),
    ]

    /// Chosen by the sender, so that a repetition is the same account.
    public var account: UUID
    public var displayName: String
    public var word: String
    public var session: UUID
    public var tokenDigest: String
    public var device: String?
    public var source: String?

    public init(
        account: UUID, displayName: String, word: String, session: UUID, tokenDigest: String, device: String?
    ) {
        self.account = account
        self.displayName = displayName
        self.word = word
        self.session = session
        self.tokenDigest = tokenDigest
        self.device = device
    }
}

/// Links one's own account.
public struct LinkProvider: Sourced {
    public static let name: MessageName = "identity.link-provider.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.secret("word"), .secret("current")]

    public var account: UUID
    /// The session in which it is done.
    public var session: UUID
    public var word: String
    /// The account's password; nil when it was given to begin the session, after the provider was left.
    public var current: String?
    public var source: String?

    public init(account: UUID, session: UUID, word: String, current: String?) {
        self.account = account
        self.session = session
        self.word = word
        self.current = current
    }
}

/// Ends the link. The account's password shows that another way in is left.
public struct UnlinkProvider: Sourced {
    public static let name: MessageName = "identity.unlink-provider.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.secret("current")]

    public var account: UUID
    public var current: String
    public var source: String?

    public init(account: UUID, current: String) {
        self.account = account
        self.current = current
    }
}

/// Whoever is this to the provider signs in to the account; never published.
public struct ProviderLinked: Fact {
    public static let name: MessageName = "identity.provider-linked.v1"
    public static let personal: [PersonalField] = [.address("email"), .detail("identity")]

    public var account: UUID
    public var issuer: String
    /// What the provider is called.
    public var provider: String
    /// SHA-256 of the issuer and of who it is there, in hexadecimal: enough to know them again.
    public var identity: String
    /// Their address as the provider has it, where it does.
    public var email: String?
    /// The provider has verified that they have the account's own address.
    public var hasOwnAddress: Bool

    public init(
        account: UUID, issuer: String, provider: String, identity: String, email: String?, hasOwnAddress: Bool
    ) {
        self.account = account
        self.issuer = issuer
        self.provider = provider
        self.identity = identity
        self.email = email
        self.hasOwnAddress = hasOwnAddress
    }
}

/// They do so no longer; never published.
public struct ProviderUnlinked: Fact {
    public static let name: MessageName = "identity.provider-unlinked.v1"
    public static let personal: [PersonalField] = [.detail("identity")]

    public var account: UUID
    public var provider: String
    public var identity: String

    public init(account: UUID, provider: String, identity: String) {
        self.account = account
        self.provider = provider
        self.identity = identity
    }
}

/// How is my account linked?
public struct ReadProviderLink: Query {
    public static let name: MessageName = "identity.read-provider-link.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = ProviderLinkSummary

    public init() {}
}

/// An account's link to a provider.
public struct ProviderLinkSummary: Codable, Sendable, Equatable {
    /// What the provider is called; nil when the account is not linked.
    public var provider: String?
    /// The address that the provider has, where it does.
    public var email: String?
    /// The account can be signed in to without the provider as well.
    public var hasPassword: Bool

    public init(provider: String?, email: String?, hasPassword: Bool) {
        self.provider = provider
        self.email = email
        self.hasPassword = hasPassword
    }
}
