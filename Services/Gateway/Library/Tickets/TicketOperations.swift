// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `tickets`: requests for help. People do this themselves: no program's key does. ISG-14 to ISG-17
enum TicketOperations {
    static let all: [Operation] = [
        .list("tickets", "listTickets", "Your requests for help", of: TicketListing.self) { call in
            try await listing(call, own: true)
        },
        // ISG-16
        .list(
            "tickets/assigned", "listAssignedTickets",
            "Requests for help that you answer, who has waited longest first", of: TicketListing.self
        ) { call in
            try await listing(call, own: false)
        },
        // ISG-15
        .make("tickets", "raiseTicket", "Ask for help", takes: NewTicket.self, gives: MadeThing.self) { call, new in
            let id = call.identifier("ticket")
            try await call.tell(try new.instruction(as: id, by: try call.context.signedIn()))
            return (MadeThing(id: id.text), "tickets/\(id.text)")
        },
        .get("tickets/{ticket}", "showTicket", "A request for help with its answers", gives: TicketShown.self) { call in
            let details = try await call.ask(DescribeTicket(ticket: try call.id("ticket")))
            return TicketShown(details, names: await call.names(of: details.entries.map(\.account)))
        },
        .act(
            .post, "tickets/{ticket}/answers", "answerTicket", "Answer, or add to what you asked",
            takes: TicketText.self
        ) { call, new in
            try await call.tell(
                AnswerTicket(
                    ticket: try call.id("ticket"), text: new.text, address: try call.context.signedIn().email))
        },
        // ISG-17
        .act(
            .post, "tickets/{ticket}/escalation", "escalateTicket", "Hand a request to Central Admin",
            takes: Escalation.self
        ) { call, new in
            try await call.tell(
                EscalateTicket(
                    ticket: try call.id("ticket"), reason: new.reason, address: try call.context.signedIn().email))
        },
        .act(.post, "tickets/{ticket}/resolution", "resolveTicket", "Say that a request is done with") { call in
            try await call.tell(ResolveTicket(ticket: try call.id("ticket")))
        },
        .act(
            .post, "tickets/{ticket}/reopening", "reopenTicket", "Open your request again", takes: TicketText.self
        ) { call, new in
            try await call.tell(
                ReopenTicket(
                    ticket: try call.id("ticket"), text: new.text, address: try call.context.signedIn().email))
        },
    ]

    private static func listing(_ call: Call, own: Bool) async throws -> Page<TicketListing> {
        let page = try await call.ask(ListTickets(after: call.after, own: own))
        return Page(items: page.items.map(TicketListing.init), next: page.next)
    }
}
