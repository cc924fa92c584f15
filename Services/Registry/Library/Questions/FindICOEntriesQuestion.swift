// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Messaging

/// Entries of the ICO's register by the words of the name that they are registered under. ISG-41
///
/// An exact name or number comes first, then names that are about as long as what was typed; where that finds little, what
/// the words may be meant for. What has ended is shown, and said to have ended: whoever forgot to renew finds out here.
struct FindICOEntriesQuestion: Question {
    private static let pageSize = 20
    /// Of words that more entries have than this, so many entries count: nobody turns a hundred pages.
    private static let most = 2_000

    func answer(
        _ query: FindICOEntries, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<ICOEntry> {
        guard actor.may(.readDirectory) else { throw QuestionRefused.forbidden }
        let words = SearchWords(query.name)
        let names = NameSearch(words: words, table: .ico)
        // Of a million names, those that begin with three letters are too many: the words are whole.
        guard let search = names.exact(byBeginnings: false) else {
            throw QuestionRefused(
                Problem(
                    code: "name-missing", field: "name", message: "Enter the name that is registered with the ICO."))
        }
        let after = try query.after.map { try Cursor.read($0, parts: 3) } ?? ["-1", "", ""]
        guard let rank = Int64(after[0]) else { throw Cursor.malformed }
        let ranking = names.ranking(key: "number")
        let very: SQL = "number = \(words.whole)::text OR upper(name) = \(words.whole)::text"
        let rows = try await database.query(
            """
            SELECT \(sql: ICORegister.columns(at: time)), e.rank
            FROM (
                SELECT *, \(sql: ranking) AS rank FROM (
                    (SELECT \(raw: ICORegister.kept) FROM ico_register WHERE \(sql: very) LIMIT \(Self.most))
                    UNION ALL
                    (SELECT \(raw: ICORegister.kept) FROM ico_register
                        WHERE search @@ to_tsquery('simple', \(search)) AND NOT (\(sql: very)) LIMIT \(Self.most))
                ) AS a
                WHERE (\(sql: ranking), name, number) > (\(rank)::int8, \(after[1])::text, \(after[2])::text)
                ORDER BY rank, name, number LIMIT \(Self.pageSize + 1)
            ) AS e
            ORDER BY e.rank, e.name, e.number
            """)
        let page = rows.prefix(Self.pageSize)
        let items = try page.map(ICORegister.entry)
        let ranks = try page.map { try $0.get("rank", as: Int.self) }
        if rows.count > Self.pageSize, let last = items.last, let lastRank = ranks.last {
            return Page(items: items, next: Cursor.write(String(lastRank), last.name, last.number))
        }
        guard query.after == nil, items.count < NameSearch.few, ranks.first != 0 else { return Page(items: items) }
        let others = try await guesses(names, at: time, from: database)
        let known = Set(items.map(\.number))
        return Page(items: items + others.filter { !known.contains($0.number) })
    }

    private func guesses(_ names: NameSearch, at time: Date, from database: Pool) async throws -> [ICOEntry] {
        for search in try await names.forgiving(from: database) {
            let candidates = try await database.query(
                """
                SELECT \(sql: ICORegister.columns(at: time))
                FROM (\(sql: names.candidates(search, key: "number", where: "true"))) AS e
                """)
            let found = names.likest(
                try candidates.map(ICORegister.entry),
                names: { ($0.name, "\($0.address.suffix(2).joined(separator: " ")) \($0.postcode)") },
                limit: Self.pageSize)
            if !found.isEmpty { return found }
        }
        return []
    }
}
