// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Golden {
    private static let ticket = Invented.id(17)
    private static let summary = TicketSummary(
        ticket: ticket, organisationName: "Canal Walk Surgery", subject: "A colleague cannot sign in",
        standing: .waiting, isCentral: false, since: Invented.time)
    private static let address = "grace@example.nhs.uk"

    /// Requests for help.
    static let tickets: [Golden] = [
        message(
            RaiseTicket(
                ticket: ticket, organisation: Invented.organisation, subject: "A colleague cannot sign in",
                matter: "The link is for another address.", page: "/account/sign-in", address: address)),
        message(AnswerTicket(ticket: ticket, text: "We have sent it again.", address: address)),
        message(EscalateTicket(ticket: ticket, reason: "The postcode is wrong.", address: address)),
        message(ResolveTicket(ticket: ticket)),
        message(ReopenTicket(ticket: ticket, text: "It is still the matter.", address: address)),
        message(
            TicketRaised(
                ticket: ticket, organisation: Invented.organisation, organisationName: "Canal Walk Surgery",
                group: Invented.id(13), account: Invented.account, address: address,
                subject: "A colleague cannot sign in", matter: "The link is for another address.",
                page: "/account/sign-in", told: [Invented.id(16)], time: Invented.time)),
        message(
            TicketAnswered(
                ticket: ticket, account: Invented.id(16), voice: .superAdministrator, address: address,
                text: "We have sent it again.", told: [], time: Invented.time)),
        message(
            TicketEscalated(
                ticket: ticket, account: Invented.id(16), address: address, reason: "The postcode is wrong.",
                told: [Invented.id(16)], time: Invented.time)),
        message(
            TicketResolved(ticket: ticket, account: Invented.account, voice: .requester, time: Invented.time)),
        message(
            TicketReopened(
                ticket: ticket, account: Invented.account, address: address, text: "It is still the matter.",
                told: [Invented.id(16)], time: Invented.time)),
        query(ListTickets(after: "b3BhcXVl", own: true), Page(items: [summary], next: "b3BhcXVl")),
        query(
            DescribeTicket(ticket: ticket),
            TicketDetails(
                summary: summary, organisation: Invented.organisation, group: Invented.id(13),
                groupTitle: "Aire Valley practices", page: "/account/sign-in",
                entries: [
                    .init(
                        kind: .raised, account: Invented.account, voice: .requester,
                        text: "The link is for another address.", time: Invented.time)
                ], reopening: Invented.later, may: Permissions([.answerTicket]))),
    ].flatMap { $0 }

    static let traySummaries = [summary]
}
