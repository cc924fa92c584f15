// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

/// A case: its tasks, and what happens next.
struct CasePage: PageView {
    static let template = "case"
    let title = "Statement of compliance"
    let organisation: Link
    let tag: Tag
    let notice: String?
    let next: [String]
    let tasks: [TaskItem]
    let links: [Link]
    /// Who signed, when it is signed.
    let signed: String?
    /// Guidance on completing the assessment. SOC-025
    let guidance: Bool
    /// Where the declaration can be sent again.
    let resend: String?
    /// Whether nothing says that the declaration did not arrive.
    let mayHaveArrived: Bool
    let host: String
    /// What the reviewer asks to be changed in the plan.
    let comment: String?

    init(_ details: CaseDetails, member: Bool, done: String) {
        let base = "/cases/\(details.caseID.text)"
        organisation = Link(details.organisationName, "/organisations/\(details.organisation.text)")
        tag = details.isUndelivered ? .undelivered : details.stage.tag
        host = details.host?.name ?? "your host organisation"
        notice =
            switch done {
            case "contacts": "The signatory and the contact are saved."
            case "submission": "The assessment is submitted. Its scores can no longer be changed."
            case "plan-saved": "The improvement plan is saved. It is not sent yet."
            case "plan":
                "The improvement plan is with the reviewers of \(details.host?.name ?? "your host organisation")."
            case "declaration": "The declaration is sent again. Only the newest link and code work."
            default: nil
            }
        comment = details.stage == .planRequired ? details.planComment : nil
        let practice = member ? OutstandingStep.own : details.organisationName
        next = details.outstanding.map { $0.sentence(practice: practice, host: details.host?.name) }
        tasks = [
            Self.code(details), Self.contacts(details, base), Self.assessment(details, base),
            Self.submission(details, base),
            Self.plan(details, base), Self.signature(details),
        ].compactMap { $0 }
        links = [
            Link("E-mails sent about this case", "\(base)/emails"), Link("History of this case", "\(base)/history"),
        ]
        guidance = details.stage == .assessing && details.allows(.answerAssessment)
        let resends = details.stage == .declarationSent && details.allows(.resendDeclaration)
        mayHaveArrived = !details.isUndelivered
        resend = resends ? "\(base)/declaration" : nil
        signed = details.signedBy.map { name in
            let moment = details.signedAt.map { " on \(UKTime.moment($0))" } ?? ""
            let capacity = details.capacity.map { ", as \($0.label)" } ?? ""
            return "Signed by \(name)\(moment)\(capacity)."
        }
    }

    /// C-09
    private static func code(_ details: CaseDetails) -> TaskItem? {
        guard details.odsCode == nil, details.stage == .assessing else { return nil }
        return TaskItem(
            "ods-code", "ODS code", hint: "You need it to submit the assessment",
            link: details.allows(.submitAssessment) ? "/organisations/\(details.organisation.text)/ods-code" : nil,
            tag: Tag("To do", "blue"))
    }

    private static func contacts(_ details: CaseDetails, _ base: String) -> TaskItem {
        let known = details.signatory != nil && details.contact != nil
        if details.outstanding.contains(where: { $0.code == "contact-delivery" }) {
            return TaskItem(
                "contacts", "Signatory and contact",
                hint: "Our e-mail to \(details.contact?.name ?? "the contact") could not be delivered",
                link: "\(base)/contacts", tag: .undelivered)
        }
        return TaskItem(
            "contacts", "Signatory and contact", hint: details.signatory.map { "The signatory is \($0.name)" },
            link: "\(base)/contacts", completed: known ? "Completed" : nil, tag: known ? nil : Tag("To do", "blue"))
    }

    private static func assessment(_ details: CaseDetails, _ base: String) -> TaskItem {
        let complete = details.answered >= details.requirements
        return TaskItem(
            "assessment", "Assessment", hint: "\(details.answered) of \(details.requirements) requirements answered",
            link: "\(base)/assessment", completed: complete ? "Completed" : nil,
            tag: complete ? nil : Tag(details.answered == 0 ? "To do" : "In progress", "blue"))
    }

