// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// What can be asked of an assessment.

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

/// Begins an assessment; from a case.
public struct OpenAssessment: Instruction {
    public static let name: MessageName = "compliance.open-assessment.v1"
    public static let senders: Senders = [.compliance]

    public var subject: CaseSubject
    public var requirementSet: String

    public init(subject: CaseSubject, requirementSet: String) {
        self.subject = subject
        self.requirementSet = requirementSet
    }
}

/// What a submission waits for beside the answers is there; from a case.
public struct AllowSubmission: Instruction {
    public static let name: MessageName = "compliance.allow-submission.v1"
    public static let senders: Senders = [.compliance]

    public var caseID: UUID

    public init(caseID: UUID) {
        self.caseID = caseID
    }
}
