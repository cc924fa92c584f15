// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// What happened to an organisation’s statement of compliance.

/// An organisation needs a statement of compliance.
public struct StatementOpened: Fact {
    public static let name: MessageName = "compliance.statement-opened.v1"

    public var subject: CaseSubject
    /// The version of the requirements that applies.
    public var requirementSet: String

    public init(subject: CaseSubject, requirementSet: String) {
        self.subject = subject
        self.requirementSet = requirementSet
    }
}

/// Signatory and contact are known.
public struct ContactsRecorded: Fact {
    public static let name: MessageName = "compliance.contacts-recorded.v2"
    public static let personal: [PersonalField] = Contact.personal("signatory") + Contact.personal("contact")

    public var statement: UUID
    public var signatory: Contact
    public var contact: Contact

    public init(statement: UUID, signatory: Contact, contact: Contact) {
        self.statement = statement
        self.signatory = signatory
        self.contact = contact
    }
}

/// The organisation has an ODS code now, and the host that goes with it. It concerns the statement, the case and what is
/// answered in it.
public struct CodeRecorded: Fact {
    public static let name: MessageName = "compliance.code-recorded.v1"

    public var organisation: UUID
    public var odsCode: String
    public var host: ParentOrganisation?

    public init(organisation: UUID, odsCode: String, host: ParentOrganisation? = nil) {
        self.organisation = organisation
        self.odsCode = odsCode
        self.host = host
    }
}

/// The contact was written to.
public struct ContactNotified: Fact {
    public static let name: MessageName = "compliance.contact-notified.v1"
    public static let personal: [PersonalField] = [.text("values.*"), .secret("sealed")]

    public var statement: UUID
    public var template: String
    public var email: UUID
    /// What the template fills in, besides the contact’s name.
    public var values: [String: String]
    /// What only `notification` may read.
    public var sealed: String?

    public init(statement: UUID, template: String, email: UUID, values: [String: String], sealed: String? = nil) {
        self.sealed = sealed
        self.statement = statement
        self.template = template
        self.email = email
        self.values = values
    }
}

/// The declaration of a case can be put before the signatory.
public struct DeclarationPrepared: Fact {
    public static let name: MessageName = "compliance.declaration-prepared.v1"

    public var statement: UUID
    public var caseID: UUID
    /// The digest of the submitted assessment.
    public var assessment: String

    public init(statement: UUID, caseID: UUID, assessment: String) {
        self.statement = statement
        self.caseID = caseID
        self.assessment = assessment
    }
}

/// The statement of compliance is signed.
public struct StatementAgreed: Fact {
    public static let name: MessageName = "compliance.statement-agreed.v1"

    public var statement: UUID
    public var caseID: UUID

    public init(statement: UUID, caseID: UUID) {
        self.statement = statement
        self.caseID = caseID
    }
}