    private static func submission(_ details: CaseDetails, _ base: String) -> TaskItem {
        guard details.stage == .assessing else {
            return TaskItem("submission", "Submit the assessment", completed: "Completed")
        }
        let ready = details.answered >= details.requirements && details.signatory != nil && details.contact != nil
        return TaskItem(
            "submission", "Submit the assessment",
            link: ready && details.allows(.submitAssessment) ? "\(base)/assessment/submission" : nil,
            waiting: ready ? nil : "Cannot start yet", tag: ready ? Tag("To do", "blue") : nil)
    }

    private static func plan(_ details: CaseDetails, _ base: String) -> TaskItem? {
        let count = details.belowLevelTwo.count
        guard details.stage != .assessing, count > 0 else { return nil }
        let hint = "\(count) key \(count == 1 ? "requirement is" : "requirements are") below level 2"
        switch details.stage {
        case .planRequired:
            let tag =
                if details.planDraft != nil {
                    Tag("Saved, not sent", "blue")
                } else {
                    details.planComment == nil ? Tag("To do", "blue") : Tag("Changes asked for", "orange")
                }
            return TaskItem("plan", "Improvement plan", hint: hint, link: "\(base)/plan", tag: tag)
        case .planUnderReview:
            return TaskItem(
                "plan", "Improvement plan", hint: hint, link: "\(base)/plan", tag: Tag("Under review", "yellow"))
        default: return TaskItem("plan", "Improvement plan", hint: hint, link: "\(base)/plan", completed: "Approved")
        }
    }

    private static func signature(_ details: CaseDetails) -> TaskItem {
        switch details.stage {
        case .signed: TaskItem("signature", "Declaration", completed: "Signed")
        case .declarationSent where details.isUndelivered:
            TaskItem(
                "signature", "Declaration",
                hint: "Our e-mail to \(details.signatory?.name ?? "the signatory") could not be delivered",
                tag: .undelivered)
        case .declarationSent:
            TaskItem(
                "signature", "Declaration",
                hint: "The link and the code went to \(details.signatory?.name ?? "the signatory")",
                tag: Tag("Waiting for the signatory", "purple"))
        default:
            TaskItem(
                "signature", "Declaration", hint: "Sent when everything above is done", waiting: "Cannot start yet")
        }
    }
}

extension CaseDetails {
    /// The declaration's e-mail was given up.
    var isUndelivered: Bool { outstanding.contains { $0.code == "delivery" } }
}

/// Signatory and contact, for those who may only read them. SOC-128
struct ContactsPage: PageView {
    static let template = "contacts"
    let title = "Signatory and contact"
    let problems: [Problem]
    let back: Link
    let caption: String
    let beside: Beside?
    let signed: Bool
    let signatory: [Row]
    let contact: [Row]

    init(_ details: CaseDetails, _ state: FormState = FormState()) {
        problems = state.problems
        beside = .typed(state) { form in
            [("Signatory", "signatory"), ("Contact", "contact")].map { heading, role in
                Row(heading, lines: ["name", "position", "email", "telephone"].map { form["\(role).\($0)"] })
            }
        }
        signed = details.stage == .signed
        back = .statement(of: details)
        caption = details.organisationName
        func rows(_ contact: Contact?) -> [Row] {
            guard let contact else { return [Row("Name", "Not entered yet")] }
            return [
                Row("Name", contact.name), Row("Position", contact.position), Row("E-mail", contact.email),
                Row("Telephone", contact.telephone.isEmpty ? "Not given" : contact.telephone),
            ]
        }
        signatory = rows(details.signatory)
        contact = rows(details.contact)
    }
}

/// Every e-mail about a case. SOC-122, SOC-123
struct EmailsPage: PageView {
    static let template = "emails"
    let title = "E-mails sent"
    let back: Link
    let caption: String
    let emails: [Item]
    let none: Bool
    let next: String?

    struct Item: Sendable {
        let subject: String
        let address: String
        let recipient: String
        let moment: String
        let tag: Tag
        let note: String?
    }

