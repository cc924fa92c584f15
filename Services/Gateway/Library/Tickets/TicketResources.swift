// SPDX-License-Identifier: Apache-2.0

import Contracts
import ServiceKit

import struct Foundation.Date
import struct Foundation.UUID

// Requests for help, as forms and the API have them. ISG-14 to ISG-17

/// A request for help. ISG-15
struct NewTicket: Described {
    var organisation: String
    var subject: String
    var matter: String
    var page: String?

    static let schema = Schema.object([
        .init("organisation", .id, "One that you belong to."),
        .init("subject", .typed, "What it is about, in a few words."),
        .init("matter", .typed, "What is the matter: 2,000 characters."),
        .init("page", .plain, "The page that it is about, from its first slash on.", .nullable),
    ])
    static let example = NewTicket(
        organisation: Sample.organisation.text, subject: "A colleague cannot sign in",
        matter: "She follows the link of the invitation, and is told that it is for another address.",
        page: "/account/sign-in")

    /// - Throws: `Failure.notFound` when the organisation is no id.
    func instruction(as ticket: UUID, by session: Session) throws(Failure) -> RaiseTicket {
        guard let organisation = UUID(uuidString: organisation) else { throw .notFound }
        return RaiseTicket(
            ticket: ticket, organisation: organisation, subject: subject, matter: matter, page: page,
            address: session.email)
    }
}

extension NewTicket {
    /// - Parameter memberships: of whoever asks: of one alone, nobody is asked which it is.
    init(_ checks: inout Checks, memberships: [Membership]) {
        organisation =
            memberships.count == 1 && !checks.form.has("organisation")
            ? memberships[0].organisation.text
            : checks.required("organisation", "Select an organisation", limit: 40)
        subject = checks.required("subject", "Say in a few words what it is about")
        matter = checks.required("matter", "Say what is the matter", limit: 2_000)
        let page = checks.optional("page")
        self.page = page.isEmpty ? nil : page
    }
}

/// What somebody writes in a ticket. ISG-16
struct TicketText: Described {
    var text: String

    static let schema = Schema.object([.init("text", .typed, "2,000 characters.")])
    static let example = TicketText(text: "We have sent the invitation again, to the right address.")
}

extension TicketText {
    init(_ checks: inout Checks) { text = checks.required("text", "Write something first", limit: 2_000) }
}

/// Why Central Admin is to answer. ISG-17
struct Escalation: Described {
    var reason: String

    static let schema = Schema.object([.init("reason", .typed, "Why; the requester reads it, too.")])
    static let example = Escalation(reason: "The directory has the wrong postcode for this practice.")
}

extension Escalation {
    init(_ checks: inout Checks) {
        reason = checks.required("reason", "Say why you cannot resolve it", limit: Lengths.note)
    }
}

/// A ticket in a list. ISG-16
struct TicketListing: Described {
    var id: String
    var organisationName: String
    var subject: String
    var standing: String
    var withCentralAdmin: Bool
    var since: Date

    init(_ ticket: TicketSummary) {
        id = ticket.ticket.text
        organisationName = ticket.organisationName
        subject = ticket.subject
        standing = ticket.standing.rawValue
        withCentralAdmin = ticket.isCentral
        since = ticket.since
    }

    static let title = "TicketSummary"
    static let fields: [Schema.Property] = [
        .init("id", .id), .init("organisationName", .plain), .init("subject", .plain),
        .init(
            "standing", .choice(TicketSummary.Standing.allCases.map(\.rawValue)),
            "`waiting`: nobody who is to answer has."),
        .init("withCentralAdmin", .boolean, "Central Admin answers it."),
        .init("since", .time, "Since when it waits, or when something last happened."),
    ]
    static let schema = Schema.object(fields)
    static let example = TicketListing(TicketShown.summary)
}

/// A ticket with all that was written. ISG-15 to ISG-17
struct TicketShown: Described {
    struct Entry: Codable, Sendable {
        var kind: String
        var account: String
        var displayName: String?
        var `as`: String
        var text: String
        var time: Date
    }

    var id: String
    var organisationName: String
    var subject: String
    var standing: String
    var withCentralAdmin: Bool
    var since: Date
    var group: String?
    var groupTitle: String?
    var page: String?
    var reopening: Date?
    var entries: [Entry]

    init(_ details: TicketDetails, names: [UUID: String]) {
        let listing = TicketListing(details.summary)
        (id, organisationName, subject) = (listing.id, listing.organisationName, listing.subject)
        (standing, withCentralAdmin, since) = (listing.standing, listing.withCentralAdmin, listing.since)
        group = details.group?.text
        groupTitle = details.groupTitle
        page = details.page
        reopening = details.reopening
        entries = details.entries.map {
            Entry(
                kind: $0.kind.rawValue, account: $0.account.text, displayName: names[$0.account], as: $0.voice.rawValue,
                text: $0.text, time: $0.time)
        }
    }

    static let title = "Ticket"
    static let schema = Schema.object(
        TicketListing.fields + [
            .init("group", .id, "Whose Super Administrators answer.", .optional),
            .init("groupTitle", .plain, "", .optional), .init("page", .plain, "", .optional),
            .init("reopening", .time, "Until when whoever asked can reopen it.", .optional),
            .init(
                "entries",
                .list(
                    .object([
                        .init("kind", .choice(TicketDetails.Entry.Kind.allCases.map(\.rawValue))),
                        .init("account", .id), .init("displayName", .plain, "", .optional),
                        .init("as", .choice(TicketVoice.allCases.map(\.rawValue))), .init("text", .plain),
                        .init("time", .time),
                    ])), "Oldest first."),
        ])
    static let summary = TicketSummary(
        ticket: Sample.organisation, organisationName: "Canal Walk Surgery", subject: "A colleague cannot sign in",
        standing: .waiting, isCentral: false, since: Sample.time)
    static let example = TicketShown(
        TicketDetails(
            summary: summary, organisation: Sample.organisation, group: Sample.organisation,
            groupTitle: "Aire Valley practices", page: "/account/sign-in",
            entries: [
                .init(
                    kind: .raised, account: Sample.account, voice: .requester,
                    text: "The link is for another address.", time: Sample.time)
            ], reopening: Sample.time, may: Permissions([])), names: [Sample.account: "Ada Example"])
}
