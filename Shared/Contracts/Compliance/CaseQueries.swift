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
    /// In their order; nil from builds before there were gates.
    public var gates: [CaseGate]?
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
    /// How often a plan was saved or submitted: what `SubmitImprovementPlan.seen` compares.
    public var planRevision: Int?
    /// What is saved and not sent yet, for whoever may send it.
    public var planDraft: [PlanAction]?
    public var signedBy: String?
    public var capacity: SigningCapacity?
    public var signedAt: Date?
    public var opened: Date
    public var version: Int64
    /// What whoever asks may do with it.
    public var may: Permissions<CompliancePermission>?

    public init(
        caseID: UUID, organisation: UUID, organisationName: String, odsCode: String? = nil,
        host: ParentOrganisation? = nil, stage: CaseStage, outstanding: [OutstandingStep], gates: [CaseGate]? = nil,
        signatory: Contact? = nil, contact: Contact? = nil, contactsRevision: Int? = nil, requirementSet: String,
        answered: Int,
        requirements: Int, belowLevelTwo: [String], plan: [PlanAction], planComment: String? = nil,
        planRevision: Int? = nil, planDraft: [PlanAction]? = nil, signedBy: String? = nil,
        capacity: SigningCapacity? = nil, signedAt: Date? = nil,
        opened: Date, version: Int64, may: Permissions<CompliancePermission>? = nil
    ) {
        self.caseID = caseID
        self.organisation = organisation
        self.organisationName = organisationName
        self.odsCode = odsCode
        self.host = host
        self.stage = stage
        self.outstanding = outstanding
        self.gates = gates
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
        self.planDraft = planDraft
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

/// Where a case stands.
public enum CaseStage: String, Codable, Sendable, CaseIterable {
    case assessing
    case planRequired = "plan-required"
    case planUnderReview = "plan-under-review"
    case declarationSent = "declaration-sent"
    case signed
}
