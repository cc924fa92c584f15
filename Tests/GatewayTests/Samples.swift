// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import HTTPTypes

@testable import Gateway

/// Every page with values in it, each text ending in a mark.
struct Samples {
    /// Appended to every text that somebody could have typed.
    var mark = ""

    let id = UUID(uuidString: "01970000-0000-7000-8000-000000000001")!
    let time = Timestamp.parse("2027-07-03T13:05:00Z")!

    func text(_ text: String) -> String { text + mark }

    var address: Contracts.Address {
        Contracts.Address(
            lines: [text("2 Canal Walk")], town: text("Leeds"), county: text("West Yorkshire"),
            postcode: text("LS1 4AP"))
    }

    var host: ParentOrganisation { ParentOrganisation(code: text("Q99"), name: text("Aire Valley Board")) }

    var entry: DirectoryEntry {
        DirectoryEntry(
            code: text("B86001"), name: text("Canal Walk Surgery"), address: address, parent: host, open: true,
            registered: true)
    }

    var session: Session {
        Session(
            session: id, account: id, email: text("ada@example.nhs.uk"), displayName: text("Ada Example"),
            roles: [.reviewer(team: "host-q99")],
            memberships: [Membership(organisation: id, roles: [.administrator])],
            expires: time, used: Date())
    }

    var draft: RegistrationDraft {
        var draft = RegistrationDraft()
        draft.id = id
        draft.category = "general-practice"
        draft.entry = entry
        draft.role = .administrator
        draft.contactEmail = text("office@example.nhs.uk")
        return draft
    }

    var unlisted: RegistrationDraft {
        var draft = draft
        draft.entry = nil
        draft.unlisted = true
        draft.name = text("Canal Walk Hospice")
        draft.address = address
        return draft
    }

    func contact(_ name: String) -> Contact {
        Contact(
            name: text(name), position: text("Partner"), email: text("partner@example.nhs.uk"),
            telephone: text("0113 496 0000"))
    }

    func details(
        _ stage: CaseStage, outstanding: [OutstandingStep] = [],
        may: [CompliancePermission] = CompliancePermission.allCases
    ) -> CaseDetails {
        let open = stage == .assessing
        return CaseDetails(
            caseID: id, organisation: id, organisationName: text("Canal Walk Surgery"), odsCode: text("B86001"),
            host: host, stage: stage, outstanding: outstanding, signatory: open ? nil : contact("Dr Grace Sample"),
            contact: open ? nil : contact("Max Muster"), requirementSet: "gp-118-8.v1", answered: open ? 1 : 3,
            requirements: 3, belowLevelTwo: open ? [] : ["114"], plan: open ? [] : [action],
            planComment: open ? nil : text("Name the person.\nSay when."),
            planRevision: open ? 0 : 2, planDraft: stage == .planRequired ? [action] : nil,
            signedBy: stage == .signed ? text("Max Muster") : nil, capacity: stage == .signed ? .delegated : nil,
            signedAt: stage == .signed ? time : nil, opened: time, version: 7, may: Permissions(may))
    }

    var action: PlanAction {
        PlanAction(
            requirement: "114", action: text("Name a lead and write down the duties.\nTell all staff."),
            owner: text("Max Muster"), due: "2027-10-31")
    }

    func requirement(
        _ number: String, level: Int?, notApplicable: Bool = false, frozen: Bool = false
    ) -> AssessedRequirement {
        AssessedRequirement(
            number: number, title: text("Who is in charge of information governance?"),
            guidance: text("Somebody has to own this work, with the time and the standing to get it done."),
            levels: [
                text("Nobody has been given the task."),
                text("A person is named, but the duties are not written down."),
                text("A named person has written duties, and all staff know who it is."),
                text("The partners look at the arrangement every year."),
            ], key: number == "114", level: level, notApplicable: notApplicable,
            evidence: level == nil ? "" : text("Minutes of the meeting in March.\nJob description."), place: 1,
            count: 3, frozen: frozen, may: Permissions(CompliancePermission.allCases))
    }

    /// The same in a list.
    func entry(_ number: String, level: Int?, notApplicable: Bool = false) -> AssessmentEntry {
        let whole = requirement(number, level: level, notApplicable: notApplicable)
        return AssessmentEntry(
            number: number, title: whole.title, levels: whole.levels, key: whole.key, level: level,
            notApplicable: notApplicable, opening: whole.evidence, isCut: number == "115", revision: 0)
    }

    func assessment(frozen: Bool, complete: Bool) -> Assessment {
        Assessment(
            caseID: id, requirementSet: "gp-118-8.v1", title: text("Assessment for general practices"),
            note: text("The wording of these requirements is illustrative."), frozen: frozen,
            requirements: [
                entry("114", level: 1), entry("115", level: complete ? 2 : nil),
                entry("116", level: nil, notApplicable: complete),
            ])
    }

    func task(_ standing: String) -> ReviewTask {
        ReviewTask(
            task: id, team: "host-q99",
            subject: ReviewSubject(
                kind: "improvement-plan", caseID: id, organisation: id, organisationName: text("Canal Walk Surgery"),
                odsCode: text("B86001")), due: time, standing: standing,
            reviewer: standing == "open" ? nil : "account:\(id.text)", leaseUntil: standing == "taken" ? time : nil,
            comment: standing == "returned" ? text("Name the person.") : nil, opened: time,
            may: Permissions(CompliancePermission.allCases))
    }

    func declaration(_ standing: String) -> Declaration {
        Declaration(
            caseID: id, organisationName: text("Canal Walk Surgery"), signatory: text("Dr Grace Sample"),
            standing: standing, terms: text("2027.1"),
            paragraphs: [text("We keep personal information safe."), text("We train our staff.")], text: text("0f1e2d"),
            lockedUntil: standing == "locked" ? time : nil, expires: time)
    }

    var token: LinkToken { LinkToken(subject: id, secret: Array(1...32)) }

    /// A form in which everything was typed and something is wrong with each of the fields.
    func wrong(_ fields: [String]) -> FormState {
        var form = Form()
        for field in fields { form.set(field, to: text("typed")) }
        return FormState(
            form, problems: fields.map { Problem(code: "wrong", field: $0, message: text("Something is wrong")) })
    }

    /// A form that somebody else was faster with.
    func conflict(_ fields: [String]) -> FormState {
        FormState(
            wrong(fields).form,
            problems: [Problem(code: "conflict", message: text("Somebody was faster."), kind: .stale)],
            status: .conflict)
    }

    func email(_ standing: String) -> EmailSummary {
        EmailSummary(
            email: id, template: "declaration", subjectLine: text("Sign the declaration"),
            recipient: text("partner@example.nhs.uk"), recipientName: text("Dr Grace Sample"), standing: standing,
            requested: time, sent: standing == "sent" ? time : nil, attempts: 1,
            reason: standing == "failed" ? text("The mailbox does not exist.") : nil)
    }
}
