// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date
import struct Foundation.UUID

/// One request for help with all that was written in it.
struct TicketState: Codable, Sendable, Equatable {
    var ticket: UUID
    var organisation: UUID
    var organisationName: String
    var group: UUID?
    /// Central Admin answers it: there is no group, or nobody of it, or they could not.
    var isCentral: Bool
    var requester: UUID
    var subject: String
    var page: String?
    /// Oldest first.
    var entries: [TicketDetails.Entry]
    /// Since when the requester waits for an answer; nil when they have one. ISG-16
    var waiting: Date?
    var resolved: Date?

    var standing: TicketSummary.Standing {
        if resolved != nil { return .resolved }
        return waiting == nil ? .answered : .waiting
    }

    /// Since when it waits, or when something last happened to it.
    var since: Date { waiting ?? entries.last?.time ?? .distantPast }

    /// Who sees it: whoever asked, as long as they belong to the organisation, and those who answer.
    func area(_ parties: TicketCommand.Parties) -> Area {
        var area = Area(
            keeper: "registry", organisation: organisation, members: parties.members,
            account: parties.members.contains { $0.account == requester } ? requester : nil)
        area.group = group
        area.superAdministrators = parties.superAdministrators
        area.isCentral = isCentral
        return area
    }

    var summary: TicketSummary {
        TicketSummary(
            ticket: ticket, organisationName: organisationName, subject: subject, standing: standing,
            isCentral: isCentral, since: since)
    }
}
