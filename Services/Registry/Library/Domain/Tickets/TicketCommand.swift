// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.UUID

/// What can be asked of a ticket, with who they are who may.
enum TicketCommand: Sendable {
    /// Who belongs to the organisation that asks, and who looks after its group, as they were found.
    struct Parties: Sendable {
        /// What the organisation is called; nil when there is none.
        var organisationName: String?
        var members: [OrganisationMember] = []
        var group: UUID?
        /// Those who are there to answer.
        var superAdministrators: [UUID] = []
        /// How many tickets of whoever asks are open.
        var open = 0
    }

    case raise(RaiseTicket, Parties)
    case answer(AnswerTicket, Parties)
    case escalate(EscalateTicket, Parties)
    case resolve(Parties)
    case reopen(ReopenTicket, Parties)
}
