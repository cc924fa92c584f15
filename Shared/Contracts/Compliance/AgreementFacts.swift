// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// What happened to an agreement: a text that somebody accepts.

/// The declaration waits for its signatory.
public struct AgreementOpened: Fact {
    public static let name: MessageName = "compliance.agreement-opened.v1"
    public static let personal: [PersonalField] = Contact.personal("signatory")

    public var subject: CaseSubject
    /// Who may sign.
    public var signatory: Contact
    /// The digest of the assessment that it is about.
    public var assessment: String

    public init(subject: CaseSubject, signatory: Contact, assessment: String) {
        self.subject = subject
        self.signatory = signatory
        self.assessment = assessment
    }
}

/// Somebody else signs; what was sent before is void.
public struct SignatoryReplaced: Fact {
    public static let name: MessageName = "compliance.signatory-replaced.v1"
    public static let personal: [PersonalField] = Contact.personal("signatory")

    public var caseID: UUID
    public var signatory: Contact

    public init(caseID: UUID, signatory: Contact) {
        self.caseID = caseID
        self.signatory = signatory
    }
}

/// Link and code went to the signatory, and a link of its own to the contact; older ones are void.
public struct DeclarationIssued: Fact {
    public static let name: MessageName = "compliance.declaration-issued.v1"
    public static let personal: [PersonalField] = [
        .secret("tokenDigest"), .secret("codeDigest"), .secret("contactTokenDigest"), .secret("contactCodeDigest"),
    ]

    public var caseID: UUID
    public var tokenDigest: String
    public var codeDigest: String
    public var issued: Date
    public var expires: Date
    /// 1 for the first.
    public var issue: Int
    /// The e-mail that it goes to the signatory with; nil in events from before e-mails were followed.
    public var email: UUID?
    /// Of the link in the contact's copy, with which the same code is entered as the signatory's delegate; nil in events from
    /// before there was one.
    public var contactTokenDigest: String?
    public var contactCodeDigest: String?

    public init(
        caseID: UUID, tokenDigest: String, codeDigest: String, issued: Date, expires: Date, issue: Int,
        email: UUID? = nil, contactTokenDigest: String? = nil, contactCodeDigest: String? = nil
    ) {
        self.contactTokenDigest = contactTokenDigest
        self.contactCodeDigest = contactCodeDigest
        self.caseID = caseID
        self.tokenDigest = tokenDigest
        self.codeDigest = codeDigest
        self.issued = issued
        self.expires = expires
        self.issue = issue
        self.email = email
    }
}

/// The e-mail with the link and the code could not be delivered: the signatory cannot sign before it is sent again.
public struct DeclarationUndelivered: Fact {
    public static let name: MessageName = "compliance.declaration-undelivered.v1"

    public var caseID: UUID
    public var email: UUID

    public init(caseID: UUID, email: UUID) {
        self.caseID = caseID
        self.email = email
    }
}

/// The signatory and the contact were reminded.
public struct DeclarationReminded: Fact {
    public static let name: MessageName = "compliance.declaration-reminded.v1"

    public var caseID: UUID
    /// Which sending it is about.
    public var issue: Int
    /// How often of this sending, from 1.
    public var number: Int

    public init(caseID: UUID, issue: Int, number: Int) {
        self.caseID = caseID
        self.issue = issue
        self.number = number
    }
}

/// A wrong code was entered.
public struct CodeRejected: Fact {
    public static let name: MessageName = "compliance.code-rejected.v1"

    public var caseID: UUID
    /// 1 for the first wrong code after the declaration was issued.
    public var attempt: Int
    /// Until then no code is looked at; nil while there are tries left.
    public var lockedUntil: Date?

    public init(caseID: UUID, attempt: Int, lockedUntil: Date? = nil) {
        self.caseID = caseID
        self.attempt = attempt
        self.lockedUntil = lockedUntil
    }
}

/// The declaration's terms are accepted.
public struct DeclarationSigned: Fact {
    public static let name: MessageName = "compliance.declaration-signed.v1"
    public static let personal: [PersonalField] = [.name("signatory"), .name("signedBy")]

    public var caseID: UUID
    public var organisation: UUID
    /// The signatory's name.
    public var signatory: String
    public var capacity: SigningCapacity
    /// Who entered the code.
    public var signedBy: String
    /// The version of the terms.
    public var terms: String
    /// Of the text that was put before the signatory, in hexadecimal.
    public var text: String?
    /// Of the assessment that it is about.
    public var assessment: String?

    public init(
        caseID: UUID, organisation: UUID, signatory: String, capacity: SigningCapacity, signedBy: String, terms: String,
        text: String? = nil, assessment: String? = nil
    ) {
        self.caseID = caseID
        self.organisation = organisation
        self.signatory = signatory
        self.capacity = capacity
        self.signedBy = signedBy
        self.terms = terms
        self.text = text
        self.assessment = assessment
    }
}
