// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import struct Foundation.UUID

/// Checks the digest chains of a service's event log, page by page; the lanes may run.
struct History: Sendable {
    let pool: Pool
    /// Rows in a page: events, and the state at the end of each stream.
    var pageSize = Options().historyPage

    /// All pages, one after the other.
    func verify() async throws -> [HistoryFault] {
        var faults: [HistoryFault] = []
        var after: HistoryCursor?
        repeat {
            let page = try await page(after: after)
            faults += page.faults
            after = page.next
        } while after != nil
        return faults
    }

    /// One page, as it was at one moment. A stream that grows between two pages is followed to its end, since what was
    /// verified of it stays; a stream that begins behind the cursor is not seen.
    func page(after cursor: HistoryCursor?) async throws -> HistoryPage {
        let rows = try await pool.query(Self.page(after: cursor, limit: pageSize))
        var walk = ChainWalk(after: cursor)
        for row in rows {
            if try row.get(6) {
                walk.state(of: try row.get(0), version: -(try row.get(1, as: Int64.self)), digest: try row.get(4))
            } else {
                walk.event(try StoredEvent(row))
            }
        }
        let isLast = rows.count < pageSize
        if isLast { walk.end() }
        return HistoryPage(
            streams: walk.streams, events: walk.events, faults: walk.faults, next: isLast ? nil : walk.cursor)
    }

    /// Each stream's events in order and then its states, the newest first, by the primary keys of the two tables.
    private static func page(after cursor: HistoryCursor?, limit: Int) -> SQL {
        let (events, states): (SQL, SQL) =
            switch cursor {
            case nil: ("", "")
            case .some(let cursor) where cursor.isDone:
                ("WHERE stream > \(cursor.stream)", "WHERE stream > \(cursor.stream)")
            case .some(let cursor):
                ("WHERE (stream, version) > (\(cursor.stream), \(cursor.version))", "WHERE stream >= \(cursor.stream)")
            }
        return """
            SELECT * FROM (
                (SELECT stream, version, type, body, digest, body_digest, false AS is_state FROM events \(sql: events)
                ORDER BY stream, version LIMIT \(limit))
                UNION ALL
                (SELECT stream, -version, '', '', digest, NULL, true FROM states \(sql: states)
                ORDER BY stream, version DESC LIMIT \(limit))) AS page
            ORDER BY stream, is_state, version LIMIT \(limit)
            """
    }
}

/// Follows one chain after the other, row by row, and can stop and go on anywhere.
struct ChainWalk {
    private(set) var cursor: HistoryCursor?
    private(set) var streams = 0
    private(set) var events = 0
    private(set) var faults: [HistoryFault] = []

    init(after cursor: HistoryCursor?) { self.cursor = cursor }

    mutating func event(_ event: StoredEvent) {
        var place = place(in: event.stream)
        events += 1
        if !place.isFaulty, let kind = fault(of: event, at: &place) {
            add(kind, at: kind == .missing ? place.version + 1 : event.version, to: &place)
        }
        place.version = event.version
        place.digest = Hex.encode(event.digest)
        cursor = place
    }

    /// The newest state comes after the last event of its stream; older ones do not count.
    mutating func state(of stream: UUID, version: Int64, digest: [UInt8]) {
        var place = place(in: stream)
        guard !place.isDone else { return }
        if place.version == 0 {
            add(.removed, at: 1, to: &place)
        } else if let blanked = place.blanked {
            add(.erasedWithoutRecord, at: blanked, to: &place)
        } else if place.version != version || place.digest != Hex.encode(digest) {
            add(.truncated, at: min(place.version, version) + 1, to: &place)
        }
        place.isDone = true
        streams += 1
        cursor = place
    }

    /// Nothing comes after this: what has no state by now has none.
    mutating func end() {
        guard var place = cursor, !place.isDone else { return }
        if let blanked = place.blanked {
            add(.erasedWithoutRecord, at: blanked, to: &place)
        } else {
            add(.truncated, at: place.version, to: &place)
        }
        place.isDone = true
        streams += 1
        cursor = place
    }

    private mutating func place(in stream: UUID) -> HistoryCursor {
        if let cursor, cursor.stream == stream { return cursor }
        end()
        return HistoryCursor(stream: stream)
    }

    private func fault(of event: StoredEvent, at place: inout HistoryCursor) -> HistoryFault.Kind? {
        guard event.version == place.version + 1 else { return .missing }
        let digest = Chain.next(
            after: Hex.decode(place.digest) ?? Chain.start, bodyDigest: event.bodyDigest ?? SHA256.digest(event.body))
        guard digest == event.digest, isInItsPlace(event) else { return .changed }
        // What is left of blanked bodies must be what a later event says of all of them together.
        if event.bodyDigest != nil {
            place.blanked = place.blanked ?? event.version
            let before = place.erased.flatMap { Hex.decode($0) } ?? Chain.start
            place.erased = Hex.encode(Erasure.digest(before, event.body))
        } else if place.blanked != nil, PersonalDataErasedName.isMeant(by: event.type),
            (try? Erasure.read(event.body))?.digest == place.erased
        {
            place.blanked = nil
        }
        return nil
    }

    /// The chain covers the bodies only: a body says itself of which type, stream and version it is.
    private func isInItsPlace(_ event: StoredEvent) -> Bool {
        guard let envelope = try? Envelope.decode(from: Array(event.body.utf8)) else { return false }
        return envelope.type.text == event.type && envelope.subject == Identifier.text(event.stream)
            && envelope.sequence == event.version
    }

    private mutating func add(_ kind: HistoryFault.Kind, at version: Int64, to place: inout HistoryCursor) {
        guard !place.isFaulty else { return }
        place.isFaulty = true
        faults.append(HistoryFault(stream: place.stream, version: version, kind: kind))
    }
}
