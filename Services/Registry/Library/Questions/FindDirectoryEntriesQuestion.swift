// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Messaging

/// Organisations that are open, by the words of their name. ISG-38
///
/// An exact name or code comes first, then the others by name.
struct FindDirectoryEntriesQuestion: Question {
    private static let pageSize = 20

    func answer(
        _ query: FindDirectoryEntries, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<DirectoryEntry> {
        guard actor.may(.readDirectory) else { throw QuestionRefused.forbidden }
        let words = SearchWords(query.name)
        guard let search = words.query else {
            throw QuestionRefused(
                Problem(code: "name-missing", field: "name", message: "Enter the name of your organisation."))
        }
        let after = try query.after.map { try Cursor.read($0, parts: 3) } ?? ["-1", "", ""]
        guard let rank = Int64(after[0]) else { throw Cursor.malformed }
        // The prescribing setting 4 is a general practice; no other category can be told from the files.
        let kind = query.category == OrganisationCategory.generalPractice.code ? "4" : ""
        let ranking: SQL =
            "CASE WHEN code = \(words.whole)::text OR upper(name) = \(words.whole)::text THEN 0 ELSE 1 END"
        let rows = try await database.query(
            """
            SELECT \(raw: Directory.columns), true AS open, d.rank
            FROM (
                SELECT code, name, line1, line2, line3, town, county, postcode, parent_code, \(sql: ranking) AS rank
                FROM directory
                WHERE open AND (close_date IS NULL OR close_date >= \(sql: Directory.day(of: time)))
                    AND (search @@ to_tsquery('simple', \(search)) OR code = \(words.whole)::text)
                    AND (\(kind)::text = '' OR kind = \(kind)::text)
                    AND (\(sql: ranking), name, code) > (\(rank)::int8, \(after[1])::text, \(after[2])::text)
                ORDER BY rank, name, code LIMIT \(Self.pageSize + 1)
            ) AS d LEFT JOIN directory AS p ON p.code = d.parent_code
            ORDER BY d.rank, d.name, d.code
            """)
        let page = rows.prefix(Self.pageSize)
        let items = try page.map(Directory.entry)
        guard rows.count > Self.pageSize, let last = items.last, let lastRow = page.last else {
            return Page(items: items)
        }
        return Page(
            items: items, next: Cursor.write(String(try lastRow.get("rank", as: Int.self)), last.name, last.code))
    }
}
