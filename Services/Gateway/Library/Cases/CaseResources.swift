// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.Date
import struct Foundation.UUID

// A case, its contacts, its e-mails and its history.

struct CaseListing: Described {
    var id: String
    var organisation: String
    var organisationName: String
    var stage: CaseStage
    var opened: Date

    init(_ summary: CaseSummary) {
        id = summary.caseID.text
        organisation = summary.organisation.text
        organisationName = summary.organisationName
        stage = summary.stage
        opened = summary.opened
    }

    static let title = "CaseSummary"
    static let schema = Schema.object([
        .init("id", .id), .init("organisation", .id), .init("organisationName", .plain), .init("stage", .stage),
        .init("opened", .time),
    ])
    static let example = CaseListing(
        CaseSummary(
            caseID: Sample.caseID, organisation: Sample.organisation,
            organisationName: "Canal Walk Surgery", stage: .assessing, opened: Sample.time))
}

extension Contact: Described {
    static let schema = Schema.object([
        .init("name", .typed), .init("position", .typed), .init("email", .typed),
        .init("telephone", .typed, "Needed of the signatory.", .nullable),
    ])
    static let example = Contact(
        name: "Dr Grace Sample", position: "Partner", email: "grace@example.nhs.uk", telephone: "0113 496 0000")
}

struct Contacts: Described {
    var signatory: Contact
    var contact: Contact

    static let schema = Schema.object([
        .init("signatory", .reference(Contact.self), "Who signs: link and code go to this address."),
        .init("contact", .reference(Contact.self), "Who is told what happens; never the code."),
    ])
    static let example = Contacts(
        signatory: .example,
        contact: Contact(
            name: "Max Muster", position: "Practice manager", email: "max@example.nhs.uk",
            telephone: "0113 496 0001"))
}

extension Contacts {
    init(_ checks: inout Checks) {
        func contact(_ role: String) -> Contact {
            Contact(
                name: checks.required("\(role).name", "Enter the \(role)’s full name"),
                position: checks.required("\(role).position", "Enter the \(role)’s position"),
                email: checks.email("\(role).email", "Enter the \(role)’s e-mail address"),
                telephone: role == "signatory"
                    ? checks.required(
                        "signatory.telephone", "Enter the signatory’s telephone number", limit: Lengths.telephone)
                    : checks.optional("\(role).telephone", limit: Lengths.telephone))
        }
        self.init(signatory: contact("signatory"), contact: contact("contact"))
    }

    func instruction(for caseID: UUID, seen: Int?) -> RecordContacts {
        RecordContacts(caseID: caseID, signatory: signatory, contact: contact, seen: seen)
    }
}

/// Signatory and contact as they were recorded last.
struct CaseContacts: Described {
    var signatory: Contact?
    var contact: Contact?

    init(_ details: CaseDetails) {
        signatory = details.signatory
        contact = details.contact
    }

    /// The form that says it.
    var form: Form {
        var form = Form()
        for (role, contact) in [("signatory", signatory), ("contact", contact)] {
            form.set("\(role).name", to: contact?.name ?? "")
            form.set("\(role).position", to: contact?.position ?? "")
            form.set("\(role).email", to: contact?.email ?? "")
            form.set("\(role).telephone", to: contact?.telephone ?? "")
        }
        return form
    }

    static let title = "RecordedContacts"
    static let schema = Schema.object([
        .init("signatory", .reference(Contact.self), "", .optional),
        .init("contact", .reference(Contact.self), "", .optional),
    ])
    static let example = CaseContacts(Sample.details)
}

extension CaseGate: Described {
    static let title = "Gate"
    static let schema = Schema.object([
        .init("kind", .choice(GateKind.allCases.map(\.rawValue))),
        .init(
            "standing", .choice(GateStanding.allCases.map(\.rawValue)),
            "`closed`: its turn has not come. `stuck`: it cannot go on by itself."),
        .init("owner", .choice(GateOwner.allCases.map(\.rawValue)), "Who has to see to it."),
        .init("waitsFor", .list(.choice(GateKind.allCases.map(\.rawValue))), "The gates before it that are not met."),
        .init("because", .plain, "The rule that it comes from."),
    ])
    static let example = CaseGate(
        kind: .declaration, standing: .closed, owner: .signatory, waitsFor: [.assessment], because: "SOC-031")
}

/// A statement of compliance under way.
struct Case: Described {
    var id: String
    var organisation: String
    var organisationName: String
    var odsCode: String?
    var host: ParentOrganisation?
    var stage: CaseStage
    var outstanding: [OutstandingStep]
    var gates: [CaseGate]
    var signatory: Contact?
    var contact: Contact?
    var requirementSet: String
    var answered: Int
    var requirements: Int
    var belowLevelTwo: [String]
    var plan: [PlanAction]
    var planComment: String?
    var signedBy: String?
    var capacity: SigningCapacity?
    var signedAt: Date?
    var opened: Date
    var version: Int64
    var may: [String]

    init(_ details: CaseDetails) {
        id = details.caseID.text
        organisation = details.organisation.text
        organisationName = details.organisationName
        odsCode = details.odsCode
        host = details.host
        stage = details.stage
        outstanding = details.outstanding
        gates = details.gates ?? []
        signatory = details.signatory
        contact = details.contact
        requirementSet = details.requirementSet
        answered = details.answered
        requirements = details.requirements
        belowLevelTwo = details.belowLevelTwo
        plan = details.plan
        planComment = details.planComment
        signedBy = details.signedBy
        capacity = details.capacity
        signedAt = details.signedAt
        opened = details.opened
        version = details.version
        may = details.may?.names ?? []
    }

