// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Messaging

/// Entries of the ICO's register by the words of the name that they are registered under. ISG-41
///
/// An exact name or number comes first, then the others by name. What has ended is shown, and said to have ended: whoever
/// forgot to renew finds out here.
struct FindICOEntriesQuestion: Question {
    private static let pageSize = 20

    func answer(
        _ query: FindICOEntries, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<ICOEntry> {
        guard actor.may(.readDirectory) else { throw QuestionRefused.forbidden }
        let words = SearchWords(query.name)
        guard let search = words.query else {
            throw QuestionRefused(
                Problem(
                    code: "name-missing", field: "name", message: "Enter the name that is registered with the ICO."))
        }
        let after = try query.after.map { try Cursor.read($0, parts: 3) } ?? ["-1", "", ""]
        guard let rank = Int64(after[0]) else { throw Cursor.malformed }
        let ranking: SQL =
            "CASE WHEN number = \(words.whole)::text OR upper(name) = \(words.whole)::text THEN 0 ELSE 1 END"
        let rows = try await database.query(
            """
            SELECT \(sql: ICORegister.columns(at: time)), e.rank
            FROM (
                SELECT *, \(sql: ranking) AS rank FROM ico_register
                WHERE (search @@ to_tsquery('simple', \(search)) OR number = \(words.whole)::text)
                    AND (\(sql: ranking), name, number) > (\(rank)::int8, \(after[1])::text, \(after[2])::text)
                ORDER BY rank, name, number LIMIT \(Self.pageSize + 1)
            ) AS e
            ORDER BY e.rank, e.name, e.number
            """)
        let page = rows.prefix(Self.pageSize)
        let items = try page.map(ICORegister.entry)
        guard rows.count > Self.pageSize, let last = items.last, let lastRow = page.last else {
            return Page(items: items)
        }
        return Page(
            items: items, next: Cursor.write(String(try lastRow.get("rank", as: Int.self)), last.name, last.number))
    }
}
