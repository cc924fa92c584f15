// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// What can be asked of a case.

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

/// A person whom the case concerns.
public struct Contact: Codable, Sendable, Equatable {
    public var name: String
    public var position: String
    public var email: String
    public var telephone: String

    public init(name: String, position: String, email: String, telephone: String) {
        self.name = name
        self.position = position
        self.email = email
        self.telephone = telephone
    }

    /// The telephone number may be left out.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        position = try values.decode(String.self, forKey: .position)
        email = try values.decode(String.self, forKey: .email)
        telephone = try values.decodeIfPresent(String.self, forKey: .telephone) ?? ""
    }

    /// What is personal in a contact that stands under a name.
    static func personal(_ field: String) -> [PersonalField] {
        [
            .address("\(field).email"), .name("\(field).name"), .name("\(field).telephone"),
            .detail("\(field).position"),
        ]
    }
}

/// Answers one requirement of the assessment.
public struct AnswerRequirement: Instruction {
    public static let name: MessageName = "compliance.answer-requirement.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.text("evidence")]

    public var caseID: UUID
    /// Its number in the set, as text.
    public var requirement: String
    /// 0 to 3; nil with `notApplicable`.
    public var level: Int?
    /// Counts as level 3 and needs a comment with the reasons.
    public var notApplicable: Bool
    /// What shows that the level is reached, or why it does not apply.
    public var evidence: String
    /// The revision of the answer that the author saw; another one is a conflict. Nil: whatever there is.
    public var seen: Int?

    public init(
        caseID: UUID, requirement: String, level: Int? = nil, notApplicable: Bool, evidence: String, seen: Int? = nil
    ) {
        self.caseID = caseID
        self.requirement = requirement
        self.level = level
        self.notApplicable = notApplicable
        self.evidence = evidence
        self.seen = seen
    }
}

/// Submits the assessment: its scores can then no longer be altered.
public struct SubmitAssessment: Instruction {
    public static let name: MessageName = "compliance.submit-assessment.v1"
    public static let senders: Senders = [.gateway]

    public var caseID: UUID

    public init(caseID: UUID) {
        self.caseID = caseID
    }
}

/// Says how every key requirement below level 2 will reach it.
public struct SubmitImprovementPlan: Instruction {
    public static let name: MessageName = "compliance.submit-improvement-plan.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = PlanAction.personal

    public var caseID: UUID
    public var actions: [PlanAction]
    /// The revision of the plan that the author saw; another one is a conflict. Nil: whatever there is.
    public var seen: Int?

    public init(caseID: UUID, actions: [PlanAction], seen: Int? = nil) {
        self.caseID = caseID
        self.actions = actions
        self.seen = seen
    }
}

/// How one requirement will reach level 2.
public struct PlanAction: Codable, Sendable, Equatable {
    public var requirement: String
    public var action: String
    public var owner: String
    /// ISO 8601 date.
    public var due: String

    public init(requirement: String, action: String, owner: String, due: String) {
        self.requirement = requirement
        self.action = action
        self.owner = owner
        self.due = due
    }

    static let personal: [PersonalField] = [.text("actions.*.action"), .text("actions.*.owner")]
}

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

    public init(caseID: UUID, tokenDigest: String, codeDigest: String, capacity: SigningCapacity, name: String) {
        self.caseID = caseID
        self.tokenDigest = tokenDigest
        self.codeDigest = codeDigest
        self.capacity = capacity
        self.name = name
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

/// The outcome of the review of an improvement plan; from the review desk.
public struct DecidePlan: Instruction {
    public static let name: MessageName = "compliance.decide-plan.v1"
    public static let senders: Senders = [.compliance]
    public static let personal: [PersonalField] = [.text("comment")]

    public var caseID: UUID
    public var task: UUID
    /// The reviewer, as history names an actor.
    public var reviewer: String
    public var approved: Bool
    public var comment: String

    public init(caseID: UUID, task: UUID, reviewer: String, approved: Bool, comment: String) {
        self.caseID = caseID
        self.task = task
        self.reviewer = reviewer
        self.approved = approved
        self.comment = comment
    }
}

/// In which capacity somebody signs.
public enum SigningCapacity: String, Codable, Sendable, CaseIterable {
    /// The signatory in person.
    case own
    /// Somebody to whom the signatory gave the code.
    case delegated
}
