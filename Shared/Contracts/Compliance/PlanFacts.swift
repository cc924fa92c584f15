// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// What happened to an improvement plan.

/// A plan is needed.
public struct PlanOpened: Fact {
    public static let name: MessageName = "compliance.plan-opened.v1"

    public var subject: CaseSubject
    /// The key requirements below level 2.
    public var needed: [String]

    public init(subject: CaseSubject, needed: [String]) {
        self.subject = subject
        self.needed = needed
    }
}

/// A plan was written down, to be sent later.
public struct ImprovementPlanSaved: Fact {
    public static let name: MessageName = "compliance.improvement-plan-saved.v1"
    public static let personal: [PersonalField] = PlanAction.personal

    public var caseID: UUID
    /// What it may say is as in `SaveImprovementPlan`.
    public var actions: [PlanAction]

    public init(caseID: UUID, actions: [PlanAction]) {
        self.caseID = caseID
        self.actions = actions
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
