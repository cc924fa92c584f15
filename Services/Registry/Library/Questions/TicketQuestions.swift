// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// Tickets that the actor answers, or has raised. ISG-14, ISG-16
struct ListTicketsQuestion: Question {
    func answer(
        _ query: ListTickets, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<TicketSummary> {
        guard let account = actor.person else { throw QuestionRefused.forbidden }
        let cursor = try query.after.map { try Cursor.read($0, parts: 3) } ?? ["-1", "0", Identifier.text(.zero)]
        guard let rank = Int64(cursor[0]), let place = Int64(cursor[1]), let id = UUID(uuidString: cursor[2]) else {
            throw Cursor.malformed
        }
        let rows = try await Self.rows(
            query.own ? .own(account) : .answered(by: actor), after: (rank, place, id),
            limit: Int64(Cursor.pageSize) + 1, in: database)
        let items = try rows.prefix(Cursor.pageSize).map { try TicketSummary($0) }
        guard rows.count > Cursor.pageSize, let last = items.last else { return Page(items: items) }
        let row = rows[items.count - 1]
        return Page(
            items: items,
            next: Cursor.write(
                String(try row.get("rank", as: Int64.self)), String(try row.get("place", as: Int64.self)),
                Identifier.text(last.ticket)))
    }

    enum Whose {
        case own(UUID)
        case answered(by: Actor)
    }

    static func rows(
        _ whose: Whose, after: (rank: Int64, place: Int64, id: UUID) = (-1, 0, .zero), waiting: Bool = false,
        limit: Int64, in database: Pool
    ) async throws -> [Row] {
        guard let statement = statement(whose, after: after, waiting: waiting, limit: limit) else { return [] }
        return try await Array(database.query(statement))
    }

    /// The first of those in order; from each index no more than are shown. Nil for somebody who answers none.
    ///
    /// - Parameter waiting: only those that wait for an answer.
    static func statement(
        _ whose: Whose, after: (rank: Int64, place: Int64, id: UUID) = (-1, 0, .zero), waiting: Bool = false,
        limit: Int64
    ) -> SQL? {
        let columns: SQL = "id, organisation, subject, standing, central, since, rank, place"
        let later: SQL = "(rank, place, id) > (\(after.rank)::bigint, \(after.place)::bigint, \(after.id)::uuid)"
        let open: SQL = waiting ? "AND rank = 0" : ""
        switch whose {
        case .own(let account):
            return """
                SELECT \(sql: columns) FROM tickets WHERE requester = \(account) AND \(sql: later) \(sql: open)
                ORDER BY rank, place, id LIMIT \(limit)
                """
        case .answered(let actor):
            guard let account = actor.person else { return nil }
            // Those that the session has passed the second step for, and that the groups know of.
            let groups = actor.roles.compactMap(\.group)
            let isCentral = actor.may(.keepGroups)
            guard !groups.isEmpty || isCentral else { return nil }
            return """
                SELECT * FROM (
                    SELECT t.* FROM super_administrators AS s CROSS JOIN LATERAL (
                        SELECT \(sql: columns) FROM tickets
                        WHERE group_id = s.group_id AND \(sql: later) \(sql: open)
                        ORDER BY rank, place, id LIMIT \(limit)
                    ) AS t
                    WHERE s.account = \(account) AND s.confirmed AND s.group_id = ANY (\(groups)::uuid[])
                    UNION
                    (SELECT \(sql: columns) FROM tickets
                    WHERE \(isCentral) AND central AND \(sql: later) \(sql: open)
                    ORDER BY rank, place, id LIMIT \(limit))
                ) AS t ORDER BY rank, place, id LIMIT \(limit)
                """
        }
    }
}

/// A ticket, for its requester and those who answer it: nobody else learns that there is one.
struct DescribeTicketQuestion: Question {
    func answer(
        _ query: DescribeTicket, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> TicketDetails {
        guard actor.person != nil, let state = try await database.state(of: TicketDecider.self, query.ticket)?.state
        else { throw QuestionRefused.notFound }
        let area = state.area(try await TicketLookup.parties(of: state, in: database))
        guard actor.may(RegistryPermission.readTicket, in: area) else { throw QuestionRefused.notFound }
        let title = try await database.query("SELECT title FROM groups WHERE id = \(state.group)::uuid").first?
            .get(0, as: String.self)
        let reopening = state.resolved.map { TicketDecider.reopening(of: $0) }
        return TicketDetails(
            summary: state.summary, organisation: state.organisation, group: state.group, groupTitle: title,
            page: state.page, entries: state.entries, reopening: reopening,
            may: Permissions(
                actor.permissions(RegistryPermission.self, in: area).all.filter { permission in
                    switch permission {
                    case .answerTicket: state.resolved == nil
                    case .escalateTicket: state.resolved == nil && !state.isCentral
                    case .reopenTicket: reopening.map { time <= $0 } ?? false
                    default: true
                    }
                }))
    }
}

extension TicketSummary {
    init(_ row: Row) throws {
        guard let standing = Standing(rawValue: try row.get("standing")) else {
            throw MalformedMessage("a ticket has a standing that nobody knows")
        }
        self.init(
            ticket: try row.get("id"), organisationName: try row.get("organisation"), subject: try row.get("subject"),
            standing: standing, isCentral: try row.get("central"), since: try row.get("since"))
    }
}
