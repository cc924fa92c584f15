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
    }

    /// A verification link, of which only the digest is known.
    struct Verification: Codable, Sendable, Equatable {
        var digest: String
        var expires: Date
    }

    /// A link to choose a new password, of which only the digest is known.
    struct Reset: Codable, Sendable, Equatable {
        var digest: String
        var expires: Date
        var isUsed = false
    }

    /// Somebody signed in, somewhere.
    struct LiveSession: Codable, Sendable, Equatable {
        var session: UUID
        var tokenDigest: String
        var expires: Date
    }

    var account: UUID
    var email: String
    var displayName: String
    var standing: Standing
    /// The operator keeps it from being used.
    var isDisabled = false
    var passwordHash = ""
    var roles: [PlatformRole] = []
    /// The newest link, also after it was followed.
    var verification: Verification?
    /// Links that a newer one replaced, newest last; a few, to tell their holders so.
    var replaced: [String] = []
    /// When links went out, newest last: what the limit counts.
    var issued: [Date] = []
    /// The newest link to choose a new password, also after it was used.
    var reset: Reset?
    /// As of verification links.
    var replacedResets: [String] = []
    var resetsIssued: [Date] = []
    /// Until when the owner is not told again that somebody registers their address.
    var quietUntil: Date?
    /// Wrong passwords since the last right one.
    var failures = 0
    var lockedUntil: Date?
    /// Oldest first.
    var sessions: [LiveSession] = []
}
