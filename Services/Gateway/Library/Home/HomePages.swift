// SPDX-License-Identifier: Apache-2.0

import Contracts
import Markdown

import struct Foundation.UUID

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
    var notice: String?
    /// Organisations that ask the reader in. ISG-67
    let invitations: [Link]
    let isInvited: Bool
    /// What the reader has asked, and has no answer to.
    let requests: [String]
    /// Who asks to join an organisation of the reader's. IMP-08
    let waiting: [Link]
    let hasWaiting: Bool
    /// Super Administrators whom the reader is to confirm. C-16
    let confirmations: [Link]
    let hasConfirmations: Bool
    /// Requests for help that the reader answers, and their own. ISG-16
    let tickets: [Ticket]
    let hasTickets: Bool
    let ownTickets: [Ticket]
    let hasOwnTickets: Bool
    /// Groups whose licences the reader looks after.
    let groups: [Link]
    /// Organisations that wait for a group. C-14
    let unplaced: [Link]
    let hasGroups: Bool
    /// Nothing to do but to register an organisation. ISG-36
    let newcomer: Bool
    let organisations: [Organisation]
    let reviewer: Bool
    /// Accounts with unknown domains wait for them. ISG-25
    let validator: Bool
    let hasTasks: Bool
    let tasks: [Task]

    private static let shown = 5

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

    struct Ticket: Sendable {
        let address: String
        let subject: String
        let hint: String
        let tag: Tag

        init(_ ticket: TicketSummary) {
            address = "/tickets/\(ticket.ticket.text)"
            subject = ticket.subject
            hint = "\(ticket.organisationName), since \(UKTime.day(ticket.since))"
            tag = ticket.tag
        }
    }

    struct Task: Sendable {
        let address: String
        let organisation: String
        let due: String
        let tag: Tag
    }

    init(
        _ session: Session, organisations: [(OrganisationSummary, [CaseSummary])], tasks: [ReviewTask],
        tray: InTray = InTray(), names: [UUID: String] = [:]
    ) {
        invitations = tray.invitations.map { Link($0.organisationName, "/invitations/\($0.invitation.text)") }
        isInvited = !invitations.isEmpty
        waiting = tray.waiting.map { request in
            Link(
                "\(names[request.account] ?? "Somebody") asks to join \(request.organisationName)",
                "/organisations/\(request.organisation.text)/people/requests/\(request.request.text)")
        }
        hasWaiting = !waiting.isEmpty
        requests = tray.requests.map {
            "You asked to join \($0.organisationName) on \(UKTime.day($0.asked)). Its administrators have not answered yet."
        }
        confirmations = (tray.confirmations ?? []).map {
            Link(
                "\(names[$0.account] ?? "Somebody") is named as a Super Administrator of \($0.title)",
                "/groups/\($0.group.text)")
        }
        hasConfirmations = !confirmations.isEmpty
        tickets = (tray.tickets ?? []).map(Ticket.init)
        hasTickets = !tickets.isEmpty
        ownTickets = (tray.ownTickets ?? []).prefix(Self.shown).map(Ticket.init)
        hasOwnTickets = !ownTickets.isEmpty
        groups = tray.groups.prefix(Self.shown).map { Link($0.title, "/groups/\($0.group.text)") }
        unplaced = (tray.unplaced ?? []).map {
            Link("Find a group for \($0.organisationName)", "/groups/unplaced/\($0.organisation.text)")
        }
        hasGroups = !groups.isEmpty || session.roles.contains(.centralAdmin)
        name = session.displayName
        let teams = session.roles.compactMap(\.team)
        reviewer = teams.contains { $0 != ReviewTeam.domains }
        validator = teams.contains(ReviewTeam.domains)
        newcomer = requests.isEmpty && organisations.isEmpty && session.memberships.isEmpty && session.roles.isEmpty
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

/// A page of fixed text, from a file in `Content/`.
struct TextPage: PageView {
    static let template = "text"
    let title: String
    /// HTML of our own.
    let text: String

    /// - Parameter file: CommonMark whose first line is the page's title.
    private init(_ file: [UInt8]) {
        let source = String(decoding: file, as: UTF8.self)
        title = String(source.prefix { $0 != "\n" }.drop { $0 == "#" || $0 == " " })
        text = Markdown.html(source.drop { $0 != "\n" })
            .replacing("<h2>", with: "<h2 class=\"nhsuk-heading-m\">")
    }

    static let privacy = TextPage(PackageResources.privacy_md)
    /// ISG-13
    static let superAdminGuide = TextPage(PackageResources.super_admin_guide_md)
    static let accessibility = TextPage(PackageResources.accessibility_md)
}
