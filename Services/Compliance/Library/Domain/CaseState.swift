// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import struct Foundation.Date
import struct Foundation.UUID

/// One organisation's statement of compliance, as its events left it.
struct CaseState: Codable, Sendable, Equatable {
    var caseID: UUID
    var organisation: UUID
    var organisationName: String
    var odsCode: String?
    var host: ParentOrganisation?
    var requirementSet: String
    var signatory: Contact?
    var contact: Contact?
    /// By the requirement's number.
    var answers: [String: Answer] = [:]
    var submission: Submission?
    var plan: Plan?
    /// The link and code that count; older ones are void.
    var link: Link?
    /// Void links, the newest last, so that their holders can be told.
    var replaced: [ReplacedLink] = []
    var signature: Signature?
    var revisions = Revisions()

    /// How often each thing that several people may write at a time was written. What one of them saw is compared with
    /// it, so that nobody undoes unseen what another has saved. IMP-05
    struct Revisions: Codable, Sendable, Equatable {
        var contacts = 0
        /// By the requirement's number; none that was never answered.
        var answers: [String: Int] = [:]
    }

    struct Answer: Codable, Sendable, Equatable {
        var level: Int
        var notApplicable: Bool
        var evidence: String
    }

    struct Submission: Codable, Sendable, Equatable {
        var number: Int
        var keyRequirementsMet: Bool
        var belowLevelTwo: [String]
    }

    struct Plan: Codable, Sendable, Equatable {
        enum Standing: String, Codable, Sendable { case waiting, approved, returned }

        var number: Int
        var actions: [PlanAction]
        var task: UUID
        var standing: Standing
        /// The reviewer's.
        var comment: String?
    }

    struct Link: Codable, Sendable, Equatable {
        var tokenDigest: String
        var codeDigest: String
        var issued: Date
        var expires: Date
        var issue: Int
        /// The e-mail that it went to the signatory with.
        var email: UUID?
        /// That e-mail was given up.
        var isUndelivered = false
        /// Wrong codes so far.
        var attempts = 0
        var lockedUntil: Date?
    }

    struct ReplacedLink: Codable, Sendable, Equatable {
        var tokenDigest: String
        var issued: Date
    }

    struct Signature: Codable, Sendable, Equatable {
        var signatory: String
        var capacity: SigningCapacity
        var signedBy: String
        var terms: String
    }
}

extension CaseState {
    /// Each plan has a number; 0 before the first.
    var planRevision: Int { plan?.number ?? 0 }

    func revision(ofAnswer requirement: String) -> Int { revisions.answers[requirement] ?? 0 }

    /// What became of a link, for whoever holds it; nil when there never was such a link.
    func standing(ofLink tokenDigest: String, at time: Date) -> DeclarationStanding? {
        guard let link else { return nil }
        if Self.isSame(link.tokenDigest, tokenDigest) {
            if signature != nil { return .signed }
            if link.expires <= time { return .expired }
            if let until = link.lockedUntil, time < until { return .locked }
            return .open
        }
        return replaced.contains { Self.isSame($0.tokenDigest, tokenDigest) } ? .replaced : nil
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
