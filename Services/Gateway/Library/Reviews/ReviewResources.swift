// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.Date
import struct Foundation.UUID

// The review desk.

struct Review: Described {
    var id: String
    var team: String
    var subject: Subject
    var due: Date
    var standing: String
    var reviewer: String?
    var leaseUntil: Date?
    var comment: String?
    var refusal: [String]?
    var opened: Date
    var may: [String]

    struct Subject: Codable, Sendable {
        var kind: String
        var caseID: String
        var organisation: String
        var organisationName: String
        var odsCode: String?

        private enum CodingKeys: String, CodingKey {
            case caseID = "case"
            case kind, organisation, organisationName, odsCode
        }
    }

    init(_ task: ReviewTask) {
        id = task.task.text
        team = task.team
        subject = Subject(
            kind: task.subject.kind, caseID: task.subject.caseID.text, organisation: task.subject.organisation.text,
            organisationName: task.subject.organisationName, odsCode: task.subject.odsCode)
        due = task.due
        standing = task.standing
        reviewer = task.reviewer
        leaseUntil = task.leaseUntil
        comment = task.comment
        refusal = task.refusal?.map(\.message)
        opened = task.opened
        may = task.may?.names ?? []
    }

    static let title = "ReviewTask"
    static let schema = Schema.object([
        .init("id", .id), .init("team", .plain, "national, qa, domains, or host- and an ODS code in lower case."),
        .init(
            "subject",
            .object([
                .init("kind", .plain, "improvement-plan."), .init("case", .id), .init("organisation", .id),
                .init("organisationName", .plain), .init("odsCode", .plain, "", .optional),
            ])),
        .init("due", .time), .init("standing", .choice(["open", "taken", "approved", "returned", "withdrawn"])),
        .init("reviewer", .plain, "Who holds or held it: account:<id>.", .optional),
        .init("leaseUntil", .time, "", .optional), .init("comment", .plain, "", .optional),
        .init("refusal", .list(.plain), "Why the last decision did not take effect.", .optional),
        .init("opened", .time), .init("may", .list(.permission), "What you can do with it."),
    ])
    static let example = Review(
        ReviewTask(
            task: Sample.task, team: "host-q99",
            subject: ReviewSubject(
                kind: "improvement-plan", caseID: Sample.caseID,
                organisation: Sample.organisation, organisationName: "Canal Walk Surgery",
                odsCode: "B86001"), due: Sample.later, standing: "taken", reviewer: "account:\(Sample.account.text)",
            leaseUntil: Sample.time, comment: "Name the person.",
            refusal: [Problem(code: "not-found", message: "There is nothing here that you can see.")],
            opened: Sample.time, may: Permissions([.readTask, .decideTask])))
}

struct Decision: Described {
    var approved: Bool
    var comment: String?

    static let schema = Schema.object([
        .init("approved", .boolean, "False returns the plan for changes."),
        .init("comment", .typed, "Needed when it is returned: what has to change.", .nullable),
    ])
    static let example = Decision(approved: false, comment: "Name the person.")
}

extension Decision {
    init(_ checks: inout Checks) {
        let chosen = checks.form["decision"]
        approved = chosen == "approve"
        if !["approve", "return"].contains(chosen) {
            checks.refuse("decision", "required", "Select whether you approve the plan")
        }
        comment = checks.optional("comment", limit: Lengths.comment)
        if chosen == "return", comment?.isEmpty != false {
            checks.refuse("comment", "required", "Say what has to change")
        }
    }

    func instruction(for task: UUID) -> DecideReviewTask {
        DecideReviewTask(task: task, approved: approved, comment: comment ?? "")
    }
}
