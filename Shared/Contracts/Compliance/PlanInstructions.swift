// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// What can be asked of an improvement plan.

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

/// Keeps an improvement plan that is not sent yet.
public struct SaveImprovementPlan: Instruction {
    public static let name: MessageName = "compliance.save-improvement-plan.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = PlanAction.personal

    public var caseID: UUID
    public var actions: [PlanAction]
    /// Whether it has to be as complete as one that is sent.
    public var isComplete: Bool
    /// As of `SubmitImprovementPlan`.
    public var seen: Int?

    public init(caseID: UUID, actions: [PlanAction], isComplete: Bool, seen: Int? = nil) {
        self.caseID = caseID
        self.actions = actions
        self.isComplete = isComplete
        self.seen = seen
    }
}

/// How one requirement will reach level 2.
public struct PlanAction: Codable, Sendable, Equatable {
    public var requirement: String
    public var action: String
    public var owner: String
    /// ISO 8601 date; in a plan that is not sent yet it may be empty, as the other texts may.
    public var due: String

    public init(requirement: String, action: String, owner: String, due: String) {
        self.requirement = requirement
        self.action = action
        self.owner = owner
        self.due = due
    }

    static let personal: [PersonalField] = [.text("actions.*.action"), .text("actions.*.owner")]
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

/// Asks for a plan; from a case.
public struct OpenPlan: Instruction {
    public static let name: MessageName = "compliance.open-plan.v1"
    public static let senders: Senders = [.compliance]

    public var subject: CaseSubject
    /// The key requirements below level 2.
    public var needed: [String]

    public init(subject: CaseSubject, needed: [String]) {
        self.subject = subject
        self.needed = needed
    }
}
