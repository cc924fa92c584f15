// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import struct Foundation.Date
import struct Foundation.UUID

/// A text that is put before a signatory, as its events left it.
struct AgreementState: CasePart, Codable, Sendable, Equatable {
    var subject: CaseSubject
    /// Who may sign.
    var signatory: Contact?
    /// The digest of the assessment that it is about.
    var assessment: String
    /// The link and code that count; older ones are void. None while a new signatory has not been sent one.
    var link: Link?
    /// Void links, the newest last, so that their holders can be told.
    var replaced: [ReplacedLink] = []
    /// How often it was sent.
    var issues = 0
    var signature: Signature?

    struct Link: Codable, Sendable, Equatable {
        var tokenDigest: String
        var codeDigest: String
        var issued: Date
        var expires: Date
        /// The e-mail that it went to the signatory with.
        var email: UUID?
        /// Of the link in the contact's copy; nil of one from before there was any.
        var contactTokenDigest: String?
        var contactCodeDigest: String?
        /// That e-mail was given up.
        var isUndelivered = false
        /// Wrong codes so far.
        var attempts = 0
        var lockedUntil: Date?
        /// How often people were reminded of it.
        var reminders = 0

        func isContacts(_ digest: String) -> Bool { contactTokenDigest.map { isSame($0, digest) } == true }
    }

    struct ReplacedLink: Codable, Sendable, Equatable {
        var tokenDigest: String
        var contactTokenDigest: String?
        var issued: Date
    }

    struct Signature: Codable, Sendable, Equatable {
        var signatory: String
        var capacity: SigningCapacity
        var signedBy: String
        var terms: String
        /// The digest of the text that was accepted.
        var text: String?
    }

    /// What became of a link, for whoever holds it; nil when there never was such a link.
    func standing(ofLink tokenDigest: String, at time: Date) -> DeclarationStanding? {
        if let link, Self.isSame(link.tokenDigest, tokenDigest) || link.isContacts(tokenDigest) {
            if signature != nil { return .signed }
            if link.expires <= time { return .expired }
            if let until = link.lockedUntil, time < until { return .locked }
            return .open
        }
        let isVoid = replaced.contains { old in
            Self.isSame(old.tokenDigest, tokenDigest)
                || old.contactTokenDigest.map { Self.isSame($0, tokenDigest) } == true
        }
        return isVoid ? .replaced : nil
    }

    /// Makes the link void.
    mutating func dropLink() {
        if let link {
            replaced.append(
                ReplacedLink(
                    tokenDigest: link.tokenDigest, contactTokenDigest: link.contactTokenDigest, issued: link.issued))
        }
        replaced = replaced.suffix(AgreementLimits.replacedLinks)
        link = nil
    }

    /// Compares digests in a time that does not tell where they differ.
    static func isSame(_ one: String, _ other: String) -> Bool {
        constantTimeEquals(Array(one.utf8), Array(other.utf8))
    }
}

/// What a link to the declaration opens.
enum DeclarationStanding: String, Codable, Sendable {
    case open, signed, expired, replaced, locked
}
