// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.UUID

// Who is told of what. The subject lines say nothing of what was written, nor by whom. ISG-15, ISG-17
extension TicketDecider {
    static func consequences(of event: TicketEvent, state: TicketState, in context: Context) -> [Consequence] {
        let organisation = state.organisationName
        switch event {
        case .raised(let fact):
            return responders(
                fact.told, "\(organisation) asks for help", besides: state.requester, of: state, in: context)
        case .answered(let fact) where fact.voice == .requester:
            return responders(
                fact.told, "\(organisation) has written again about its request for help", besides: state.requester,
                of: state, in: context)
        case .answered: return [requester("There is an answer to your request for help", of: state, in: context)]
        case .escalated(let fact):
            let subject = "A request for help of \(organisation) is with Central Admin now"
            return fact.told.filter { $0 != state.requester }.map { tell($0, subject, of: state, in: context) } + [
                requester("Your request for help is with Central Admin now", of: state, in: context),
                central(
                    "A request for help of \(organisation) was handed to you", queue: "central-admin/escalations",
                    of: state, in: context),
            ]
        case .resolved(let fact):
            return fact.voice == .requester
                ? [] : [requester("Your request for help is resolved", of: state, in: context)]
        case .reopened(let fact):
            return responders(
                fact.told, "\(organisation) needs more help with its request", besides: state.requester, of: state,
                in: context)
        }
    }

    /// The Super Administrators, or Central Admin where it is with them.
    private static func responders(
        _ accounts: [UUID], _ subject: String, besides requester: UUID, of state: TicketState, in context: Context
    ) -> [Consequence] {
        if state.isCentral { return [central(subject, queue: "central-admin/tickets", of: state, in: context)] }
        let queue = state.group.map { "tickets/\(Identifier.text($0))" }
        return accounts.filter { $0 != requester }.map { tell($0, subject, queue: queue, of: state, in: context) }
    }

    private static func requester(_ subject: String, of state: TicketState, in context: Context) -> Consequence {
        tell(state.requester, subject, of: state, in: context)
    }

    private static func tell(
        _ account: UUID, _ subject: String, queue: String? = nil, of state: TicketState, in context: Context
    ) -> Consequence {
        .send(
            NotifyAccount(
                account,
                Notice(
                    notice: context.id("ticket \(Identifier.text(account))"), subject: subject, path: path(of: state),
                    queue: queue)))
    }

    private static func central(
        _ subject: String, queue: String, of state: TicketState, in context: Context
    ) -> Consequence {
        .send(
            NotifyTeam(
                ReviewTeam.centralAdmin,
                Notice(
                    notice: context.id("ticket"), subject: subject, path: path(of: state), queue: queue)))
    }

    private static func path(of state: TicketState) -> String { "/tickets/\(Identifier.text(state.ticket))" }
}
