// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

/// Requests for help: those that the reader answers, and their own. ISG-16
struct TicketsPage: PageView {
    static let template = "tickets"
    let title = "Requests for help"
    let raise: String?
    let answers: Bool
    let others: Listing
    let own: Listing

    struct Listing: Sendable {
        let caption: String
        let none: String?
        let tickets: [Entry]
        let next: String?
    }

    struct Entry: Sendable {
        let subject: String
        let address: String
        let organisation: String
        let since: String
        let tag: Tag
    }

    init(own: Page<TicketSummary>, others: Page<TicketSummary>?, mayRaise: Bool) {
        raise = mayRaise ? "/tickets/new" : nil
        answers = others != nil
        self.others = Listing(
            caption: "For you to answer, who has waited longest first",
            none: others?.items.isEmpty == false ? nil : "Nobody has asked you for help.",
            tickets: (others?.items ?? []).map(Entry.init),
            next: others?.next.map { "/tickets?after=\(WebAddress.query($0))" })
        self.own = Listing(
            caption: "Your own requests", none: own.items.isEmpty ? "You have not asked for help." : nil,
            tickets: own.items.map(Entry.init), next: own.next.map { "/tickets?own=\(WebAddress.query($0))" })
    }
}

extension TicketsPage.Entry {
    init(_ ticket: TicketSummary) {
        self.init(
            subject: ticket.subject, address: "/tickets/\(ticket.ticket.text)", organisation: ticket.organisationName,
            since: UKTime.moment(ticket.since), tag: ticket.tag)
    }
}

extension TicketSummary {
    var tag: Tag {
        switch standing {
        case .waiting: Tag("Awaiting response", "red")
        case .answered: Tag("Answered", "blue")
        case .resolved: Tag("Resolved", "green")
        }
    }
}

/// A request for help with all that was written. ISG-15 to ISG-17
struct TicketPage: PageView {
    static let template = "ticket"
    let title: String
    let caption: String
    let back = Link("Requests for help", "/tickets")
    let problems: [Problem]
    let notice: String?
    let tag: Tag
    let rows: [Row]
    let about: Link?
    let entries: [Entry]
    let answer: FormFrame?
    let area: TextArea
    let resolve: FormFrame?
    let escalate: String?
    let reopen: String?

    struct Entry: Sendable {
        let heading: String
        let moment: String
        let text: String?
    }

    /// - Parameter own: the account of whoever reads it.
    init(_ details: TicketDetails, names: [UUID: String], own: UUID, _ state: FormState, done: String) {
        let base = "/tickets/\(details.summary.ticket.text)"
        title = details.summary.subject
        caption = details.summary.organisationName
        problems = state.problems
        notice = Self.notice(done)
        tag = details.summary.tag
        rows = [
            Row("Who answers", details.answering),
            Row(
                details.summary.standing == .waiting ? "Waiting since" : "Last change",
                UKTime.moment(details.summary.since)),
        ]
        about = details.page.map { Link("The page that it is about", $0) }
        entries = details.entries.map { entry in
            let name = entry.account == own ? "You" : names[entry.account] ?? PeoplePage.nameless
            return Entry(
                heading: "\(name)\(entry.voice.label) \(entry.kind.verb)", moment: UKTime.moment(entry.time),
                text: entry.text.isEmpty ? nil : entry.text)
        }
        let isOwn = details.entries.first?.account == own
        answer = details.allows(.answerTicket) ? FormFrame("\(base)/answers", state) : nil
        area = TextArea(
            "text", isOwn ? "Add something" : "Your answer", state, limit: 2_000,
            hint: "All who can see this request read it.")
        resolve = details.allows(.answerTicket) ? FormFrame("\(base)/resolution") : nil
        escalate = details.allows(.escalateTicket) ? "\(base)/escalation" : nil
        reopen = details.allows(.reopenTicket) ? "\(base)/reopening" : nil
    }

    private static func notice(_ done: String) -> String? {
        switch done {
        case "raised": "Your request is on its way to those who answer it. You get an e-mail when there is an answer."
        case "answered": "It is sent."
        case "resolved": "The request is resolved."
        case "escalated": "Central Admin has the request now. Whoever asked gets an e-mail."
        case "reopened": "The request is open again."
        default: nil
        }
    }
}

extension TicketDetails {
    fileprivate var answering: String {
        if summary.isCentral { return "Central Admin" }
        return groupTitle.map { "The Super Administrators of \($0)" } ?? "The Super Administrators"
    }
}

extension TicketVoice {
    fileprivate var label: String {
        switch self {
        case .requester: ""
        case .superAdministrator: " (Super Administrator)"
        case .centralAdmin: " (Central Admin)"
        }
    }
}

extension TicketDetails.Entry.Kind {
    fileprivate var verb: String {
        switch self {
        case .raised: "asked for help"
        case .answered: "wrote"
        case .escalated: "handed it to Central Admin"
        case .resolved: "resolved it"
        case .reopened: "opened it again"
        }
    }
}

extension QuestionPage {
    /// Nobody would know whom to ask.
    static var noTicket: QuestionPage {
        var page = QuestionPage("Ask for help", form: nil)
        page.back = Link("Requests for help", "/tickets")
        page.lead = ["You do not belong to an organisation yet, so that nobody looks after you here."]
        page.links = [Link("Help", "/help")]
        return page
    }

    /// ISG-15
    static func newTicket(_ organisations: [OrganisationSummary], _ state: FormState) -> QuestionPage {
        let about = state.form["page"]
        let form = FormFrame("/tickets/new", state, hidden: about.isEmpty ? [:] : ["page": about])
        var page = QuestionPage("Ask for help", form: form, state: state)
        page.back = Link("Requests for help", "/tickets")
        page.lead = [
            "The Super Administrators of your organisation’s group answer. If it has none, Central Admin does."
        ]
        if organisations.count > 1 {
            page.parts.append(
                .radios(
                    Radios(
                        "organisation", "Which organisation is it about?",
                        organisations.map { .init(value: $0.organisation.text, label: $0.name) }, state)))
        }
        page.parts += [
            .input(
                Input(
                    "subject", "What is it about?", state,
                    hint: "In a few words, for example: a colleague cannot sign in"
                )),
            .area(
                TextArea(
                    "matter", "What is the matter?", state, limit: 2_000,
                    hint: "Say what you wanted to do, and what happened. Write nothing about patients.")),
        ]
        page.button = "Ask for help"
        return page
    }

    /// ISG-17
    static func escalation(_ details: TicketDetails, _ state: FormState) -> QuestionPage {
        var page = ticket("Hand it to Central Admin", "escalation", details, state)
        page.lead = ["Central Admin answers from then on. You can still read the request and add to it."]
        page.parts = [
            .area(
                TextArea(
                    "reason", "Why can you not resolve it?", state, limit: Lengths.note,
                    hint: "Whoever asked reads this, too.", rows: 3))
        ]
        page.button = "Hand it on"
        return page
    }

    static func reopening(_ details: TicketDetails, _ state: FormState) -> QuestionPage {
        var page = ticket("Open it again", "reopening", details, state)
        page.parts = [.area(TextArea("text", "What is still the matter?", state, limit: 2_000))]
        page.button = "Open it again"
        return page
    }

    private static func ticket(
        _ title: String, _ path: String, _ details: TicketDetails, _ state: FormState
    ) -> QuestionPage {
        let base = "/tickets/\(details.summary.ticket.text)"
        var page = QuestionPage(title, form: FormFrame("\(base)/\(path)", state), state: state)
        page.back = Link("The request", base)
        page.caption = details.summary.subject
        return page
    }
}
