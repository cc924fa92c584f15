// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Compliance

@Suite("Improvement plans") struct CasePlanTests {
    @Test("A plan opens a review task for the host's team, due in ten working days (SOC-029, SOC-114, SOC-115, C-17)")
    func submits() throws {
        let story = try CaseStory.planWaiting()
        #expect(story.stage == .planUnderReview)
        #expect(story.outstanding == [OutstandingStep(code: "plan-review", who: "host")])
        #expect(story.plan.state?.actions.map(\.requirement) == ["114", "117"])
        let task = try #require(story.sent(OpenReviewTask.self))
        #expect(story.sent.count == 1)
        #expect(task.task == story.plan.state?.task)
        #expect(task.team == "host-5qd")
        #expect(task.subject.kind == "improvement-plan")
        #expect(task.subject.caseID == Cast.caseID)
        #expect(task.subject.organisation == Cast.practice)
        #expect(task.subject.organisationName == "The Meadow Surgery")
        #expect(task.subject.odsCode == "K83002")
        // Friday 15 January 2027 and two weeks.
        #expect(Timestamp.format(task.due) == "2027-01-29T08:00:00.000Z")
    }

    @Test("A plan can be saved unfinished, and complete before it is sent; what is saved is gone once it is (IMP-05)")
    func saves() throws {
        var story = try CaseStory.submitted(below: ["114": 1, "117": 0])
        func save(_ actions: [PlanAction], isComplete: Bool = false, seen: Int? = nil) -> SaveImprovementPlan {
            SaveImprovementPlan(caseID: Cast.caseID, actions: actions, isComplete: isComplete, seen: seen)
        }
        let half = [Cast.action("114", action: "Name a lead.", owner: "", due: "")]
        try story.tell(save(half, seen: 0), by: Cast.administrator)
        #expect(story.plan.state?.draft == half && story.stage == .planRequired)
        // Nobody is asked to review it, and the same again is no event.
        #expect(story.sent(OpenReviewTask.self) == nil)
        let count = story.facts.count
        try story.tell(save(half, seen: 1), by: Cast.administrator)
        #expect(story.facts.count == count)
        story.refuses(
            save(half, isComplete: true), by: Cast.administrator, "owner-missing", "due-malformed", "action-missing")
        story.refuses(save([Cast.action("114", due: "soon")]), by: Cast.administrator, "due-malformed")
        story.refuses(save([Cast.action("999")]), by: Cast.administrator, "action-not-needed")
        // A second window has seen less.
        let whole = [Cast.action("114"), Cast.action("117")]
        story.refuses(save(whole, isComplete: true, seen: 0), by: Cast.administrator, "conflict")
        story.refuses(save(half), by: Cast.stranger, "not-found")
        try story.tell(save(whole, isComplete: true, seen: 1), by: Cast.administrator)
        try story.tell(Cast.plan(whole, seen: 2), by: Cast.administrator)
        #expect(story.plan.state?.draft == nil && story.stage == .planUnderReview)
        story.refuses(save(whole), by: Cast.administrator, "plan-under-review")
    }

    @Test("Without a host the national team reviews (C-17, C-26)")
    func national() throws {
        let story = try CaseStory.planWaiting(parent: nil)
        #expect(story.sent(OpenReviewTask.self)?.team == "national")
    }

    @Test(
        "A plan that leaves something out is refused, with everything that is missing",
        arguments: [
            ([], ["action-missing", "action-missing"], ["actions.114.action", "actions.117.action"]),
            ([Cast.action("114")], ["action-missing"], ["actions.117.action"]),
            (
                [Cast.action("114"), Cast.action("117"), Cast.action("117")], ["action-doubled"],
                ["actions.117.action"]
            ),
            ([Cast.action("114"), Cast.action("117"), Cast.action("316")], ["action-not-needed"], ["actions"]),
            (
                [Cast.action("114", action: " ", owner: "", due: ""), Cast.action("117")],
                ["action-missing", "owner-missing", "due-malformed"],
                ["actions.114.action", "actions.114.owner", "actions.114.due"]
            ),
            (
                [
                    Cast.action("114", action: String(repeating: "a", count: 2_001)),
                    Cast.action("117", owner: String(repeating: "o", count: 201)),
                ], ["action-too-long", "owner-too-long"], ["actions.114.action", "actions.117.owner"]
            ),
        ] as [([PlanAction], [String], [String])])
    func problems(actions: [PlanAction], codes: [String], fields: [String]) throws {
        let story = try CaseStory.submitted(below: ["114": 1, "117": 0])
        let problems = story.problems(Cast.plan(actions), by: Cast.administrator)
        #expect(problems.map(\.code) == codes)
        #expect(problems.map(\.field) == fields)
    }

