// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// What can be asked of an agreement.

/// Accepts the declaration with the code from the e-mail.
public struct SignDeclaration: Instruction {
    public static let name: MessageName = "compliance.sign-declaration.v1"
    public static let senders: Senders = [.gateway]
    public static let isConfidential = true
    public static let personal: [PersonalField] = [.name("name")]

    public var caseID: UUID
    /// SHA-256 of the link's token, in hexadecimal.
    public var tokenDigest: String
    /// SHA-256 of `<token>.<code>`, in hexadecimal: without the token the seven digits cannot be guessed from it.
    public var codeDigest: String
    public var capacity: SigningCapacity
    /// Who entered the code.
    public var name: String
    /// SHA-256 of the text that was read, in hexadecimal: another text is not accepted by it. Nil: whatever it is now.
    public var text: String?

    public init(
        caseID: UUID, tokenDigest: String, codeDigest: String, capacity: SigningCapacity, name: String,
        text: String? = nil
    ) {
        self.caseID = caseID
        self.tokenDigest = tokenDigest
        self.codeDigest = codeDigest
        self.capacity = capacity
        self.name = name
        self.text = text
    }
}

/// Sends the declaration again with a fresh link and code; the old ones are void.
public struct ResendDeclaration: Instruction {
    public static let name: MessageName = "compliance.resend-declaration.v1"
    public static let senders: Senders = [.gateway]

    public var caseID: UUID

    public init(caseID: UUID) {
        self.caseID = caseID
    }
}

/// Reminds of a declaration that nobody has accepted; from a timer of the agreement's own.
public struct RemindOfDeclaration: Instruction {
    public static let name: MessageName = "compliance.remind-of-declaration.v1"
    public static let senders: Senders = [.compliance]

    public var caseID: UUID
    /// Which sending it is about: of an older one nobody is reminded.
    public var issue: Int

    public init(caseID: UUID, issue: Int) {
        self.caseID = caseID
        self.issue = issue
    }
}

/// Puts the declaration before the signatory; from a statement.
public struct OpenAgreement: Instruction {
    public static let name: MessageName = "compliance.open-agreement.v1"
    public static let senders: Senders = [.compliance]
    public static let personal: [PersonalField] = Contact.personal("signatory")

    public var subject: CaseSubject
    public var signatory: Contact
    /// The digest of the assessment that it is about.
    public var assessment: String

    public init(subject: CaseSubject, signatory: Contact, assessment: String) {
        self.subject = subject
        self.signatory = signatory
        self.assessment = assessment
    }
}

/// Somebody else may sign; from a statement.
public struct ReplaceSignatory: Instruction {
    public static let name: MessageName = "compliance.replace-signatory.v1"
    public static let senders: Senders = [.compliance]
    public static let personal: [PersonalField] = Contact.personal("signatory")

    public var caseID: UUID
    public var signatory: Contact

    public init(caseID: UUID, signatory: Contact) {
        self.caseID = caseID
        self.signatory = signatory
    }
}

/// In which capacity somebody signs.
public enum SigningCapacity: String, Codable, Sendable, CaseIterable {
    /// The signatory in person.
    case own
    /// Somebody to whom the signatory gave the code.
    case delegated
}
