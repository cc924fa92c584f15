// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// Everything that happened to a case, newest first. IMP-06
struct ShowHistoryQuestion: Question {
    func answer(
        _ query: ShowHistory, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<HistoryEntry> {
        guard let found = try await database.state(of: CaseDecider.self, query.caseID),
            actor.may(CompliancePermission.readCase, in: found.state.subject.area)
        else { throw QuestionRefused.notFound }
        let start: Start = try query.after.map(Self.start) ?? (Date(timeIntervalSince1970: 1e11), 0, 0)
        let rows = try await database.query(
            """
            SELECT at, place, version, type, actor, summary FROM case_history
            WHERE case_id = \(query.caseID) AND (at, place, version) < (\(start.at), \(start.place), \(start.version))
            ORDER BY at DESC, place DESC, version DESC LIMIT \(Cursor.pageSize + 1)
            """)
        let items = try rows.prefix(Cursor.pageSize).map { row in
            HistoryEntry(
                version: try row.get("version"), type: try row.get("type"), at: try row.get("at"),
                actor: try row.get("actor"), summary: try row.get("summary"))
        }
        guard rows.count > Cursor.pageSize else { return Page(items: items) }
        let last = rows[Cursor.pageSize - 1]
        let (at, place, version): (Date, Int64, Int64) = try (last.get(0), last.get(1), last.get(2))
        return Page(items: items, next: Cursor.write(Timestamp.format(at), String(place), String(version)))
    }

    private typealias Start = (at: Date, place: Int64, version: Int64)

    private static func start(_ cursor: String) throws -> Start {
        let parts = try Cursor.read(cursor, parts: 3)
        guard let at = Timestamp.parse(parts[0]), let place = Int64(parts[1]), let version = Int64(parts[2]) else {
            throw Cursor.malformed
        }
        return (at, place, version)
    }
}
