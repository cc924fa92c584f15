// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Messaging

/// Organisations that are open, by the words of their name. ISG-38
///
/// An exact name or code comes first, then names that are about as long as what was typed. Where the words as they stand
/// find little, those come that they may be meant for, the likest first.
struct FindDirectoryEntriesQuestion: Question {
    private static let pageSize = 20

    func answer(
        _ query: FindDirectoryEntries, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<DirectoryEntry> {
        guard actor.may(.readDirectory) else { throw QuestionRefused.forbidden }
        let words = SearchWords(query.name)
        let names = NameSearch(words: words, table: .directory)
        guard let search = names.exact(byBeginnings: true) else {
            throw QuestionRefused(
                Problem(code: "name-missing", field: "name", message: "Enter the name of your organisation."))
        }
        let after = try query.after.map { try Cursor.read($0, parts: 3) } ?? ["-1", "", ""]
        guard let rank = Int64(after[0]) else { throw Cursor.malformed }
        // The prescribing setting 4 is a general practice; no other category can be told from the files.
        let kind = query.category == OrganisationCategory.generalPractice.code ? "4" : ""
        let condition: SQL = """
            open AND (close_date IS NULL OR close_date >= \(sql: Directory.day(of: time)))
            AND (\(kind)::text = '' OR kind = \(kind)::text)
            """
        let ranking = names.ranking(key: "code")
        let rows = try await database.query(
            """
            SELECT \(raw: Directory.columns), true AS open, d.rank
            FROM (
                SELECT code, name, line1, line2, line3, town, county, postcode, parent_code, \(sql: ranking) AS rank
                FROM directory
                WHERE \(sql: condition)
                    AND (search @@ to_tsquery('simple', \(search)) OR code = \(words.whole)::text)
                    AND (\(sql: ranking), name, code) > (\(rank)::int8, \(after[1])::text, \(after[2])::text)
                ORDER BY rank, name, code LIMIT \(Self.pageSize + 1)
            ) AS d LEFT JOIN directory AS p ON p.code = d.parent_code
            ORDER BY d.rank, d.name, d.code
            """)
        let page = rows.prefix(Self.pageSize)
        let items = try page.map(Directory.entry)
        let ranks = try page.map { try $0.get("rank", as: Int.self) }
        if rows.count > Self.pageSize, let last = items.last, let lastRank = ranks.last {
            return Page(items: items, next: Cursor.write(String(lastRank), last.name, last.code))
        }
        guard query.after == nil, items.count < NameSearch.few, ranks.first != 0 else { return Page(items: items) }
        let others = try await guesses(names, where: condition, from: database)
        let known = Set(items.map(\.code))
        return Page(items: items + others.filter { !known.contains($0.code) })
    }

    private func guesses(
        _ names: NameSearch, where condition: SQL, from database: Pool
    ) async throws -> [DirectoryEntry] {
        for search in try await names.forgiving(from: database) {
            let candidates = try await database.query(
                """
                SELECT \(raw: Directory.columns), true AS open
                FROM (\(sql: names.candidates(search, key: "code", where: condition))) AS d
                LEFT JOIN directory AS p ON p.code = d.parent_code
                """)
            let found = names.likest(
                try candidates.map(Directory.entry),
                names: { ($0.name, "\($0.address.town) \($0.address.postcode)") }, limit: Self.pageSize)
            if !found.isEmpty { return found }
        }
        return []
    }
}