    init(_ details: CaseDetails, _ page: Page<EmailSummary>) {
        back = .statement(of: details)
        caption = details.organisationName
        none = page.items.isEmpty
        emails = page.items.map { email in
            Item(
                subject: email.subjectLine, address: "/cases/\(details.caseID.text)/emails/\(email.email.text)",
                recipient: "\(email.recipientName), \(email.recipient)",
                moment: UKTime.moment(email.sent ?? email.requested), tag: email.tag,
                note: email.standing == "sent" ? nil : email.reason)
        }
        next = page.next.map { "/cases/\(details.caseID.text)/emails?after=\(WebAddress.query($0))" }
    }
}

/// Everything that happened to a case.
struct HistoryPage: PageView {
    static let template = "history"
    let title = "History"
    let back: Link
    let caption: String
    let entries: [Item]
    let next: String?

    struct Item: Sendable {
        let moment: String
        let summary: String
        let actor: String
    }

    init(_ details: CaseDetails, _ page: Page<HistoryEntry>, names: [UUID: String]) {
        back = .statement(of: details)
        caption = details.organisationName
        entries = page.items.map {
            Item(moment: UKTime.moment($0.at), summary: $0.summary, actor: words(for: $0.actor, names: names))
        }
        next = page.next.map { "/cases/\(details.caseID.text)/history?after=\(WebAddress.query($0))" }
    }
}

extension QuestionPage {
    static func contacts(_ details: CaseDetails, _ state: FormState) -> QuestionPage {
        let base = "/cases/\(details.caseID.text)"
        var page = QuestionPage(
            "Signatory and contact", form: FormFrame("\(base)/contacts", state, revision: details.contactsRevision),
            state: state)
        if state.isConflict {
            page.beside = .saved(
                [("Signatory", details.signatory), ("Contact", details.contact)].map { heading, contact in
                    Row(heading, lines: contact.map { [$0.name, $0.position, $0.email, $0.telephone] } ?? ["Nobody"])
                }, keep: base)
        }
        page.problems = state.problems.map { problem in
            problem.saying(["signatory", "contact"].first { problem.field?.hasPrefix("\($0).") == true })
        }
        page.back = .statement(of: details)
        page.caption = details.organisationName
        if details.stage == .declarationSent {  // SOC-045
            page.lead = [
                "The declaration is sent. If you change the signatory’s name or e-mail address, a new link and a new "
                    + "code go to them, and the link and the code that were sent before stop working."
            ]
        }
        func parts(_ role: String, hint: String) -> [Part] {
            [
                .input(Input("\(role).name", "Full name", state)),
                .input(Input("\(role).position", "Position", state)),
                .input(Input("\(role).email", "E-mail address", state, kind: .email, hint: hint)),
                .input(
                    Input(
                        "\(role).telephone", role == "signatory" ? "Telephone number" : "Telephone number (optional)",
                        state, kind: .tel, width: 20)),
            ]
        }
        page.parts =
            [
                .heading("Signatory"),
                .text(
                    "The partner or senior person responsible for information governance, who accepts the declaration."),
            ]
            + parts(
                "signatory", hint: "Their own inbox: the link and the code go there. An NHSmail address is preferred.")
            + [.heading("Contact"), .text("Usually the practice manager, who gets a copy without the code.")]
            + parts("contact", hint: "This must be another address than the signatory’s.")
        page.button = "Save"
        return page
    }

    static func resendDeclaration(_ details: CaseDetails, _ state: FormState) -> QuestionPage {
        let base = "/cases/\(details.caseID.text)"
        var page = QuestionPage(
            "Send the declaration again?", form: FormFrame("\(base)/declaration", state), state: state)
        page.back = .statement(of: details)
        page.lead = [
            "A new link and a new code go to \(address(of: details.signatory) ?? "the signatory"), and a copy without the "
                + "code to \(address(of: details.contact) ?? "the contact").",
            "The link and the code that were sent before stop working.",
            "If an address is wrong, change it instead: a new link and a new code then go to the new address.",
        ]
        page.links = [Link("Change the signatory or the contact", "\(base)/contacts")]
        page.button = "Send again"
        return page
    }

    private static func address(of person: Contact?) -> String? { person.map { "\($0.name) at \($0.email)" } }
}
