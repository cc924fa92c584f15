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
        _ = try await CaseReading.find(query.caseID, for: actor, from: database)
        var below = Int64.max
        if let after = query.after {
            guard let version = Int64(try Cursor.read(after, parts: 1)[0]) else { throw Cursor.malformed }
            below = version
        }
        let rows = try await database.query(
            """
            SELECT version, type, at, actor, summary FROM case_history
            WHERE case_id = \(query.caseID) AND version < \(below)
            ORDER BY version DESC LIMIT \(Cursor.pageSize + 1)
            """)
        let items = try rows.prefix(Cursor.pageSize).map { row in
            HistoryEntry(
                version: try row.get("version"), type: try row.get("type"), at: try row.get("at"),
                actor: try row.get("actor"), summary: try row.get("summary"))
        }
        let more = rows.count > Cursor.pageSize ? items.last : nil
        return Page(items: items, next: more.map { Cursor.write(String($0.version)) })
    }
}
