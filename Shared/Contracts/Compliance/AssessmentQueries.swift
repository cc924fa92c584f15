// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// What can be asked about an assessment.

/// The assessment of a case: every requirement, and how far it is answered.
public struct DescribeAssessment: Query {
    public static let name: MessageName = "compliance.describe-assessment.v2"
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
    public var requirements: [AssessmentEntry]

    public init(
        caseID: UUID, requirementSet: String, title: String, note: String, frozen: Bool, requirements: [AssessmentEntry]
    ) {
        self.caseID = caseID
        self.requirementSet = requirementSet
        self.title = title
        self.note = note
        self.frozen = frozen
        self.requirements = requirements
    }
}

/// A requirement in a list.
public struct AssessmentEntry: Codable, Sendable, Equatable {
    public var number: String
    public var title: String
    /// What levels 0 to 3 mean here.
    public var levels: [String]
    public var key: Bool
    public var level: Int?
    public var notApplicable: Bool
    /// What was answered, or how it begins.
    public var opening: String
    /// More was written than that.
    public var isCut: Bool
    /// How often it was answered: what `AnswerRequirement.seen` compares.
    public var revision: Int

    public init(
        number: String, title: String, levels: [String], key: Bool, level: Int? = nil, notApplicable: Bool,
        opening: String, isCut: Bool = false, revision: Int
    ) {
        self.number = number
        self.title = title
        self.levels = levels
        self.key = key
        self.level = level
        self.notApplicable = notApplicable
        self.opening = opening
        self.isCut = isCut
        self.revision = revision
    }
}

/// One requirement with its answer.
public struct DescribeRequirement: Query {
    public static let name: MessageName = "compliance.describe-requirement.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = AssessedRequirement

    public var caseID: UUID
    /// Its number in the set, as text.
    public var requirement: String

    public init(caseID: UUID, requirement: String) {
        self.caseID = caseID
        self.requirement = requirement
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
    /// Its place among all of the set, from 1, and how many there are; nil from builds before this was said.
    public var place: Int?
    public var count: Int?
    /// The assessment is submitted: nothing can be altered.
    public var frozen: Bool?
    /// What whoever asks may do in the case.
    public var may: Permissions<CompliancePermission>?

    public init(
        number: String, title: String, guidance: String, levels: [String], key: Bool, level: Int? = nil,
        notApplicable: Bool, evidence: String, revision: Int? = nil, place: Int? = nil, count: Int? = nil,
        frozen: Bool? = nil, may: Permissions<CompliancePermission>? = nil
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
        self.place = place
        self.count = count
        self.frozen = frozen
        self.may = may
    }
}
