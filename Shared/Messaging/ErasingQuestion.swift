// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID

/// Takes a person out of all that the service keeps, a page at a time, for the operator: first out of the streams that
/// name them, with what follows from these, then out of replies, timers and what is on its way out.
struct ErasingQuestion: Question {
    /// Every body of a stream that names the person is read three times.
    static let isCostly = true

    let processor: Processor
    let writers: Pool
    /// Events that are looked at in a page; ten times as many replies.
    var stretch = 2_000
    /// Streams in one transaction.
    private static let together = 100

    func answer(
        _ query: ErasePerson<Own>, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> ErasureProgress {
        guard actor.kind == .operator else { throw QuestionRefused.forbidden }
        return try await erase(query, for: actor)
    }

    /// A page, on whomever's behalf.
    func erase(_ query: ErasePerson<Own>, for actor: Actor) async throws -> ErasureProgress {
        let cursor = query.after ?? ErasureCursor(stage: .events, id: .zero)
        return switch cursor.stage {
        case .events: try await events(query, after: cursor, for: actor)
        case .replies: try await replies(query, after: cursor)
        case .outgoing: try await outgoing(query)
        }
    }

    // MARK: Streams

    private func events(
        _ query: ErasePerson<Own>, after cursor: ErasureCursor, for actor: Actor
    ) async throws -> ErasureProgress {
        let rows = try await writers.query(
            """
            WITH page AS MATERIALIZED (
                SELECT stream, version, body FROM events WHERE (stream, version) > (\(cursor.id), \(cursor.version))
                ORDER BY stream, version LIMIT \(stretch))
            SELECT stream, max(version), count(*), bool_or(\(sql: query.person.isNamed(in: "body")))
            FROM page GROUP BY stream ORDER BY stream
            """)
        var looked = 0
        var named: [UUID] = []
        var next = ErasureCursor(stage: .replies, id: .zero)
        for row in rows {
            looked += try row.get(2, as: Int.self)
            if try row.get(3) { named.append(try row.get(0)) }
        }
        if looked == stretch, let last = rows.last {
            next = ErasureCursor(stage: .events, id: try last.get(0), version: try last.get(1))
        }
        var progress = ErasureProgress()
        for start in stride(from: 0, to: named.count, by: Self.together) {
            let some = Array(named[start..<min(start + Self.together, named.count)])
            progress.add(try await erase(query, in: some, for: actor))
        }
        progress.next = next
        return progress
    }

    private func erase(
        _ query: ErasePerson<Own>, in streams: [UUID], for actor: Actor
    ) async throws -> ErasureProgress {
        var attempt = 0
        while true {
            do {
                return try await writers.withConnection { connection in
                    do {
                        return try await processor.erase(
                            Eraser(.person(query.person)), because: query.reason, in: streams, for: actor,
                            isRehearsal: query.isRehearsal, on: connection)
                    } catch {
                        try await connection.rollback()
                        throw error
                    }
                }
            } catch let error as DatabaseError where error.isConflict && attempt < 5 {
                attempt += 1
            }
        }
    }

    // MARK: Beside the streams

    private func replies(_ query: ErasePerson<Own>, after cursor: ErasureCursor) async throws -> ErasureProgress {
        let page = stretch * 10
        let rows = try await writers.query(
            """
            WITH page AS MATERIALIZED (
                SELECT id, reply FROM inbox WHERE id > \(cursor.id) ORDER BY id LIMIT \(page))
            SELECT id, reply, 0 FROM page WHERE reply IS NOT NULL AND \(sql: query.person.isNamed(in: "reply"))
            UNION ALL (SELECT id, NULL, (SELECT count(*) FROM page) FROM page ORDER BY id DESC LIMIT 1)
            """)
        var progress = ErasureProgress(next: ErasureCursor(stage: .outgoing, id: .zero))
        let eraser = Eraser(.person(query.person))
        var (ids, replies): ([UUID], [String]) = ([], [])
        for row in rows {
            let id: UUID = try row.get(0)
            if let reply = try row.get(1, as: String?.self), let left = try eraser.eraseAnywhere(json: reply) {
                ids.append(id)
                replies.append(left)
            } else if try row.get(2, as: Int.self) == page {
                progress.next = ErasureCursor(stage: .replies, id: id)
            }
        }
        progress.others = ids.count
        guard !ids.isEmpty, !query.isRehearsal else { return progress }
        try await writers.query(
            """
            UPDATE inbox SET reply = n.reply FROM unnest(\(ids)::uuid[], \(replies)::text[]) AS n(id, reply)
            WHERE inbox.id = n.id
            """)
        return progress
    }

    /// Timers, and what was published from the outbox or will be: nobody knows which of it has left.
    private func outgoing(_ query: ErasePerson<Own>) async throws -> ErasureProgress {
        let eraser = Eraser(.person(query.person))
        func left(_ body: String) throws -> String? {
            let type = try Envelope.decode(from: Array(body.utf8)).type.text
            return try eraser.eraseAnywhere(body, Catalogue.personal[type] ?? [])
        }
        var progress = ErasureProgress()
        for table in ["timers", "outbox"] as [SQL] {
            // A row that has moved meanwhile, or has become another, is no longer the one that was read.
            let rows = try await writers.query(
                """
                SELECT tableoid::int8, ctid::text, body FROM \(sql: table)
                WHERE \(sql: query.person.isNamed(in: "body"))
                """)
            for row in rows {
                let (part, place, body): (Int64, String, String) = try (row.get(0), row.get(1), row.get(2))
                guard let left = try left(body) else { continue }
                progress.others += 1
                if query.isRehearsal { continue }
                try await writers.query(
                    """
                    UPDATE \(sql: table) SET body = \(left)
                    WHERE tableoid = \(part)::oid AND ctid = \(place)::tid AND body = \(body)
                    """)
            }
        }
        return progress
    }
}

extension ErasureProgress {
    fileprivate mutating func add(_ other: ErasureProgress) {
        streams += other.streams
        events += other.events
        others += other.others
        unreadable += other.unreadable
    }
}

extension Person {
    /// True for JSON that may name the person: which of it does is seen when it is read.
    fileprivate func isNamed(in column: SQL) -> SQL {
        let names = ([address] + names).flatMap { [$0, $0.lowercased()] }
        let literals = Set(names).map { name -> String in
            var text = ""
            JSON.append(name, to: &text)
            return String(text.dropFirst().dropLast())
        }
        return """
            EXISTS (SELECT FROM unnest(\(literals.sorted())::text[]) AS n
                WHERE strpos(\(sql: column), n) > 0 OR strpos(lower(\(sql: column)), n) > 0)
            """
    }
}
