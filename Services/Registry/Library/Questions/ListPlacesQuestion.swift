// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// Registered organisations by name. Anybody may ask. ISG-45
struct ListPlacesQuestion: Question {
    func answer(
        _ query: ListPlaces, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<Place> {
        if let view = query.view, !view.isOrdered { return Page(items: []) }
        let after = try query.after.map { try Cursor.read($0, parts: 2) } ?? ["", Identifier.text(.zero)]
        guard let id = UUID(uuidString: after[1]) else { throw Cursor.malformed }
        var condition = Places.condition(category: query.category, group: query.group, view: query.view)
        if let words = query.words, !words.isEmpty {
            // Of signs alone no name has anything.
            guard let search = SearchWords(words).query else { return Page(items: []) }
            condition = "\(sql: condition) AND to_tsvector('simple', o.name) @@ to_tsquery('simple', \(search))"
        }
        let rows = try await database.query(
            """
            SELECT \(sql: Places.columns) FROM organisations AS o
            WHERE \(sql: condition) AND (o.name, o.id) > (\(after[0])::text, \(id)::uuid)
            ORDER BY o.name, o.id LIMIT \(Cursor.pageSize + 1)
            """)
        let items = try rows.prefix(Cursor.pageSize).map(Places.place)
        guard rows.count > Cursor.pageSize, let last = items.last else { return Page(items: items) }
        return Page(items: items, next: Cursor.write(last.name, Identifier.text(last.organisation)))
    }
}
