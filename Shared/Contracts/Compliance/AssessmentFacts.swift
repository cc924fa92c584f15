// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// What happened to an assessment.

/// The requirements of a case can be answered.
public struct AssessmentOpened: Fact {
    public static let name: MessageName = "compliance.assessment-opened.v1"

    public var subject: CaseSubject
    /// Their version, for all of the assessment.
    public var requirementSet: String

    public init(subject: CaseSubject, requirementSet: String) {
        self.subject = subject
        self.requirementSet = requirementSet
    }
}

/// What a submission waits for beside the answers is there: signatory and contact.
public struct SubmissionAllowed: Fact {
    public static let name: MessageName = "compliance.submission-allowed.v1"

    public var caseID: UUID

    public init(caseID: UUID) {
        self.caseID = caseID
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
    /// Of what was answered, in hexadecimal: SHA-256 over the set’s name and each answer’s number, level, flag and the digest of its text.
    public var digest: String?

    public init(
        caseID: UUID, submission: Int, keyRequirementsMet: Bool, belowLevelTwo: [String], digest: String? = nil
    ) {
        self.caseID = caseID
        self.submission = submission
        self.keyRequirementsMet = keyRequirementsMet
        self.belowLevelTwo = belowLevelTwo
        self.digest = digest
    }
}