    static let schema = Schema.object([
        .init("id", .id), .init("organisation", .id), .init("organisationName", .plain),
        .init("odsCode", .plain, "", .optional), .init("host", .reference(ParentOrganisation.self), "", .optional),
        .init("stage", .stage),
        .init(
            "outstanding",
            .list(
                .object([
                    .init(
                        "code",
                        .choice([
                            "contacts", "ods-code", "assessment", "submission", "plan", "plan-review",
                            "contact-delivery", "delivery", "signature",
                        ])),
                    .init("who", .choice(["practice", "host", "signatory"])),
                ])), "What still has to be done, and by whom."),
        .init("gates", .list(.reference(CaseGate.self)), "What the case needs before it is complete, in order."),
        .init("signatory", .reference(Contact.self), "", .optional),
        .init("contact", .reference(Contact.self), "", .optional),
        .init("requirementSet", .plain, "The version of the requirements that applies."),
        .init("answered", .count), .init("requirements", .count),
        .init("belowLevelTwo", .list(.plain), "Key requirements that need an improvement plan."),
        .init("plan", .list(.action)), .init("planComment", .plain, "The reviewer’s.", .optional),
        .init("signedBy", .plain, "", .optional), .init("capacity", .capacity, "", .optional),
        .init("signedAt", .time, "", .optional), .init("opened", .time), .init("version", .count),
        .init("may", .list(.permission), "What you can do with it."),
    ])
    static let example = Case(Sample.details)
}

struct SentEmail: Described {
    var id: String
    var template: String
    var subject: String
    var recipient: String
    var recipientName: String
    var standing: String
    var requested: Date
    var sent: Date?
    var attempts: Int
    var reason: String?

    init(_ email: EmailSummary) {
        id = email.email.text
        template = email.template
        subject = email.subjectLine
        recipient = email.recipient
        recipientName = email.recipientName
        standing = email.standing
        requested = email.requested
        sent = email.sent
        attempts = email.attempts
        reason = email.reason
    }

    static let title = "Email"
    static let schema = Schema.object([
        .init("id", .id), .init("template", .plain), .init("subject", .plain), .init("recipient", .plain),
        .init("recipientName", .plain), .init("standing", .choice(["waiting", "sent", "failed", "bounced"])),
        .init("requested", .time), .init("sent", .time, "", .optional), .init("attempts", .count),
        .init("reason", .plain, "Why it waits or failed.", .optional),
    ])
    static let example = SentEmail(Sample.emailDetails.summary)
}

/// One e-mail with what became of each attempt.
struct SentEmailDetails: Described {
    struct Attempt: Described {
        var outcome: String
        var at: Date
        var words: String?

        static let schema = Schema.object([
            .init("outcome", .choice(["sent", "put-off", "in-doubt", "failed", "bounced"])), .init("at", .time),
            .init("words", .plain, "What the mail server said.", .optional),
        ])
        static let example = Attempt(outcome: "sent", at: Sample.later, words: "250 2.0.0 Ok")
    }

    var email: SentEmail
    var content: String?
    var attempts: [Attempt]

    init(_ details: EmailDetails) {
        email = SentEmail(details.summary)
        content = details.content
        attempts = details.attempts.map {
            Attempt(outcome: $0.outcome, at: $0.at, words: $0.words)
        }
    }

    static let title = "EmailDetails"
    static let schema = Schema.object([
        .init("email", .reference(SentEmail.self)),
        .init("content", .plain, "The text as it was sent. Links and codes in it are blanked.", .optional),
        .init("attempts", .list(.reference(Attempt.self)), "Newest first."),
    ])
    static let example = SentEmailDetails(Sample.emailDetails)
}

/// Something that happened to a case.
struct Happening: Described {
    var version: Int64
    var type: String
    var at: Date
    var actor: String
    var actorName: String?
    var summary: String

    init(_ entry: HistoryEntry, names: [UUID: String]) {
        version = entry.version
        type = entry.type
        at = entry.at
        actor = entry.actor
        actorName = account(of: entry.actor).flatMap { names[$0] }
        summary = entry.summary
    }

    static let title = "HistoryEntry"
    static let schema = Schema.object([
        .init("version", .count, "The case’s, after it."), .init("type", .plain, "The event’s name."),
        .init("at", .time), .init("actor", .plain, "Kind and id: account:<id>, service:<name>."),
        .init("actorName", .plain, "", .optional), .init("summary", .plain, "What happened, in words."),
    ])
    static let example = Happening(
        HistoryEntry(
            version: 2, type: "compliance.contacts-recorded.v1", at: Sample.time,
            actor: "account:\(Sample.account.text)",
            summary: "Signatory and contact were entered."),
        names: [Sample.account: "Ada Example"])
}

extension Schema {
    static let stage = choice(CaseStage.allCases.map(\.rawValue))
    static let permission = choice(CompliancePermission.allCases.map(\.rawValue))
    static let capacity = choice(SigningCapacity.allCases.map(\.rawValue))
}
