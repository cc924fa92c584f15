// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// What can be asked of an organisation’s statement of compliance.

/// Enters the signatory and the contact.
public struct RecordContacts: Instruction {
    public static let name: MessageName = "compliance.record-contacts.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = Contact.personal("signatory") + Contact.personal("contact")

    public var caseID: UUID
    public var signatory: Contact
    public var contact: Contact
    /// The revision of both that the author saw; another one is a conflict. Nil: whatever there is.
    public var seen: Int?

    public init(caseID: UUID, signatory: Contact, contact: Contact, seen: Int? = nil) {
        self.caseID = caseID
        self.signatory = signatory
        self.contact = contact
        self.seen = seen
    }
}

/// Writes to the contact, whoever that is; from the parts of a case.
public struct NotifyContact: Instruction {
    public static let name: MessageName = "compliance.notify-contact.v1"
    public static let senders: Senders = [.compliance]
    public static let personal: [PersonalField] = [.text("values.*"), .secret("sealed")]

    public var statement: UUID
    public var template: String
    /// What the template fills in, besides the contact’s name.
    public var values: [String: String]
    /// What only `notification` may read, as of `SendEmail`.
    public var sealed: String?

    public init(statement: UUID, template: String, values: [String: String], sealed: String? = nil) {
        self.statement = statement
        self.template = template
        self.values = values
        self.sealed = sealed
    }
}

/// Has the declaration put before the signatory; from a case.
public struct PrepareDeclaration: Instruction {
    public static let name: MessageName = "compliance.prepare-declaration.v1"
    public static let senders: Senders = [.compliance]

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

/// The declaration is signed; from a case.
public struct AgreeStatement: Instruction {
    public static let name: MessageName = "compliance.agree-statement.v1"
    public static let senders: Senders = [.compliance]

    public var statement: UUID
    public var caseID: UUID

    public init(statement: UUID, caseID: UUID) {
        self.statement = statement
        self.caseID = caseID
    }
}
