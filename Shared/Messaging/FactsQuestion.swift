// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date

/// Tells another service what happened before it began to listen.
///
/// A page is a stretch of positions. A transaction that took a position of it and is not committed yet is missed, and may
/// be: who asks listens already, and what is committed after the question is published after it.
struct FactsQuestion: Question {
    let aggregates: [Aggregate]
    /// Positions in a page.
    let stretch: Int
    /// The size of a page's bodies from which on it takes no more.
    private static let mostBytes = 256 << 10

    func answer(
        _ query: ReadFacts<Own>, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> FactPage {
        guard actor.kind == .service else { throw QuestionRefused.forbidden }
        guard let type = MessageName(query.type),
            let aggregate = aggregates.first(where: { $0.published.contains(type.text) })
        else { throw QuestionRefused.notFound }
        let end = query.after + Int64(stretch)
        let (newest, rows) = try await database.withConnection { connection in
            let answers = try await connection.pipeline([
                Store.newestPosition,
                Store.events(of: aggregate.kinds(of: type), after: query.after, upTo: end, bytes: Self.mostBytes),
            ])
            return (try answers[0][0].get(0, as: Int64.self), answers[1])
        }
        var page = FactPage(facts: [], next: end, isLast: newest <= end)
        for row in rows {
            if let fact = try aggregate.published(row.get(1), row.get(2), as: type) { page.facts.append(fact) }
        }
        if let last = rows.last, try last.get(3, as: Int.self) > rows.count {
            page.next = try last.get(0)
            page.isLast = false
        }
        return page
    }
}
