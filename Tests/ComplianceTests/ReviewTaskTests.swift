// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Compliance
@testable import Messaging

@Suite("Review tasks") struct ReviewTaskTests {
    static let task = UUID()

    private func opened() throws -> Story<ReviewTaskDecider> {
        var story = Story<ReviewTaskDecider>()
        try story.perform(Self.open, by: Cast.desk)
        return story
    }

    private func taken() throws -> Story<ReviewTaskDecider> {
        var story = try opened()
        try story.perform(.take(), by: Cast.reviewer)
        return story
    }

    private static let open = ReviewTaskCommand.open(
        OpenReviewTask(
            task: task, team: "host-5qd",
            subject: ReviewSubject(
                kind: "improvement-plan", caseID: Cast.caseID, organisation: Cast.practice,
                organisationName: "The Meadow Surgery", odsCode: "K83002"),
            due: Date(timeIntervalSince1970: 1_801_000_000)))

    @Test("An opened task is offered to its team's own queue, once (SOC-115)")
    func opens() throws {
        var story = try opened()
        #expect(story.state?.standing == .open)
        guard case .offer(let fact as ReviewTaskOpened, team: "host-5qd") = story.consequences.first else {
            Issue.record("Not offered")
            return
        }
        #expect(fact.task == Self.task)
        // Its reviewers are told, but for those who belong to the practice: nobody reviews their own organisation.
        let told = try #require(story.sent(NotifyTeam.self))
        #expect(told.notice.notice == Self.task && told.team == "host-5qd" && told.organisation == Cast.practice)
        #expect(told.notice.subject == "The improvement plan of The Meadow Surgery waits for review")
        #expect(told.notice.path == "/reviews/\(Identifier.text(Self.task))")
        #expect(story.consequences.count == 2)
        #expect(try story.perform(Self.open, by: Cast.desk).isEmpty)
    }

    @Test(
        "Only the service itself opens tasks",
        arguments: [Cast.administrator, Cast.reviewer, .operator, .visitor, .service("identity")])
    func onlyTheDeskOpens(actor: Actor) {
        var story = Story<ReviewTaskDecider>()
        story.refuses(Self.open, by: actor, "not-found")
    }

    @Test("Nothing can be done to a task that does not exist")
    func unknown() {
        var story = Story<ReviewTaskDecider>()
        story.refuses(.take(), by: Cast.reviewer, "not-found")
    }

    @Test("A reviewer of the team holds a task for half an hour, which a timer ends (IMP-05)")
    func takes() throws {
        let story = try taken()
        #expect(story.state?.standing == .taken)
        #expect(story.state?.reviewer == Cast.reviewer.reference)
        #expect(story.state?.leaseUntil == story.time.addingTimeInterval(1_800))
        guard case .schedule("lease", let at, let release as ReleaseReviewTask) = story.consequences.first else {
            Issue.record("No timer")
            return
        }
        #expect(at == story.time.addingTimeInterval(1_800))
        #expect(release.task == Self.task && release.lease == 1)
    }

    @Test(
        "Nobody outside the team takes or decides",
        arguments: [
            Cast.foreignReviewer, Cast.nationalReviewer, Cast.centralAdmin, Cast.administrator, .visitor, .operator,
            Actor(kind: .partner, id: "x", roles: [.reviewer(team: "host-5qd")]),
        ])
    func outsiders(actor: Actor) throws {
        var story = try opened()
        story.refuses(.take(), by: actor, Cast.barredFromTask(actor))
        story.refuses(.decide(approved: true, comment: ""), by: actor, Cast.barredFromTask(actor))
    }

    @Test("Nobody reviews their own organisation, even if they joined it after taking the task (IMP-17)")
    func ownOrganisation() throws {
        var member = Cast.reviewer
        member.memberships = [Membership(organisation: Cast.practice, roles: [.contact])]
        var story = try opened()
        story.refuses(.take(), by: member, "own-organisation")
        // Whoever left a moment ago is known to the service alone.
        story.refuses(.take(isOwn: true), by: Cast.reviewer, "own-organisation")
        try story.perform(.take(), by: Cast.reviewer)
        story.refuses(.decide(approved: true, comment: ""), by: member, "own-organisation")
    }

