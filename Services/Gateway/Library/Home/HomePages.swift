// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What a visitor sees first.
struct StartPage: PageView {
    static let template = "start"
    let title = "Show that your organisation protects personal information"
}

/// What a signed-in person has to do.
struct InTrayPage: PageView {
    static let template = "in-tray"
    let title = "Your work"
    let name: String
    /// Nothing to do but to register an organisation. ISG-36
    let newcomer: Bool
    let organisations: [Organisation]
    let reviewer: Bool
    let hasTasks: Bool
    let tasks: [Task]

    struct Organisation: Sendable {
        let name: String
        let address: String
        let place: String
        let hasCases: Bool
        let cases: [Case]
        let noCase: NoCase?
    }

    struct Case: Sendable {
        let address: String
        let organisation: String
        let opened: String
        let tag: Tag
    }

    struct Task: Sendable {
        let address: String
        let organisation: String
        let due: String
        let tag: Tag
    }

    init(_ session: Session, organisations: [(OrganisationSummary, [CaseSummary])], tasks: [ReviewTask]) {
        name = session.displayName
        reviewer = session.roles.contains { $0.team != nil }
        newcomer = organisations.isEmpty && session.memberships.isEmpty && session.roles.isEmpty
        self.organisations = organisations.map { organisation, cases in
            Organisation(
                name: organisation.name, address: "/organisations/\(organisation.organisation.text)",
                place: [organisation.odsCode ?? "No ODS code", organisation.postcode].filter { !$0.isEmpty }
                    .joined(separator: ", "), hasCases: !cases.isEmpty, cases: cases.map(Case.init),
                noCase: cases.isEmpty ? NoCase(organisation.category) : nil)
        }
        hasTasks = !tasks.isEmpty
        self.tasks = tasks.map {
            Task(
                address: "/reviews/\($0.task.text)", organisation: $0.subject.organisationName,
                due: UKTime.day($0.due), tag: $0.tag)
        }
    }
}

extension InTrayPage.Case {
    init(_ summary: CaseSummary) {
        self.init(
            address: "/cases/\(summary.caseID.text)", organisation: summary.organisationName,
            opened: UKTime.day(summary.opened), tag: summary.tag)
    }
}

/// Whom to ask: the host's representative first, the national helpdesk second. SOC-033, SOC-034
struct HelpPage: PageView {
    static let template = "help"
    let title = "Help"
    /// Whether the reader's hosts are known.
    let known: Bool
    let hosts: [String]
    let email: String?
    let telephone: String?
    let helpdesk: Bool

    init(hosts: [ParentOrganisation], _ configuration: Configuration) {
        known = !hosts.isEmpty
        self.hosts = hosts.map(\.label)
        email = configuration.helpdeskEmail.isEmpty ? nil : configuration.helpdeskEmail
        telephone = configuration.helpdeskTelephone.isEmpty ? nil : configuration.helpdeskTelephone
        helpdesk = email != nil || telephone != nil
    }
}

/// A page of fixed text.
struct TextPage: PageView {
    static let template = "text"
    let title: String
    let sections: [Section]

    struct Section: Sendable {
        let heading: String?
        let paragraphs: [String]
    }

    static let privacy = TextPage(
        title: "Privacy and cookies",
        sections: [
            .init(
                heading: "What we keep",
                paragraphs: [
                    "We keep your name, your e-mail address and what you do here, because a statement of compliance has "
                        + "to say who answered, who reviewed and who signed, and when.",
                    "Your password is kept in a form from which it cannot be read back.",
                ]),
            .init(
                heading: "Who sees it",
                paragraphs: [
                    "The members of your organisation, the reviewers of your host organisation, and the national team."
                ]),
            .init(
                heading: "Cookies",
                paragraphs: [
                    "We use one cookie to know that you have signed in, and before that one that protects the forms. "
                        + "Both go when you close the browser. There are no others, and nothing is loaded from "
                        + "another website."
                ]),
        ])

    static let accessibility = TextPage(
        title: "Accessibility",
        sections: [
            .init(
                heading: nil,
                paragraphs: [
                    "Everybody who needs this service should be able to use it. We follow the Web Content "
                        + "Accessibility Guidelines 2.2 at level AA.",
                    "You can do everything with a keyboard, with a screen reader, without scripts, and at a zoom of "
                        + "400%. When you create an account, the picture has a question beside it that you can answer "
                        + "instead.",
                ]),
            .init(
                heading: "If something does not work for you",
                paragraphs: ["Tell us with the contact details on the help page, and we will mend it."]),
        ])
}
