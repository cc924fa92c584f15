// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Undecided tasks of the actor's teams, the earliest due first; the operator sees every team's.
struct ListReviewTasksQuestion: Question {
    func answer(
        _ query: ListReviewTasks, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<ReviewTask> {
        let seesAll = actor.may(CompliancePermission.readTask, in: .compliance)
        let teams = Set(actor.teams).filter { actor.may(CompliancePermission.readTask, in: .ofTask(team: $0)) }
        guard seesAll || !teams.isEmpty else { throw QuestionRefused.forbidden }
        let start = try query.after.map(Self.start) ?? (Date(timeIntervalSince1970: 0), .zero)
        let rows = try await database.query(
            seesAll ? Self.ofAll(after: start) : Self.of(teams.sorted(), after: start))
        let page = try rows.prefix(Cursor.pageSize).map(Entry.init)
        let states = try await database.states(of: ReviewTaskDecider.self, page.map(\.id))
        let items = page.compactMap { entry in
            states[entry.id].map { ReviewTaskReading.task($0.state, for: actor, opened: entry.opened, at: time) }
        }
        let more = rows.count > Cursor.pageSize ? page.last : nil
        return Page(
            items: items, next: more.map { Cursor.write(Timestamp.format($0.due), $0.id.uuidString.lowercased()) })
    }

    /// Where a task stands in the list.
    private struct Entry {
        var id: UUID
        var due: Date
        var opened: Date

        init(_ row: Row) throws {
            id = try row.get("id")
            due = try row.get("due")
            opened = try row.get("opened")
        }
    }

    typealias Start = (due: Date, id: UUID)

    /// A page from each team, of which the earliest due make one page: each is a short walk along the team's index.
    static func of(_ teams: [String], after start: Start) -> SQL {
        """
        SELECT task.id, task.due, task.opened
        FROM unnest(\(teams)::text[]) AS mine (team)
        CROSS JOIN LATERAL (
            SELECT id, due, opened FROM review_tasks
            WHERE team = mine.team AND standing IN ('open', 'taken') AND (due, id) > (\(start.due), \(start.id))
            ORDER BY due, id LIMIT \(Cursor.pageSize + 1)
        ) AS task
        ORDER BY task.due, task.id LIMIT \(Cursor.pageSize + 1)
        """
    }

    static func ofAll(after start: Start) -> SQL {
        """
        SELECT id, due, opened FROM review_tasks
        WHERE standing IN ('open', 'taken') AND (due, id) > (\(start.due), \(start.id))
        ORDER BY due, id LIMIT \(Cursor.pageSize + 1)
        """
    }

    private static func start(_ cursor: String) throws -> Start {
        let parts = try Cursor.read(cursor, parts: 2)
        guard let due = Timestamp.parse(parts[0]), let id = UUID(uuidString: parts[1]) else {
            throw Cursor.malformed
        }
        return (due, id)
    }
}
