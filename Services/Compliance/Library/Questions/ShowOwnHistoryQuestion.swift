// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// What the one who asks has done in cases, newest first.
struct ShowOwnHistoryQuestion: Question {
    func answer(
        _ query: ShowOwnHistory, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<OwnHistoryEntry> {
        guard actor.person != nil else { throw QuestionRefused.forbidden }
        let parts = try query.after.map { try Cursor.read($0, parts: 4) }
        guard let from = parts.map({ Timestamp.parse($0[0]) }) ?? Date(timeIntervalSince1970: 1e11),
            let last = parts.map({ UUID(uuidString: $0[1]) }) ?? .zero, let place = Int64(parts?[2] ?? "0"),
            let version = Int64(parts?[3] ?? "0")
        else { throw Cursor.malformed }
        let rows = try await database.query(
            """
            SELECT case_id, at, summary, place, version FROM case_history
            WHERE actor = \(actor.reference) AND (at, case_id, place, version) < (\(from), \(last), \(place), \(version))
            ORDER BY at DESC, case_id DESC, place DESC, version DESC LIMIT \(Cursor.pageSize + 1)
            """)
        let items = try rows.prefix(Cursor.pageSize).map { row in
            OwnHistoryEntry(caseID: try row.get(0), at: try row.get(1), summary: try row.get(2))
        }
        guard rows.count > Cursor.pageSize, let end = items.last else { return Page(items: items) }
        let row = rows[Cursor.pageSize - 1]
        let (lastPlace, lastVersion): (Int64, Int64) = try (row.get(3), row.get(4))
        return Page(
            items: items,
            next: Cursor.write(
                Timestamp.format(end.at), Identifier.text(end.caseID), String(lastPlace), String(lastVersion)))
    }
}
