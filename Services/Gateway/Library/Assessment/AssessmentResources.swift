// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

// An assessment, an answer, an improvement plan.

struct AssessmentSheet: Described {
    var caseID: String
    var requirementSet: String
    var title: String
    var note: String
    var frozen: Bool
    var requirements: [AssessmentEntry]

    private enum CodingKeys: String, CodingKey {
        case caseID = "case"
        case requirementSet, title, note, frozen, requirements
    }

    init(_ assessment: Assessment) {
        caseID = assessment.caseID.text
        requirementSet = assessment.requirementSet
        title = assessment.title
        note = assessment.note
        frozen = assessment.frozen
        requirements = assessment.requirements
    }

    static let title = "Assessment"
    static let schema = Schema.object([
        .init("case", .id), .init("requirementSet", .plain), .init("title", .plain), .init("note", .plain),
        .init("frozen", .boolean, "Submitted: nothing can be altered."),
        .init("requirements", .list(.reference(AssessmentEntry.self))),
    ])
    static let example = AssessmentSheet(
        Assessment(
            caseID: Sample.caseID, requirementSet: "gp-118-8.v1",
            title: "Assessment for general practices", note: "The wording is illustrative.", frozen: false,
            requirements: [.example]))
}

extension AssessmentEntry: Described {
    static let schema = Schema.object([
        .init("number", .plain), .init("title", .plain),
        .init("levels", .list(.plain), "What levels 0 to 3 mean here."),
        .init("key", .boolean, "Below level 2 it needs an improvement plan."),
        .init("level", .level, "", .optional), .init("notApplicable", .boolean),
        .init("opening", .plain, "How what was written begins; all of it is at the requirement’s own address."),
        .init("isCut", .boolean, "More was written than that."),
        .init("revision", .count, "How often it was answered."),
    ])
    static let example = AssessmentEntry(
        number: "114", title: "Who is in charge of information governance?",
        levels: ["Nobody.", "A person is named.", "The duties are written down.", "They are reviewed."], key: true,
        level: 2, notApplicable: false, opening: "Minutes of the meeting in March.", revision: 1)
}

extension AssessedRequirement: Described {
    static let schema = Schema.object([
        .init("number", .plain), .init("title", .plain), .init("guidance", .plain),
        .init("levels", .list(.plain), "What levels 0 to 3 mean here."),
        .init("key", .boolean, "Below level 2 it needs an improvement plan."),
        .init("level", .level, "", .optional), .init("notApplicable", .boolean), .init("evidence", .plain),
        .init("revision", .count, "How often it was answered; in quotes, its `ETag`.", .optional),
        .init("place", .count, "Its place in the assessment, from 1.", .optional),
        .init("count", .count, "How many requirements there are.", .optional),
        .init("frozen", .boolean, "Submitted: nothing can be altered.", .optional),
        .init("may", .list(.permission), "What you can do in the case.", .optional),
    ])
    static let example = AssessedRequirement(
        number: "114", title: "Who is in charge of information governance?",
        guidance: "Somebody has to own this work.",
        levels: ["Nobody.", "A person is named.", "The duties are written down.", "They are reviewed."], key: true,
        level: 2, notApplicable: false, evidence: "Minutes of the meeting in March.", revision: 1, place: 1, count: 8,
        frozen: false, may: Permissions([.readCase, .answerAssessment]))
}

struct RequirementAnswer: Described {
    var level: Int?
    var notApplicable: Bool?
    var evidence: String?

    static let schema = Schema.object([
        .init("level", .level, "The level that is reached; left out where it does not apply.", .nullable),
        .init("notApplicable", .boolean, "It does not apply: `evidence` gives the reasons. Default false.", .nullable),
        .init(
            "evidence", .typed,
            "What shows that the level is reached. At most \(Lengths.words(Lengths.evidence)) characters.", .nullable),
    ])
    static let example = RequirementAnswer(
        level: 2, notApplicable: false, evidence: "Minutes of the meeting in March.")
}

extension RequirementAnswer {
    private static let doesNotApply = "na"

