// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import struct Foundation.Date
import struct Foundation.UUID

/// What a provider said of somebody, once it was checked.
struct ProviderWord: Codable, Sendable, Equatable {
    /// How long it counts, in seconds: while they show that an account is theirs.
    static let life: Double = 600

    /// Who it is, as a link knows them.
    var identity: String
    var issuer: String
    /// What the provider is called.
    var provider: String
    /// In lower case; nil when there is none, or none that could be an address.
    var email: String?
    var isEmailVerified: Bool
    /// Empty when there is none that could be shown.
    var displayName: String
    /// They signed in there in a way that is as good as two steps here.
    var isSecondStep: Bool
    /// When they came back.
    var made: Date

    var expires: Date { made.addingTimeInterval(Self.life) }

    var verifiedEmail: EmailAddress? { isEmailVerified ? email.flatMap { EmailAddress(folding: $0) } : nil }

    /// Who somebody is: to which provider, and what there. No issuer has a line end in it.
    static func identity(of subject: String, at issuer: String) -> String {
        Hex.encode(SHA256.digest("\(issuer)\n\(subject)"))
    }
}

/// A session to be.
struct SessionStart: Sendable {
    var session: UUID
    var tokenDigest: String
    var device: String?
    var isByProvider = false
}
