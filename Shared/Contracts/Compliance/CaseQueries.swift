// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// What can be asked about cases.

/// A case: its stage and what is outstanding.
public struct DescribeCase: Query {
    public static let name: MessageName = "compliance.describe-case.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = CaseDetails

    public var caseID: UUID

    public init(caseID: UUID) {
        self.caseID = caseID
    }
}

/// The cases of an organisation, or of all that the actor belongs to.
public struct FindCases: Query {
    public static let name: MessageName = "compliance.find-cases.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = [CaseSummary]

    /// Nil for the actor's own.
    public var organisation: UUID?

    public init(organisation: UUID? = nil) {
        self.organisation = organisation
    }
}

/// A case in a list.
public struct CaseSummary: Codable, Sendable, Equatable {
    public var caseID: UUID
    public var organisation: UUID
    public var organisationName: String
    public var stage: CaseStage
    public var opened: Date
    /// The declaration's e-mail could not be delivered.
    public var isUndelivered: Bool?

    public init(
        caseID: UUID, organisation: UUID, organisationName: String, stage: CaseStage, opened: Date,
        isUndelivered: Bool? = nil
    ) {
        self.caseID = caseID
        self.organisation = organisation
        self.organisationName = organisationName
        self.stage = stage
        self.opened = opened
        self.isUndelivered = isUndelivered
    }
}

/// A case as its members and reviewers see it.
public struct CaseDetails: Codable, Sendable, Equatable {
    public var caseID: UUID
    public var organisation: UUID
    public var organisationName: String
    public var odsCode: String?
    public var host: ParentOrganisation?
    public var stage: CaseStage
    public var outstanding: [OutstandingStep]
    public var signatory: Contact?
    public var contact: Contact?
    /// How often the two were recorded: what `RecordContacts.seen` compares.
    public var contactsRevision: Int?
    public var requirementSet: String
    public var answered: Int
    public var requirements: Int
    public var belowLevelTwo: [String]
    public var plan: [PlanAction]
    public var planComment: String?
    /// How many plans were submitted: what `SubmitImprovementPlan.seen` compares.
    public var planRevision: Int?
    public var signedBy: String?
    public var capacity: SigningCapacity?
    public var signedAt: Date?
    public var opened: Date
    public var version: Int64
    /// What whoever asks may do with it.
    public var may: Permissions<CompliancePermission>?

    public init(
        caseID: UUID, organisation: UUID, organisationName: String, odsCode: String? = nil,
        host: ParentOrganisation? = nil, stage: CaseStage, outstanding: [OutstandingStep], signatory: Contact? = nil,
        contact: Contact? = nil, contactsRevision: Int? = nil, requirementSet: String, answered: Int,
        requirements: Int, belowLevelTwo: [String], plan: [PlanAction], planComment: String? = nil,
        planRevision: Int? = nil, signedBy: String? = nil, capacity: SigningCapacity? = nil, signedAt: Date? = nil,
        opened: Date, version: Int64, may: Permissions<CompliancePermission>? = nil
    ) {
        self.caseID = caseID
        self.organisation = organisation
        self.organisationName = organisationName
        self.odsCode = odsCode
        self.host = host
        self.stage = stage
        self.outstanding = outstanding
        self.signatory = signatory
        self.contact = contact
        self.contactsRevision = contactsRevision
        self.requirementSet = requirementSet
        self.answered = answered
        self.requirements = requirements
        self.belowLevelTwo = belowLevelTwo
        self.plan = plan
        self.planComment = planComment
        self.planRevision = planRevision
        self.signedBy = signedBy
        self.capacity = capacity
        self.signedAt = signedAt
        self.opened = opened
        self.version = version
        self.may = may
    }
}

/// Something that still has to be done, and by whom.
public struct OutstandingStep: Codable, Sendable, Equatable {
    /// `contacts`, `ods-code`, `assessment`, `submission`, `plan`, `plan-review`, `delivery`, `signature`.
    public var code: String
    /// `practice`, `host` or `signatory`.
    public var who: String

    public init(code: String, who: String) {
        self.code = code
        self.who = who
    }
}

/// The assessment of a case: every requirement with its answer.
public struct DescribeAssessment: Query {
    public static let name: MessageName = "compliance.describe-assessment.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Assessment

    public var caseID: UUID

    public init(caseID: UUID) {
        self.caseID = caseID
    }
}

/// An assessment.
public struct Assessment: Codable, Sendable, Equatable {
    public var caseID: UUID
    public var requirementSet: String
    public var title: String
    public var note: String
    public var frozen: Bool
    public var requirements: [AssessedRequirement]

    public init(
        caseID: UUID, requirementSet: String, title: String, note: String, frozen: Bool,
        requirements: [AssessedRequirement]
    ) {
        self.caseID = caseID
        self.requirementSet = requirementSet
        self.title = title
        self.note = note
        self.frozen = frozen
        self.requirements = requirements
    }
}

/// A requirement and its answer.
public struct AssessedRequirement: Codable, Sendable, Equatable {
    public var number: String
    public var title: String
    public var guidance: String
    /// What levels 0 to 3 mean here.
    public var levels: [String]
    public var key: Bool
    public var level: Int?
    public var notApplicable: Bool
    public var evidence: String
    /// How often it was answered: what `AnswerRequirement.seen` compares.
    public var revision: Int?

    public init(
        number: String, title: String, guidance: String, levels: [String], key: Bool, level: Int? = nil,
        notApplicable: Bool, evidence: String, revision: Int? = nil
    ) {
        self.number = number
        self.title = title
        self.guidance = guidance
        self.levels = levels
        self.key = key
        self.level = level
        self.notApplicable = notApplicable
        self.evidence = evidence
        self.revision = revision
    }
}

/// Everything that happened to a case, newest first.
public struct ShowHistory: Query {
    public static let name: MessageName = "compliance.show-history.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Page<HistoryEntry>

    public var caseID: UUID
    public var after: String?

    public init(caseID: UUID, after: String? = nil) {
        self.caseID = caseID
        self.after = after
    }
}

/// One event of a case.
public struct HistoryEntry: Codable, Sendable, Equatable {
    public var version: Int64
    public var type: String
    public var at: Date
    /// As `Actor.reference` gives it.
    public var actor: String
    /// What happened, in words.
    public var summary: String

    public init(version: Int64, type: String, at: Date, actor: String, summary: String) {
        self.version = version
        self.type = type
        self.at = at
        self.actor = actor
        self.summary = summary
    }
}

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
    public var lockedUntil: Date?
    public var expires: Date

    public init(
        caseID: UUID, organisationName: String, signatory: String, standing: String, terms: String,
        paragraphs: [String], lockedUntil: Date? = nil, expires: Date
    ) {
        self.caseID = caseID
        self.organisationName = organisationName
        self.signatory = signatory
        self.standing = standing
        self.terms = terms
        self.paragraphs = paragraphs
        self.lockedUntil = lockedUntil
        self.expires = expires
    }
}

/// Where a case stands.
public enum CaseStage: String, Codable, Sendable, CaseIterable {
    case assessing
    case planRequired = "plan-required"
    case planUnderReview = "plan-under-review"
    case declarationSent = "declaration-sent"
    case signed
}
