// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.UUID

/// What is looked up before a ticket is decided about: who belongs to its organisation, and who answers for its group.
enum TicketLookup {
    static func prepare(
        _ asked: RaiseTicket, by actor: Actor, from database: Pool
    ) async throws -> Preparation<TicketCommand> {
        async let name = Organisations.name(of: asked.organisation, in: database)
        async let open = open(of: actor, besides: asked.ticket, in: database)
        var parties = try await parties(
            of: asked.organisation, group: try await GroupLookup.group(of: asked.organisation, in: database),
            in: database)
        parties.organisationName = try await name
        parties.open = try await open
        return .decide(stream: asked.ticket, claims: [], .raise(asked, parties))
    }

    /// - Parameter command: made with those who have to do with the ticket.
    static func prepare(
        _ ticket: UUID, from database: Pool, command: (TicketCommand.Parties) -> TicketCommand
    ) async throws -> Preparation<TicketCommand> {
        // Of none there is nothing to look up: the decider says so.
        guard let state = try await database.state(of: TicketDecider.self, ticket)?.state else {
            return .decide(stream: ticket, claims: [], command(.init()))
        }
        return .decide(stream: ticket, claims: [], command(try await parties(of: state, in: database)))
    }

    static func parties(of state: TicketState, in database: Pool) async throws -> TicketCommand.Parties {
        try await parties(of: state.organisation, group: state.group, in: database)
    }

    private static func parties(
        of organisation: UUID, group: UUID?, in database: Pool
    ) async throws -> TicketCommand.Parties {
        async let members = GroupLookup.members(of: organisation, in: database)
        var parties = TicketCommand.Parties(group: group)
        if let group { parties.superAdministrators = try await GroupLookup.supporters(of: group, in: database) }
        parties.members = try await members
        return parties
    }

    private static func open(of actor: Actor, besides ticket: UUID, in database: Pool) async throws -> Int {
        guard let account = actor.person else { return 0 }
        let row = try await database.query(
            """
            SELECT count(*) FROM (
                SELECT FROM tickets WHERE requester = \(account) AND rank < 2 AND id <> \(ticket)
                LIMIT \(Int64(TicketDecider.openLimit))
            ) AS open
            """
        ).first
        return try row.map { Int(try $0.get(0, as: Int64.self)) } ?? 0
    }
}
