// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// What happened to a case.

/// An organisation's statement of compliance is under way.
public struct CaseOpened: Fact {
    public static let name: MessageName = "compliance.case-opened.v1"

    public var caseID: UUID
    public var organisation: UUID
    public var organisationName: String
    public var odsCode: String?
    public var host: ParentOrganisation?
    /// The version of the requirements that applies, for all of the case.
    public var requirementSet: String

    public init(
        caseID: UUID, organisation: UUID, organisationName: String, odsCode: String? = nil,
        host: ParentOrganisation? = nil, requirementSet: String
    ) {
        self.caseID = caseID
        self.organisation = organisation
        self.organisationName = organisationName
        self.odsCode = odsCode
        self.host = host
        self.requirementSet = requirementSet
    }
}

/// Signatory and contact are known.
public struct ContactsRecorded: Fact {
    public static let name: MessageName = "compliance.contacts-recorded.v1"
    public static let personal: [PersonalField] = Contact.personal("signatory") + Contact.personal("contact")

    public var caseID: UUID
    public var signatory: Contact
    public var contact: Contact

    public init(caseID: UUID, signatory: Contact, contact: Contact) {
        self.caseID = caseID
        self.signatory = signatory
        self.contact = contact
    }
}

/// One requirement was answered.
public struct RequirementAnswered: Fact {
    public static let name: MessageName = "compliance.requirement-answered.v1"
    public static let personal: [PersonalField] = [.text("evidence")]

    public var caseID: UUID
    public var requirement: String
    public var level: Int
    public var notApplicable: Bool
    public var evidence: String

    public init(caseID: UUID, requirement: String, level: Int, notApplicable: Bool, evidence: String) {
        self.caseID = caseID
        self.requirement = requirement
        self.level = level
        self.notApplicable = notApplicable
        self.evidence = evidence
    }
}

/// The scores are frozen.
public struct AssessmentSubmitted: Fact {
    public static let name: MessageName = "compliance.assessment-submitted.v1"

    public var caseID: UUID
    /// 1 for the first.
    public var submission: Int
    public var keyRequirementsMet: Bool
    /// Key requirements below level 2.
    public var belowLevelTwo: [String]

    public init(caseID: UUID, submission: Int, keyRequirementsMet: Bool, belowLevelTwo: [String]) {
        self.caseID = caseID
        self.submission = submission
        self.keyRequirementsMet = keyRequirementsMet
        self.belowLevelTwo = belowLevelTwo
    }
}

/// A plan waits for review.
public struct ImprovementPlanSubmitted: Fact {
    public static let name: MessageName = "compliance.improvement-plan-submitted.v1"
    public static let personal: [PersonalField] = PlanAction.personal

    public var caseID: UUID
    /// 1 for the first.
    public var plan: Int
    public var actions: [PlanAction]
    /// The review task that it opens.
    public var task: UUID

    public init(caseID: UUID, plan: Int, actions: [PlanAction], task: UUID) {
        self.caseID = caseID
        self.plan = plan
        self.actions = actions
        self.task = task
    }
}

/// The host's reviewer is content with the plan.
public struct ImprovementPlanApproved: Fact {
    public static let name: MessageName = "compliance.improvement-plan-approved.v1"
    public static let personal: [PersonalField] = [.text("comment")]

    public var caseID: UUID
    public var task: UUID
    public var reviewer: String
    public var comment: String

    public init(caseID: UUID, task: UUID, reviewer: String, comment: String) {
        self.caseID = caseID
        self.task = task
        self.reviewer = reviewer
        self.comment = comment
    }
}

/// The host's reviewer asks for changes.
public struct ImprovementPlanReturned: Fact {
    public static let name: MessageName = "compliance.improvement-plan-returned.v1"
    public static let personal: [PersonalField] = [.text("comment")]

    public var caseID: UUID
    public var task: UUID
    public var reviewer: String
    public var comment: String

    public init(caseID: UUID, task: UUID, reviewer: String, comment: String) {
        self.caseID = caseID
        self.task = task
        self.reviewer = reviewer
        self.comment = comment
    }
}

/// Link and code went to the signatory; older ones are void.
public struct DeclarationIssued: Fact {
    public static let name: MessageName = "compliance.declaration-issued.v1"
    public static let personal: [PersonalField] = [.secret("tokenDigest"), .secret("codeDigest")]

    public var caseID: UUID
    public var tokenDigest: String
    public var codeDigest: String
    public var issued: Date
    public var expires: Date
    /// 1 for the first.
    public var issue: Int
    /// The e-mail that it goes to the signatory with; nil in events from before e-mails were followed.
    public var email: UUID?

    public init(
        caseID: UUID, tokenDigest: String, codeDigest: String, issued: Date, expires: Date, issue: Int,
        email: UUID? = nil
    ) {
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

/// The organisation of a case has an ODS code now, and the host that goes with it.
public struct CaseCodeRecorded: Fact {
    public static let name: MessageName = "compliance.case-code-recorded.v1"

    public var caseID: UUID
    public var odsCode: String
    public var host: ParentOrganisation?

    public init(caseID: UUID, odsCode: String, host: ParentOrganisation? = nil) {
        self.caseID = caseID
        self.odsCode = odsCode
        self.host = host
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

    public init(
        caseID: UUID, organisation: UUID, signatory: String, capacity: SigningCapacity, signedBy: String, terms: String
    ) {
        self.caseID = caseID
        self.organisation = organisation
        self.signatory = signatory
        self.capacity = capacity
        self.signedBy = signedBy
        self.terms = terms
    }
}