    @Test(
        "A date lies after today and within twelve months (SOC-029)",
        arguments: [
            ("2027-01-14", "due-not-ahead"), ("2027-01-15", "due-not-ahead"), ("2027-01-16", nil), ("2028-01-15", nil),
            ("2028-01-16", "due-too-late"), ("2027-02-29", "due-malformed"), ("30/06/2027", "due-malformed"),
            ("2027-6-30", "due-malformed"), ("2027-06-30T00:00:00Z", "due-malformed"),
        ] as [(String, String?)])
    func dates(due: String, code: String?) throws {
        var story = try CaseStory.submitted(below: ["114": 1])
        if let code {
            story.refuses(Cast.plan([Cast.action("114", due: due)]), by: Cast.administrator, code)
        } else {
            try story.tell(Cast.plan([Cast.action("114", due: due)]), by: Cast.administrator)
        }
    }

    @Test("While one is reviewed, and once one is approved, no other plan is taken")
    func wrongStage() throws {
        var story = try CaseStory.planWaiting()
        let another = Cast.plan([Cast.action("114"), Cast.action("117")])
        story.refuses(another, by: Cast.administrator, "plan-under-review")
        try story.tell(story.decision(approved: true), by: Cast.desk)
        story.refuses(another, by: Cast.administrator, "plan-approved")
    }

    @Test("An approved plan lets the declaration go, and who approved it is kept (SOC-030, SOC-116)")
    func approved() throws {
        var story = try CaseStory.planWaiting()
        let events = try story.tell(story.decision(approved: true, comment: " A good plan. "), by: Cast.desk)
        let approved = try #require(events.first as? ImprovementPlanApproved)
        #expect(story.happened(DeclarationIssued.self) != nil)
        #expect(approved.reviewer == Cast.reviewer.reference)
        #expect(approved.comment == "A good plan.")
        #expect(story.stage == .declarationSent)
        #expect(story.emails.map(\.template) == ["plan-approved", "declaration", "declaration-copy"])
        #expect(
            story.emails.first?.values
                == ["name": "Jo Fielding", "organisationName": "The Meadow Surgery", "comment": "A good plan."])
        #expect(story.emails.first?.recipient == Cast.contact.email)
        let told = try #require(story.sent(NotifyAdministrators.self))
        #expect(told.notice.subject == "The improvement plan for The Meadow Surgery is approved")
        #expect(told.organisation == Cast.practice && told.besides == [Cast.contact.email])
    }

    @Test("A returned plan goes back with the comment and can be sent again (SOC-029)")
    func returned() throws {
        var story = try CaseStory.planWaiting()
        let first = try #require(story.plan.state?.task)
        try story.tell(story.decision(approved: false, comment: "Say who trains."), by: Cast.desk)
        #expect(story.stage == .planRequired)
        #expect(story.plan.state?.comment == "Say who trains.")
        #expect(story.emails.map(\.template) == ["plan-returned"])
        #expect(
            story.emails.first?.values == [
                "name": "Jo Fielding", "organisationName": "The Meadow Surgery", "comment": "Say who trains.",
                "case": Cast.caseID.uuidString.lowercased(),
            ])
        let told = try #require(story.sent(NotifyAdministrators.self))
        #expect(told.notice.subject == "The improvement plan for The Meadow Surgery needs changes")
        #expect(
            told.notice.path == "/cases/\(Identifier.text(Cast.caseID))/plan" && told.besides == [Cast.contact.email])
        // The scores stay as they were. SOC-026
        story.refuses(Cast.answer("114", level: 3), by: Cast.administrator, "assessment-submitted")
        try story.tell(Cast.plan([Cast.action("114"), Cast.action("117")]), by: Cast.administrator)
        #expect(story.plan.state?.number == 2)
        #expect(story.plan.state?.comment == nil)
        #expect(story.plan.state?.task != first)
        // A decision about the first plan says nothing about the second. IMP-05
        story.refuses(try story.decision(approved: true, task: first), by: Cast.desk, "plan-not-under-review")
        try story.tell(story.decision(approved: true), by: Cast.desk)
        story.refuses(try story.decision(approved: false), by: Cast.desk, "plan-not-under-review")
    }

    @Test(
        "Only the review desk brings a decision (SOC-115)",
        arguments: [
            Cast.administrator, Cast.reviewer, Cast.nationalReviewer, Cast.centralAdmin, .operator, .visitor,
            .service("registry"), Actor(kind: .partner, id: "compliance"),
        ])
    func onlyTheDesk(actor: Actor) throws {
        var story = try CaseStory.planWaiting()
        story.refuses(try story.decision(approved: true), by: actor, Cast.barred(actor))
    }

    @Test("A decision without a plan is refused")
    func noPlan() throws {
        var story = try CaseStory.submitted(below: ["114": 1])
        story.refuses(try story.decision(approved: true, task: UUID()), by: Cast.desk, "plan-not-under-review")
        var early = try CaseStory.answered()
        early.refuses(try early.decision(approved: true, task: UUID()), by: Cast.desk, "not-found")
    }
}
