// SPDX-License-Identifier: Apache-2.0

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

    public var description: String { "\(stream.uuidString.lowercased()) at version \(version): \(kind.rawValue)" }
}

/// Checks the digest chains of a service's event log.
struct History: Sendable {
    let pool: Pool
    let aggregates: [String: Aggregate]

    /// Reads all events in the order of their streams, a page at a time.
    func verify() async throws -> [HistoryFault] {
        var faults: [HistoryFault] = []
        let heads = Heads()
        try await EventReader(pool: pool).forEachStream { stream, events in
            faults += check(stream, events)
            if let last = events.last { heads.note(stream, last) }
        }
        faults += try await heads.compare(with: pool, alreadyFaulty: Set(faults.map(\.stream)))
        return faults
    }

    private func check(_ stream: UUID, _ events: [StoredEvent]) -> [HistoryFault] {
        var digest = Chain.start
        var erased: Int64?
        for (index, event) in events.enumerated() {
            guard event.version == Int64(index) + 1 else {
                return [HistoryFault(stream: stream, version: Int64(index) + 1, kind: .missing)]
            }
            digest = Chain.next(after: digest, bodyDigest: event.bodyDigest ?? SHA256.digest(event.body))
            guard digest == event.digest else {
                return [HistoryFault(stream: stream, version: event.version, kind: .changed)]
            }
            if event.bodyDigest != nil, erased == nil { erased = event.version }
        }
        if let erased {
            // A blanked body must be vouched for by a later event of a kind that erases.
            let vouched = events.contains { event in
                event.version > erased
                    && aggregates.values.contains { (try? $0.erases(event.type, event.body)) ?? false }
            }
            if !vouched { return [HistoryFault(stream: stream, version: erased, kind: .erasedWithoutRecord)] }
        }
        return []
    }
}

/// The newest event of each stream, to be compared with the stored states.
private final class Heads {
    private var heads: [UUID: (version: Int64, digest: [UInt8])] = [:]

    func note(_ stream: UUID, _ event: StoredEvent) { heads[stream] = (event.version, event.digest) }

    func compare(with pool: Pool, alreadyFaulty: Set<UUID>) async throws -> [HistoryFault] {
        var faults: [HistoryFault] = []
        var after: UUID?
        while true {
            let rows = try await pool.query(
                """
                SELECT DISTINCT ON (stream) stream, version, digest FROM states
                WHERE \(after)::uuid IS NULL OR stream > \(after)::uuid
                ORDER BY stream, version DESC LIMIT 5000
                """)
            for row in rows {
                let stream: UUID = try row.get(0)
                let version: Int64 = try row.get(1)
                let head = heads.removeValue(forKey: stream)
                guard !alreadyFaulty.contains(stream) else { continue }
                if let head {
                    if try head.version != version || head.digest != row.get(2) {
                        faults.append(
                            HistoryFault(stream: stream, version: min(head.version, version) + 1, kind: .truncated))
                    }
                } else {
                    faults.append(HistoryFault(stream: stream, version: 1, kind: .removed))
                }
            }
            guard let last = rows.last else { break }
            after = try last.get(0, as: UUID.self)
        }
        for (stream, head) in heads where !alreadyFaulty.contains(stream) {
            faults.append(HistoryFault(stream: stream, version: head.version, kind: .truncated))
        }
        return faults
    }
}

/// Reads the event log stream by stream.
struct EventReader: Sendable {
    let pool: Pool

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
            let rows = try await pool.query(
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