    @Test("Two reviewers never both hold a task: the second is told until when (IMP-05, IMP-13)")
    func held() throws {
        var story = try taken()
        story.wait(1_799)
        story.refuses(.take(), by: Cast.secondReviewer, "held-by-another")
        story.refuses(.decide(approved: true, comment: ""), by: Cast.secondReviewer, "held-by-another")
        #expect(
            ReviewTaskRefusal.held(until: story.time.addingTimeInterval(1)).problems[0].message
                .contains("until 15 January 2027 at 8:30am, UK time"))
        story.wait(1)
        // The lease is over, whether or not the timer said so yet.
        try story.perform(.take(), by: Cast.secondReviewer)
        #expect(story.state?.reviewer == Cast.secondReviewer.reference)
        #expect(story.state?.leases == 2)
        story.refuses(.decide(approved: true, comment: ""), by: Cast.reviewer, "held-by-another")
    }

    @Test("The holder may take it again, for another half hour")
    func renews() throws {
        var story = try taken()
        story.wait(1_000)
        try story.perform(.take(), by: Cast.reviewer)
        #expect(story.state?.leaseUntil == story.time.addingTimeInterval(1_800))
        // The timer of the first lease comes too late to matter.
        #expect(try story.perform(.release(lease: 1), by: Cast.desk).isEmpty)
        #expect(story.state?.standing == .taken)
    }

    @Test("When a lease runs out the task is open again (IMP-05)")
    func expires() throws {
        var story = try taken()
        story.wait(1_800)
        let events = try story.perform(.release(lease: 1), by: Cast.desk)
        guard case .released(let fact) = events.first else {
            Issue.record("Not released")
            return
        }
        #expect(fact.expired)
        #expect(story.state?.standing == .open && story.state?.reviewer == nil)
        #expect(try story.perform(.release(lease: 1), by: Cast.desk).isEmpty)
    }

    @Test("The holder gives a task back, and nobody else does")
    func releases() throws {
        var story = try taken()
        story.refuses(.release(lease: nil), by: Cast.secondReviewer, "not-held")
        story.refuses(.release(lease: 1), by: Cast.secondReviewer, "not-held")
        story.refuses(.release(lease: 1), by: Cast.stranger, "not-found")
        story.refuses(.release(lease: nil), by: Cast.desk, "not-found")
        try story.perform(.release(lease: nil), by: Cast.reviewer)
        #expect(story.state?.standing == .open)
        guard case .unschedule("lease") = story.consequences.first else {
            Issue.record("The timer is left")
            return
        }
        story.refuses(.release(lease: nil), by: Cast.reviewer, "not-held")
    }

    @Test(
        "The holder's decision goes to the case with the reviewer's name and comment (SOC-116)",
        arguments: [true, false])
    func decides(approved: Bool) throws {
        var story = try taken()
        try story.perform(.decide(approved: approved, comment: " Well argued. "), by: Cast.reviewer)
        #expect(story.state?.standing == (approved ? .approved : .returned))
        let decision = try #require(story.sent(DecidePlan.self))
        #expect(decision.caseID == Cast.caseID && decision.task == Self.task)
        #expect(decision.reviewer == Cast.reviewer.reference)
        #expect(decision.approved == approved && decision.comment == "Well argued.")
        guard case .unschedule("lease") = story.consequences.first else {
            Issue.record("The timer is left")
            return
        }
        // IMP-05: the second is told, and nothing is overwritten
        story.refuses(.decide(approved: !approved, comment: "No."), by: Cast.secondReviewer, "already-decided")
        story.refuses(.take(), by: Cast.secondReviewer, "already-decided")
        #expect(try story.perform(.release(lease: 1), by: Cast.desk).isEmpty)
        let rebuilt = story.events.reduce(ReviewTaskState?.none) { ReviewTaskDecider.evolve($0, with: $1) }
        #expect(rebuilt == story.state)
    }

    @Test("A decision that the case would not have is none: the task is open again, or not needed any more (IMP-05)")
    func undone() throws {
        var story = try taken()
        try story.perform(.decide(approved: true, comment: "Good."), by: Cast.reviewer)
        story.refuses(.undo([.notFound]), by: Cast.reviewer, "forbidden")
        var moot = story
        try moot.perform(.undo(PlanRefusal.notWaiting.problems), by: Cast.desk)
        #expect(moot.state?.standing == .withdrawn)
        moot.refuses(.take(), by: Cast.secondReviewer, "already-decided")
        try story.perform(.undo([.notFound]), by: Cast.desk)
        #expect(story.state?.standing == .open && story.state?.refusal == [.notFound])
        try story.perform(.take(), by: Cast.secondReviewer)
        #expect(try story.perform(.undo([.notFound]), by: Cast.desk).isEmpty)
        try story.perform(.decide(approved: true, comment: ""), by: Cast.secondReviewer)
        #expect(story.state?.refusal == nil)
    }

    @Test("Whoever returns a plan says why; approving needs no comment")
    func comments() throws {
        var story = try taken()
        story.refuses(.decide(approved: false, comment: " \n"), by: Cast.reviewer, "comment-missing")
        story.refuses(
            .decide(approved: true, comment: String(repeating: "c", count: 4_001)), by: Cast.reviewer,
            "comment-too-long")
        try story.perform(.decide(approved: true, comment: ""), by: Cast.reviewer)
        #expect(story.state?.comment == nil)
    }

    @Test("A task must be held to be decided (IMP-05)")
    func mustHold() throws {
        var free = try opened()
        free.refuses(.decide(approved: true, comment: ""), by: Cast.reviewer, "not-held")
        var late = try taken()
        late.wait(1_800)
        late.refuses(.decide(approved: true, comment: ""), by: Cast.reviewer, "not-held")
    }

    @Test("Every kind of event is read from the log as it was written (IMP-06)")
    func kinds() throws {
        var story = try taken()
        try story.perform(.release(lease: nil), by: Cast.reviewer)
        try story.perform(.take(), by: Cast.reviewer)
        try story.perform(.decide(approved: true, comment: ""), by: Cast.reviewer)
        try story.perform(.undo([.notFound]), by: Cast.desk)
        var seen: Set<String> = []
        for event in story.events {
            let name = type(of: event.fact).name
            seen.insert(name.text)
            let envelope = Envelope(
                id: "1", source: "/attest/compliance", type: name, time: story.time, actor: .visitor)
            let kind = try #require(ReviewTaskEvent.kinds.first { $0.name == name })
            #expect(try kind.read(envelope.encode(event.fact)) == event)
        }
        #expect(seen == Set(ReviewTaskEvent.kinds.map(\.name.text)))
    }
}
