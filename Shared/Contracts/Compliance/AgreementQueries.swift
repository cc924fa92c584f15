// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// What can be asked about an agreement.

/// What the signatory's link opens. The link is the permission.
public struct ReadDeclaration: Query {
    public static let name: MessageName = "compliance.read-declaration.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Declaration

    public var caseID: UUID
    public var tokenDigest: String

    public init(caseID: UUID, tokenDigest: String) {
        self.caseID = caseID
        self.tokenDigest = tokenDigest
    }
}

/// The declaration as the signatory reads it.
public struct Declaration: Codable, Sendable, Equatable {
    public var caseID: UUID
    public var organisationName: String
    public var signatory: String
    /// `open`, `signed`, `expired`, `replaced` or `locked`.
    public var standing: String
    /// The version of the terms.
    public var terms: String
    public var paragraphs: [String]
    /// SHA-256 of terms and paragraphs, in hexadecimal: what `SignDeclaration.text` names.
    public var text: String?
    /// SHA-256 of the submitted assessment that it is about, in hexadecimal.
    public var assessment: String?
    public var lockedUntil: Date?
    public var expires: Date
    /// The link is the contact's: whoever has it accepts as the signatory's delegate, or not at all.
    public var isDelegates: Bool?

    public init(
        caseID: UUID, organisationName: String, signatory: String, standing: String, terms: String,
        paragraphs: [String], text: String? = nil, assessment: String? = nil, lockedUntil: Date? = nil, expires: Date,
        isDelegates: Bool? = nil
    ) {
        self.isDelegates = isDelegates
        self.caseID = caseID
        self.organisationName = organisationName
        self.signatory = signatory
        self.standing = standing
        self.terms = terms
        self.paragraphs = paragraphs
        self.text = text
        self.assessment = assessment
        self.lockedUntil = lockedUntil
        self.expires = expires
    }
}
