// SPDX-License-Identifier: Apache-2.0

import Database

/// The words that a searched table is made of.
struct WordTable: Sendable {
    /// What is searched; it has the column `search`.
    let searched: String
    let words: String

    static let directory = WordTable(searched: "directory", words: "directory_words")
    static let ico = WordTable(searched: "ico_register", words: "ico_words")

    /// Counts the words anew, after an import.
    func renew(on connection: isolated Connection) async throws {
        try await connection.query(
            """
            WITH now AS MATERIALIZED (
                SELECT word COLLATE "C" AS word, ndoc AS uses FROM ts_stat('SELECT search FROM \(raw: searched)')
                WHERE word !~ '[0-9]' AND length(word) < 40
            ), updated AS (
                UPDATE \(raw: words) AS w SET uses = n.uses FROM now AS n WHERE n.word = w.word AND n.uses <> w.uses
            ), deleted AS (
                DELETE FROM \(raw: words) AS w WHERE NOT EXISTS (SELECT FROM now AS n WHERE n.word = w.word)
            )
            INSERT INTO \(raw: words) (word, uses, near)
            SELECT word, uses, near_keys(word) FROM now AS n
            WHERE NOT EXISTS (SELECT FROM \(raw: words) AS w WHERE w.word = n.word)
            """)
    }

    /// For each word those that it may be meant for: itself, those near to it, and for the last one those that begin with it.
    func meant(by typed: [String], from database: Pool) async throws -> [[Meant]] {
        let rows = try await database.query(
            """
            SELECT t.place, w.word, w.uses, false AS begins
            FROM unnest(\(typed)::text[]) WITH ORDINALITY AS t (word, place)
            JOIN \(raw: words) AS w ON w.near && near_keys(t.word)
            UNION ALL
            SELECT t.place, w.word, w.uses, false
            FROM unnest(\(typed)::text[]) WITH ORDINALITY AS t (word, place)
            JOIN \(raw: words) AS w ON w.word = t.word WHERE length(t.word) < 4
            UNION ALL
            (SELECT \(typed.count)::int8, w.word, w.uses, true FROM \(raw: words) AS w
            WHERE length(\(typed.last ?? "")::text) > 2 AND w.word > \(typed.last ?? "")::text
                AND w.word < \((typed.last ?? "") + "\u{10FFFF}")::text
            ORDER BY w.uses DESC LIMIT 20)
            """)
        var groups = [[Meant]](repeating: [], count: typed.count)
        for row in rows {
            let place: Int = try row.get(0)
            let word: String = try row.get(1)
            guard groups.indices.contains(place - 1), !groups[place - 1].contains(where: { $0.word == word }) else {
                continue
            }
            let begins: Bool = try row.get(3)
            let distance = begins ? 1 : Likeness.distance(typed[place - 1], word)
            guard distance <= (word.count > 6 ? 2 : 1) else { continue }
            groups[place - 1].append(Meant(word: word, uses: try row.get(2), distance: distance))
        }
        return groups.map { group in
            Array(group.sorted { ($0.distance, -$0.uses, $0.word) < ($1.distance, -$1.uses, $1.word) }.prefix(20))
        }
    }

    /// A word that somebody has.
    struct Meant: Sendable, Equatable {
        var word: String
        var uses: Int
        /// From the typed one: letters left out, put in, changed or exchanged.
        var distance: Int
    }
}
