// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation

@testable import Gateway

extension Samples {
    func ticketSummary(_ standing: TicketSummary.Standing) -> TicketSummary {
        TicketSummary(
            ticket: id, organisationName: text("Canal Walk Surgery"), subject: text("A colleague cannot sign in"),
            standing: standing, isCentral: standing == .answered, since: time)
    }

    private func ticket(_ permissions: [RegistryPermission], _ standing: TicketSummary.Standing) -> TicketDetails {
        TicketDetails(
            summary: ticketSummary(standing), organisation: id, group: id, groupTitle: text("Aire Valley practices"),
            page: "/account/sign-in",
            entries: zip(TicketDetails.Entry.Kind.allCases, TicketVoice.allCases + TicketVoice.allCases).map {
                .init(
                    kind: $0, account: id, voice: $1, text: $0 == .resolved ? "" : text("It does not work."), time: time
                )
            }, reopening: time, may: Permissions(permissions))
    }

    /// The pages of requests for help.
    var ticketPages: [(name: String, page: any PageView)] {
        let list = Page(items: TicketSummary.Standing.allCases.map(ticketSummary), next: text("cursor"))
        let organisations = [text("Canal Walk Surgery"), text("The Hedgerow Surgery")].map {
            OrganisationSummary(organisation: Identifier.make(), name: $0, odsCode: nil, postcode: "")
        }
        let all = ticket([.readTicket, .answerTicket, .escalateTicket], .waiting)
        return [
            ("tickets", TicketsPage(own: list, others: list, mayRaise: true)),
            ("tickets-none", TicketsPage(own: Page(items: []), others: Page(items: []), mayRaise: false)),
            ("tickets-own", TicketsPage(own: list, others: nil, mayRaise: true)),
            ("ticket", TicketPage(all, names: [id: text("Ada Example")], own: id, FormState(), done: "raised")),
            ("ticket-wrong", TicketPage(all, names: [:], own: UUID(), wrong(["text"]), done: "")),
            (
                "ticket-resolved",
                TicketPage(
                    ticket([.readTicket, .reopenTicket], .resolved), names: [:], own: id, FormState(), done: "resolved")
            ),
            ("ticket-new", QuestionPage.newTicket(organisations, wrong(["organisation", "subject", "matter"]))),
            ("ticket-one", QuestionPage.newTicket([], FormState(filled: ["page": text("/organisations")]))),
            ("ticket-nobody", QuestionPage.noTicket),
            ("ticket-escalation", QuestionPage.escalation(all, wrong(["reason"]))),
            ("ticket-reopening", QuestionPage.reopening(all, wrong(["text"]))),
        ]
    }
}
