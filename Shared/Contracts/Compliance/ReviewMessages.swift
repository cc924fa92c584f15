// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// The review desk.

/// Puts a decision before a team; from a case.
public struct OpenReviewTask: Instruction {
    public static let name: MessageName = "compliance.open-review-task.v1"
    public static let senders: Senders = [.compliance]

    public var task: UUID
    public var team: String
    public var subject: ReviewSubject
    public var due: Date

    public init(task: UUID, team: String, subject: ReviewSubject, due: Date) {
        self.task = task
        self.team = team
        self.subject = subject
        self.due = due
    }
}

/// What is to be reviewed.
public struct ReviewSubject: Codable, Sendable, Equatable {
    /// `improvement-plan`.
    public var kind: String
    public var caseID: UUID
    public var organisation: UUID
    public var organisationName: String
    public var odsCode: String?

    public init(kind: String, caseID: UUID, organisation: UUID, organisationName: String, odsCode: String? = nil) {
        self.kind = kind
        self.caseID = caseID
        self.organisation = organisation
        self.organisationName = organisationName
        self.odsCode = odsCode
    }
}

/// Takes a task under a lease.
public struct TakeReviewTask: Instruction {
    public static let name: MessageName = "compliance.take-review-task.v1"
    public static let senders: Senders = [.gateway]

    public var task: UUID

    public init(task: UUID) {
        self.task = task
    }
}

/// Gives a task back; also what ends a lease.
public struct ReleaseReviewTask: Instruction {
    public static let name: MessageName = "compliance.release-review-task.v1"
    public static let senders: Senders = [.gateway, .compliance]

    public var task: UUID
    /// The lease that ran out; nil when its holder gives it back.
    public var lease: Int?

    public init(task: UUID, lease: Int? = nil) {
        self.task = task
        self.lease = lease
    }
}

/// Approves, or returns for changes with a comment.
public struct DecideReviewTask: Instruction {
    public static let name: MessageName = "compliance.decide-review-task.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.text("comment")]

    public var task: UUID
    public var approved: Bool
    public var comment: String

    public init(task: UUID, approved: Bool, comment: String) {
        self.task = task
        self.approved = approved
        self.comment = comment
    }
}

/// A decision waits for a person. Also what a team's own queue on `attest.reviews` carries.
public struct ReviewTaskOpened: Fact {
    public static let name: MessageName = "compliance.review-task-opened.v1"

    public var task: UUID
    public var team: String
    public var subject: ReviewSubject
    public var due: Date

    public init(task: UUID, team: String, subject: ReviewSubject, due: Date) {
        self.task = task
        self.team = team
        self.subject = subject
        self.due = due
    }
}

/// A reviewer holds the task.
public struct ReviewTaskTaken: Fact {
    public static let name: MessageName = "compliance.review-task-taken.v1"

    public var task: UUID
    public var reviewer: String
    /// 1 for the first.
    public var lease: Int
    public var until: Date

    public init(task: UUID, reviewer: String, lease: Int, until: Date) {
        self.task = task
        self.reviewer = reviewer
        self.lease = lease
        self.until = until
    }
}

/// Nobody holds the task.
public struct ReviewTaskReleased: Fact {
    public static let name: MessageName = "compliance.review-task-released.v1"

    public var task: UUID
    public var expired: Bool

    public init(task: UUID, expired: Bool) {
        self.task = task
        self.expired = expired
    }
}

/// The reviewer decided.
public struct ReviewTaskDecided: Fact {
    public static let name: MessageName = "compliance.review-task-decided.v1"
    public static let personal: [PersonalField] = [.text("comment")]

    public var task: UUID
    public var caseID: UUID
    public var reviewer: String
    public var approved: Bool
    public var comment: String

    public init(task: UUID, caseID: UUID, reviewer: String, approved: Bool, comment: String) {
        self.task = task
        self.caseID = caseID
        self.reviewer = reviewer
        self.approved = approved
        self.comment = comment
    }
}

/// The case would not have the decision: nothing came of it.
public struct ReviewDecisionRefused: Fact {
    public static let name: MessageName = "compliance.review-decision-refused.v1"
    public static let personal: [PersonalField] = [.text("problems.*.message")]

    public var task: UUID
    public var problems: [Problem]
    /// False when the case does not wait for a decision any more.
    public var reopened: Bool

    public init(task: UUID, problems: [Problem], reopened: Bool) {
        self.task = task
        self.problems = problems
        self.reopened = reopened
    }
}

/// Open tasks of the actor's teams, the earliest due first.
public struct ListReviewTasks: Query {
    public static let name: MessageName = "compliance.list-review-tasks.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Page<ReviewTask>

    public var after: String?

    public init(after: String? = nil) {
        self.after = after
    }
}

/// One task.
public struct DescribeReviewTask: Query {
    public static let name: MessageName = "compliance.describe-review-task.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = ReviewTask

    public var task: UUID

    public init(task: UUID) {
        self.task = task
    }
}

/// A review task.
public struct ReviewTask: Codable, Sendable, Equatable {
    public var task: UUID
    public var team: String
    public var subject: ReviewSubject
    public var due: Date
    /// `open`, `taken`, `approved`, `returned`, or `withdrawn` when the case does not wait for it any more.
    public var standing: String
    public var reviewer: String?
    public var leaseUntil: Date?
    public var comment: String?
    /// Why the case would not have the last decision.
    public var refusal: [Problem]?
    public var opened: Date
    /// What whoever asks may do with it.
    public var may: Permissions<CompliancePermission>?

    public init(
        task: UUID, team: String, subject: ReviewSubject, due: Date, standing: String, reviewer: String? = nil,
        leaseUntil: Date? = nil, comment: String? = nil, refusal: [Problem]? = nil, opened: Date,
        may: Permissions<CompliancePermission>? = nil
    ) {
        self.may = may
        self.refusal = refusal
        self.task = task
        self.team = team
        self.subject = subject
        self.due = due
        self.standing = standing
        self.reviewer = reviewer
        self.leaseUntil = leaseUntil
        self.comment = comment
        self.opened = opened
    }
}
