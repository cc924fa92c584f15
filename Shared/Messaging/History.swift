// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
public import struct Foundation.UUID

/// Something wrong with a stream's history.
public struct HistoryFault: Sendable, Equatable, CustomStringConvertible {
    public enum Kind: String, Sendable {
        /// The body, or an earlier one, is not what was written.
        case changed
        /// A version is missing between two others.
        case missing
        /// The newest events are gone, or the state is not that of the newest event.
        case truncated
        /// A body was blanked, and no event of the stream says why.
        case erasedWithoutRecord = "erased without record"
        /// There is a state and no event at all.
        case removed
    }

    public let stream: UUID
    /// The first version at which it shows.
    public let version: Int64
    public let kind: Kind

    public init(stream: UUID, version: Int64, kind: Kind) {
        self.stream = stream
        self.version = version
        self.kind = kind
    }

    public var description: String { "\(Identifier.text(stream)) at version \(version): \(kind.rawValue)" }
}

/// Checks the digest chains of a service's event log.
struct History: Sendable {
    let pool: Pool
    let aggregates: [String: Aggregate]

    /// Reads all events in the order of their streams, a page at a time, as they were at one moment: the lanes may run.
    func verify() async throws -> [HistoryFault] {
        try await pool.transaction { connection in
            try await connection.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            var faults: [HistoryFault] = []
            var heads: [Head] = []
            try await EventReader(connection: connection).forEachStream { stream, events in
                let found = check(stream, events)
                faults += found
                if found.isEmpty, let last = events.last {
                    heads.append(Head(stream: stream, version: last.version, digest: last.digest))
                }
                if heads.count == 1_000 {
                    faults += try await truncated(heads, on: connection)
                    heads = []
                }
            }
            faults += try await truncated(heads, on: connection)
            let orphans = try await connection.query(
                """
                SELECT DISTINCT stream FROM states AS s
                WHERE NOT EXISTS (SELECT FROM events AS e WHERE e.stream = s.stream) ORDER BY stream
                """)
            faults += try orphans.map { HistoryFault(stream: try $0.get(0), version: 1, kind: .removed) }
            return faults
        }
    }

    private func check(_ stream: UUID, _ events: [StoredEvent]) -> [HistoryFault] {
        var digest = Chain.start
        var erased: [Int64] = []
        for (index, event) in events.enumerated() {
            guard event.version == Int64(index) + 1 else {
                return [HistoryFault(stream: stream, version: Int64(index) + 1, kind: .missing)]
            }
            digest = Chain.next(after: digest, bodyDigest: event.bodyDigest ?? SHA256.digest(event.body))
            guard digest == event.digest else {
                return [HistoryFault(stream: stream, version: event.version, kind: .changed)]
            }
            if event.bodyDigest != nil { erased.append(event.version) }
        }
        guard !erased.isEmpty else { return [] }
        // Every blanked body must be vouched for by a later event of a kind that erases.
        let voucher = events.last { event in
            aggregates.values.contains { (try? $0.erases(event.type, event.body)) ?? false }
        }
        guard let unvouched = erased.first(where: { $0 >= voucher?.version ?? 0 }) else { return [] }
        return [HistoryFault(stream: stream, version: unvouched, kind: .erasedWithoutRecord)]
    }

    /// The newest event of a stream.
    private struct Head {
        let stream: UUID
        let version: Int64
        let digest: [UInt8]
    }

    /// Compares streams' newest events with the stored states.
    private func truncated(_ heads: [Head], on connection: Connection) async throws -> [HistoryFault] {
        guard !heads.isEmpty else { return [] }
        var states: [UUID: (version: Int64, digest: [UInt8])] = [:]
        for row in try await connection.query(Store.load(heads.map(\.stream))) {
            states[try row.get(0)] = (try row.get(1), try row.get(4))
        }
        return heads.compactMap { head in
            guard let state = states[head.stream] else {
                return HistoryFault(stream: head.stream, version: head.version, kind: .truncated)
            }
            if state.version == head.version, state.digest == head.digest { return nil }
            return HistoryFault(
                stream: head.stream, version: min(head.version, state.version) + 1, kind: .truncated)
        }
    }
}

/// Reads the event log stream by stream.
struct EventReader: Sendable {
    let connection: Connection

    func forEachStream(_ body: (UUID, [StoredEvent]) async throws -> Void) async throws {
        var last: (stream: UUID, version: Int64)?
        var current: UUID?
        var events: [StoredEvent] = []
        while true {
            let page: SQL =
                if let last {
                    "WHERE (stream, version) > (\(last.stream), \(last.version))"
                } else {
                    ""
                }
            let rows = try await connection.query(
                """
                SELECT stream, version, type, body, digest, body_digest FROM events \(sql: page)
                ORDER BY stream, version LIMIT 2000
                """)
            for row in rows {
                let event = StoredEvent(
                    stream: try row.get(0), version: try row.get(1), type: try row.get(2), body: try row.get(3),
                    digest: try row.get(4), bodyDigest: try row.get(5))
                if event.stream != current {
                    if let current { try await body(current, events) }
                    current = event.stream
                    events = []
                }
                events.append(event)
                last = (event.stream, event.version)
            }
            if rows.count < 2_000 { break }
        }
        if let current { try await body(current, events) }
    }
}
