// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date

/// Decides about review work: two reviewers never both hold a task, and nobody reviews their own organisation.
enum ReviewTaskDecider: Decider {
    typealias State = ReviewTaskState
    typealias Event = ReviewTaskEvent
    typealias Command = ReviewTaskCommand
    typealias Refusal = ReviewTaskRefusal

    static let aggregate = "review-task"
    /// 2: the team's name in lower case.
    static let shape = 2
    /// How long a reviewer holds a task, unless it is taken again.
    static let leaseLength: Double = 30 * 60
    private static let timer = "lease"

    static func decide(
        _ command: ReviewTaskCommand, given state: ReviewTaskState?, in context: Context
    ) throws(ReviewTaskRefusal) -> [ReviewTaskEvent] {
        if case .open(let task) = command {
            guard context.actor.may(CompliancePermission.followUp, in: .compliance) else { throw .unknownTask }
            guard state == nil else { return [] }
            return [
                .opened(ReviewTaskOpened(task: task.task, team: task.team, subject: task.subject, due: task.due))
            ]
        }
        guard let state else { throw .unknownTask }
        return switch command {
        case .open: []
        case .take(let isOwn): try take(state, isOwn: isOwn, context)
        case .release(let lease): try release(state, lease: lease, context)
        case .decide(let approved, let comment, let isOwn):
            try decide(state, approved, Typed.text(comment), isOwn: isOwn, context)
        case .undo(let problems): try undo(state, problems, context)
        }
    }

    /// A decision that the case would not have is none. Where the case waits for it still, the task is open again.
    private static func undo(
        _ state: ReviewTaskState, _ problems: [Problem], _ context: Context
    ) throws(ReviewTaskRefusal) -> [ReviewTaskEvent] {
        try check(.followUp, state, context)
        guard state.standing == .approved || state.standing == .returned else { return [] }
        let isMoot = problems.contains { $0.code == PlanRefusal.moot.code }
        return [.undone(ReviewDecisionRefused(task: state.task, problems: problems, reopened: !isMoot))]
    }

    private static func take(
        _ state: ReviewTaskState, isOwn: Bool, _ context: Context
    ) throws(ReviewTaskRefusal) -> [ReviewTaskEvent] {
        try checkReviewer(state, isOwn: isOwn, context)
        guard !state.isDecided else { throw .decided }
        // IMP-05. Whoever holds it may take it again, for another half hour.
        if let holder = state.holder(at: context.time), holder.reviewer != context.actor.reference {
            throw .held(until: holder.until)
        }
        return [
            .taken(
                ReviewTaskTaken(
                    task: state.task, reviewer: context.actor.reference, lease: state.leases + 1,
                    until: context.time.addingTimeInterval(leaseLength)))
        ]
    }

    private static func release(
        _ state: ReviewTaskState, lease: Int?, _ context: Context
    ) throws(ReviewTaskRefusal) -> [ReviewTaskEvent] {
        if let lease, context.actor.may(CompliancePermission.followUp, in: state.area) {
            // A timer of an older lease says nothing about this one.
            guard state.standing == .taken, state.leases == lease else { return [] }
            return [.released(ReviewTaskReleased(task: state.task, expired: true))]
        }
        try check(.decideTask, state, context)
        guard state.standing == .taken, state.reviewer == context.actor.reference else { throw .notHeld }
        return [.released(ReviewTaskReleased(task: state.task, expired: false))]
    }

    private static func decide(
        _ state: ReviewTaskState, _ approved: Bool, _ comment: String, isOwn: Bool, _ context: Context
    ) throws(ReviewTaskRefusal) -> [ReviewTaskEvent] {
        try checkReviewer(state, isOwn: isOwn, context)
        guard !state.isDecided else { throw .decided }  // IMP-05
        if let holder = state.holder(at: context.time), holder.reviewer != context.actor.reference {
            throw .held(until: holder.until)
        }
        guard state.holder(at: context.time) != nil else { throw .notHeld }
        if !approved, comment.isEmpty { throw .commentMissing }
        if !comment.fits(Lengths.comment) { throw .commentTooLong }
        return [
            .decided(
                ReviewTaskDecided(
                    task: state.task, caseID: state.subject.caseID, reviewer: context.actor.reference,
                    approved: approved, comment: comment))
        ]
    }

    /// - Parameter isOwn: the reviewer has belonged to the organisation since the case was opened.
    private static func checkReviewer(
        _ state: ReviewTaskState, isOwn: Bool, _ context: Context
    ) throws(ReviewTaskRefusal) {
        try check(.decideTask, state, context)
        guard !isOwn, !state.isOwn(of: context.actor) else { throw .ownOrganisation }
    }

    /// Whoever may not even know of a task is not told that there is one.
    private static func check(
        _ permission: CompliancePermission, _ state: ReviewTaskState, _ context: Context
    ) throws(ReviewTaskRefusal) {
        if context.actor.may(permission, in: state.area) { return }
        throw context.actor.may(CompliancePermission.readTask, in: state.area) ? .forbidden : .unknownTask
    }

    static func evolve(_ state: ReviewTaskState?, with event: ReviewTaskEvent) -> ReviewTaskState {
        if case .opened(let fact) = event {
            return ReviewTaskState(
                task: fact.task, team: ReviewTeam.named(fact.team) ?? fact.team, subject: fact.subject, due: fact.due)
        }
        // The first event of every stream opens the task: `decide` gives no other without a state.
        guard var state else { preconditionFailure("A task begins with its opening") }
        switch event {
        case .opened: break
        case .taken(let fact):
            state.standing = .taken
            state.reviewer = fact.reviewer
            state.leases = fact.lease
            state.leaseUntil = fact.until
        case .released:
            state.standing = .open
            state.reviewer = nil
            state.leaseUntil = nil
        case .decided(let fact):
            state.standing = fact.approved ? .approved : .returned
            state.reviewer = fact.reviewer
            state.leaseUntil = nil
            state.comment = fact.comment.isEmpty ? nil : fact.comment
            state.refusal = nil
        case .undone(let fact):
            state.standing = fact.reopened ? .open : .withdrawn
            state.refusal = fact.problems
            if fact.reopened { state.reviewer = nil }
        }
        return state
    }

    static func consequences(
        of event: ReviewTaskEvent, state: ReviewTaskState, in context: Context
    ) -> [Consequence] {
        switch event {
        case .opened(let fact):
            [
                .offer(fact, team: fact.team),
                .send(
                    NotifyTeam(
                        fact.team,
                        Notice(
                            notice: fact.task,
                            subject: "The improvement plan of \(fact.subject.organisationName) waits for review",
                            path: "/reviews/\(Identifier.text(fact.task))"), organisation: fact.subject.organisation)),
            ]
        case .taken(let fact):
            [.schedule(timer, at: fact.until, ReleaseReviewTask(task: fact.task, lease: fact.lease))]
        case .released: [.unschedule(timer)]
        case .undone: []
        case .decided(let fact):
            [
                .unschedule(timer),
                .send(
                    DecidePlan(
                        caseID: fact.caseID, task: fact.task, reviewer: fact.reviewer, approved: fact.approved,
                        comment: fact.comment)),
            ]
        }
    }
}
