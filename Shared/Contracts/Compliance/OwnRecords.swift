// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

/// Where do statements of compliance name me? By addresses that the front door has shown to be the actor's own.
public struct ReadOwnRecords: Query {
    public static let name: MessageName = "compliance.read-own-records.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.address("addresses.*")]
    public typealias Answer = [OwnRecord]

    public var addresses: [String]

    public init(addresses: [String]) {
        self.addresses = addresses
    }
}

/// Somebody's details in one organisation's statement of compliance.
public struct OwnRecord: Codable, Sendable, Equatable {
    public enum Part: String, Codable, Sendable, CaseIterable { case signatory, contact }

    public var caseID: UUID
    public var organisationName: String
    public var part: Part
    public var details: Contact
    /// Who signed, of a signatory whose statement is signed.
    public var signedBy: String?

    public init(caseID: UUID, organisationName: String, part: Part, details: Contact, signedBy: String?) {
        self.caseID = caseID
        self.organisationName = organisationName
        self.part = part
        self.details = details
        self.signedBy = signedBy
    }
}

/// What have I done in cases? Newest first.
public struct ShowOwnHistory: Query {
    public static let name: MessageName = "compliance.show-own-history.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Page<OwnHistoryEntry>

    public var after: String?

    public init(after: String? = nil) {
        self.after = after
    }
}

/// One of the things that somebody did.
public struct OwnHistoryEntry: Codable, Sendable, Equatable {
    public var caseID: UUID
    public var at: Date
    /// What happened, in words.
    public var summary: String

    public init(caseID: UUID, at: Date, summary: String) {
        self.caseID = caseID
        self.at = at
        self.summary = summary
    }
}
