// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

/// The review queue of the reader's teams.
struct QueuePage: PageView {
    static let template = "queue"
    let title = "Reviews"
    let notice: String?
    let none: Bool
    /// Whether one can still be taken.
    let free: Bool
    let tasks: [Item]
    let next: String?

    struct Item: Sendable {
        let address: String
        let organisation: String
        let due: String
        let tag: Tag
        let holder: String
    }

    init(_ page: Page<ReviewTask>, names: [UUID: String], done: String) {
        notice =
            switch done {
            case "approved": "The plan is approved. The declaration goes to the signatory."
            case "returned": "The plan is returned with your comment."
            case "released": "The task is back in the queue."
            default: nil
            }
        none = page.items.isEmpty
        free = page.items.contains { $0.standing == "open" }
        tasks = page.items.map { task in
            Item(
                address: "/reviews/\(task.task.text)", organisation: task.subject.organisationName,
                due: UKTime.day(task.due), tag: task.tag,
                holder: task.reviewer.map { words(for: $0, names: names) } ?? "Nobody yet")
        }
        next = page.next.map { "/reviews?after=\(WebAddress.query($0))" }
    }
}

/// One review: the plan, the answers, and the decision.
struct ReviewPage: PageView {
    static let template = "review"
    let title = "Improvement plan"
    let problems: [Problem]
    let organisation: String
    let caseAddress: String
    let tag: Tag
    let rows: [Row]
    let actions: [PlanPage.Action]
    let low: [Answer]
    let others: [Answer]
    let take: FormFrame?
    let release: FormFrame?
    let decision: Decision?
    let comment: String?

    struct Answer: Sendable {
        let number: String
        let title: String
        let tag: Tag
        let evidence: String
        /// Where all of it is.
        let more: String?
    }

    struct Decision: Sendable {
        let form: FormFrame
        let choice: Radios
        let comment: TextArea
    }

    init(
        _ task: ReviewTask, _ details: CaseDetails, _ assessment: Assessment, _ state: FormState, mine: Bool,
        holder: String?
    ) {
        problems = state.problems
        organisation = task.subject.organisationName
        caseAddress = "/cases/\(task.subject.caseID.text)"
        tag = task.tag
        var rows = [
            Row("Organisation", organisation), Row("ODS code", task.subject.odsCode ?? "No ODS code"),
            Row("Due", UKTime.day(task.due)),
        ]
        if task.standing == "taken" {
            let who = mine ? "You" : holder ?? "Another reviewer"
            let until = task.leaseUntil.map { ", until \(UKTime.moment($0))" } ?? ""
            rows.append(Row("Taken by", "\(who)\(until)"))
        }
        if let refusal = task.refusal {
            // Who comes back for it sees why it stands here again.
            let why = refusal.map(\.message).joined(separator: " ")
            rows.append(Row("Last decision", "It did not take effect. \(why)"))
        }
        self.rows = rows
        actions = PlanPage.actions(details.plan, assessment)
        let answers = assessment.requirements.map {
            Answer(
                number: $0.number, title: $0.title, tag: $0.tag, evidence: $0.opening,
                more: $0.isCut ? "/cases/\(task.subject.caseID.text)/assessment/\($0.number)" : nil)
        }
        low = answers.filter { details.belowLevelTwo.contains($0.number) }
        others = answers.filter { !details.belowLevelTwo.contains($0.number) }
        let base = "/reviews/\(task.task.text)"
        take = task.standing == "open" && task.allows(.decideTask) ? FormFrame("\(base)/take", state) : nil
        let held = task.standing == "taken" && mine && task.allows(.decideTask)
        // Two forms on a page are two messages.
        release = held ? FormFrame("\(base)/release") : nil
        decision = held ? Decision(base, state) : nil
        comment = task.comment.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension ReviewPage.Decision {
    fileprivate init(_ base: String, _ state: FormState) {
        form = FormFrame("\(base)/decision", state)
        choice = Radios(
            "decision", "What do you decide?",
            [
                .init(
                    value: "approve", label: "Approve the plan",
                    hint: "The declaration goes to the signatory at once."),
                .init(
                    value: "return", label: "Return it for changes",
                    hint: "The organisation gets your comment and sends a new plan."),
            ], state)
        comment = TextArea(
            "comment", "Comment", state, limit: Lengths.comment,
            hint: "The organisation reads it. You must add a comment if you return the plan.")
    }
}
