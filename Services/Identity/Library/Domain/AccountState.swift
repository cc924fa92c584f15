// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date
import struct Foundation.UUID

/// One account, rebuilt from its events.
struct AccountState: Codable, Sendable, Equatable {
    /// How far the account has come.
    enum Standing: String, Codable, Sendable {
        /// Its domain is not listed: a validator decides. ISG-25
        case waiting
        /// The address is not known to be its holder's. ISG-34
        case unverified
        case active
        /// A validator said no. ISG-27
        case closed
        /// Its owner has closed it, and did not come back in time.
        case ended
    }

    /// Somebody signed in, somewhere.
    struct LiveSession: Codable, Sendable, Equatable {
        var session: UUID
        var tokenDigest: String
        var expires: Date
        var device: String
        /// It has passed the second step, too.
        var isProven = false
        /// It began with another provider’s word.
        var isByProvider = false

        var begun: Date { expires.addingTimeInterval(-AccountDecider.sessionLife) }
    }

    /// A second factor, of which the secret is sealed and recovery codes are known by their digests alone.
    struct SecondFactor: Codable, Sendable, Equatable {
        var sealedSecret: String
        var recoveryDigests: [String]
        /// The step of time of the newest code that was used: it and those before it serve nobody again.
        var lastStep = 0
    }

    /// Somebody at a provider who is this account's owner.
    struct ProviderLink: Codable, Sendable, Equatable {
        var issuer: String
        var provider: String
        var identity: String
        var email: String?
        /// They have the account's own address there, verified.
        var hasOwnAddress: Bool
    }

    /// A key that a program acts with.
    struct LiveKey: Codable, Sendable, Equatable {
        var key: UUID
        var tokenDigest: String
        var name: String
        var scopes: [APIKeyScope]
        /// Nil for all that the owner belongs to.
        var organisation: UUID?
        var made: Date
        var expires: Date
    }

    /// A key that a device of the owner's keeps.
    struct Passkey: Codable, Sendable, Equatable {
        var passkey: UUID
        var label: String
        /// The credential's id and its public key, as the fact has them.
        var credential: String
        var key: String
        var signCount: UInt32
        var added: Date
        /// Nothing but the password had been shown when it was added: there was no second step yet.
        var isByPasswordAlone: Bool
        var used: Date?
        /// Until when the owner is not told again that there may be two of it.
        var quietUntil: Date?
    }

    /// The newest that a group said of it.
    struct GroupHeard: Codable, Sendable, Equatable {
        var group: UUID
        var position: Int64
    }

    var account: UUID
    var email: String
    var displayName: String
    var standing: Standing
    /// The operator keeps it from being used.
    var isDisabled = false
    /// Empty of an account that is signed in to with a provider alone.
    var passwordHash = ""
    var roles: [PlatformRole] = []
    /// How far each group's history is known in which it was named: what is older changes nothing.
    var groups: [GroupHeard] = []
    var verification = Links()
    var reset = Links()
    var newAddress = Links()
    /// The address that the account is to have.
    var nextEmail: String?
    /// Those that it had.
    var formerEmails: [String] = []
    /// When what is held about its owner is erased; nil unless they have closed it.
    var erasure: Date?
    /// Until when the owner is not told again that somebody registers their address.
    var quietUntil: Date?
    var factor: SecondFactor?
    /// One of an issuer at most.
    var links: [ProviderLink] = []
    /// Oldest first.
    var passkeys: [Passkey] = []
    /// Challenges for passkeys that were answered and have not expired by themselves.
    var spent: [SpentChallenge] = []
    /// Wrong passwords and codes since the last right one.
    var failures = 0
    var lockedUntil: Date?
    /// Oldest first.
    var sessions: [LiveSession] = []
    /// Oldest first.
    var apiKeys: [LiveKey] = []
    /// What its holder is told of by e-mail, and when.
    var work = WorkNotices()

    /// Whether a session may add the first second step. Who has roles and a provider may rely on the second step there: a
    /// stolen password would stand in for it, if it could add another.
    func maySetFirstStep(_ session: LiveSession) -> Bool {
        session.isProven || session.isByProvider || roles.isEmpty || links.isEmpty
    }

    func heard(of group: UUID) -> Int64 { groups.first { $0.group == group }?.position ?? 0 }

    mutating func hear(of role: PlatformRole, at position: Int64?) {
        guard let group = role.group, let position else { return }
        groups.removeAll { $0.group == group }
        groups.append(GroupHeard(group: group, position: position))
    }

    /// Whether a password alone is not enough.
    var hasSecondStep: Bool { factor != nil || !passkeys.isEmpty }
}