    init(_ checks: inout Checks) {
        let chosen = checks.form["level"]
        level = Int(chosen).flatMap { (0...3).contains($0) ? $0 : nil }
        notApplicable = chosen == Self.doesNotApply
        evidence = checks.form["evidence"]
        if level == nil, notApplicable != true {
            checks.refuse(
                "level", "required",
                "Select the level that you have fully met, or that the requirement does not apply to you")
        }
    }

    init(_ requirement: AssessedRequirement) {
        self.init(
            level: requirement.level, notApplicable: requirement.notApplicable, evidence: requirement.evidence)
    }

    /// The form that says it.
    var form: Form {
        [
            "level": notApplicable == true ? Self.doesNotApply : level.map { String($0) } ?? "",
            "evidence": evidence ?? "",
        ]
    }

    func instruction(for caseID: UUID, _ requirement: String, seen: Int?) -> AnswerRequirement {
        AnswerRequirement(
            caseID: caseID, requirement: requirement, level: level, notApplicable: notApplicable ?? false,
            evidence: evidence ?? "", seen: seen)
    }
}

struct Plan: Described {
    var actions: [PlanAction]

    static let title = "ImprovementPlan"
    static let schema = Schema.object([
        .init("actions", .list(.action), "One for each key requirement below level 2.")
    ])
    static let example = Plan(actions: [
        PlanAction(
            requirement: "114", action: "Name a lead and write down the duties.", owner: "Max Muster",
            due: "2027-10-31")
    ])
}

extension Plan {
    /// - Parameters:
    ///   - requirements: those that the form asks about.
    ///   - isDraft: something may be missing.
    init(_ checks: inout Checks, requirements: [String], isDraft: Bool) {
        actions = requirements.map { number in
            let field = "actions.\(number)"
            if isDraft {
                return PlanAction(
                    requirement: number, action: checks.optional("\(field).action", limit: Lengths.action),
                    owner: checks.optional("\(field).owner"), due: checks.day("\(field).due", nil))
            }
            return PlanAction(
                requirement: number,
                action: checks.required(
                    "\(field).action", "Say how requirement \(number) will reach level 2", limit: Lengths.action),
                owner: checks.required("\(field).owner", "Enter who is responsible for requirement \(number)"),
                due: checks.day("\(field).due", "Enter the date by which requirement \(number) will reach level 2"))
        }
    }

    /// The form that says it.
    var form: Form {
        var form = Form()
        for action in actions {
            let field = "actions.\(action.requirement)"
            form.set("\(field).action", to: action.action)
            form.set("\(field).owner", to: action.owner)
            form.set("\(field).due", to: Day(action.due))
        }
        return form
    }

    /// - Parameter isComplete: whether it has to be as complete as one that is sent.
    func saving(for caseID: UUID, isComplete: Bool, seen: Int?) -> SaveImprovementPlan {
        SaveImprovementPlan(caseID: caseID, actions: actions, isComplete: isComplete, seen: seen)
    }

    func instruction(for caseID: UUID, seen: Int?) -> SubmitImprovementPlan {
        SubmitImprovementPlan(caseID: caseID, actions: actions, seen: seen)
    }
}

/// The newest improvement plan of a case.
struct CasePlan: Described {
    var actions: [PlanAction]
    var comment: String?
    var draft: [PlanAction]?

    init(_ details: CaseDetails) {
        actions = details.plan
        comment = details.planComment
        draft = details.planDraft
    }

    static let title = "SubmittedPlan"
    static let schema = Schema.object([
        .init("actions", .list(.action), "None before there is a plan."),
        .init("comment", .plain, "The reviewer’s.", .optional),
        .init("draft", .list(.action), "Saved and not sent yet; what is missing is empty.", .optional),
    ])
    static let example = CasePlan(Sample.details)
}

extension Schema {
    static let level = Schema.integer(0...3)

    static let action = Schema.named(
        "PlanAction",
        .object([
            .init("requirement", .typed, "Its number."), .init("action", .typed, "What will be done."),
            .init("owner", .typed, "The person responsible."), .init("due", .date, "Within twelve months."),
        ]))
}
