// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID

/// The engine's SQL: sets in, sets out, one statement a table.
///
/// Rows are found by `LATERAL` and a limit of one for each key: a plan for that looks each key up. Written as a join, what
/// was planned while a table was tiny would read all of it, and go on to do so while it grows.
enum Store {
    /// Makes the transaction the only one at work on these streams. Always in ascending order, so that two batches
    /// cannot wait for each other.
    static func lock(_ streams: [UUID]) -> SQL {
        let keys = Set(streams.map(lockKey)).sorted()
        return "SELECT pg_advisory_xact_lock(k) FROM unnest(\(keys)::int8[]) AS k"
    }

    /// The keys of those of the streams that are free, which are locked from now on.
    static func tryLock(_ streams: [UUID]) -> SQL {
        let keys = Set(streams.map(lockKey)).sorted()
        return "SELECT k FROM unnest(\(keys)::int8[]) AS k WHERE pg_try_advisory_xact_lock(k)"
    }

    static func lockKey(_ stream: UUID) -> Int64 {
        let bytes = stream.uuid
        return withUnsafeBytes(of: bytes) {
            $0.loadUnaligned(fromByteOffset: 0, as: Int64.self) ^ $0.loadUnaligned(fromByteOffset: 8, as: Int64.self)
        }
    }

    static func known(_ ids: [UUID]) -> SQL {
        "SELECT id, reply, digest FROM inbox WHERE id = ANY(\(ids)::uuid[])"
    }

    static func load(_ streams: [UUID]) -> SQL {
        """
        SELECT s.stream, s.version, s.aggregate, s.state, s.digest, s.shape FROM unnest(\(streams)::uuid[]) AS w(id)
        CROSS JOIN LATERAL (SELECT * FROM states WHERE stream = w.id ORDER BY version DESC LIMIT 1) AS s
        """
    }

    /// All that happened to these streams, each stream's events in order.
    static func events(of streams: [UUID]) -> SQL {
        """
        SELECT stream, version, type, body, digest, body_digest FROM events
        WHERE stream = ANY(\(streams)::uuid[]) ORDER BY stream, version
        """
    }

    /// The last position that was taken; what took it may not be committed yet.
    static let newestPosition: SQL =
        "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM events_position_seq"

    /// What of a stretch of positions is of some types: as many as are of a size, and how many there are in all.
    static func events(of types: [String], after: Int64, upTo end: Int64, bytes: Int) -> SQL {
        """
        SELECT position, type, body, there FROM (
            SELECT position, type, body, count(*) OVER () AS there,
                sum(octet_length(body)) OVER (ORDER BY position) - octet_length(body) AS before
            FROM events WHERE position > \(after) AND position <= \(end) AND type = ANY(\(types)::text[])) AS stretch
        WHERE before < \(bytes) ORDER BY position
        """
    }

    static func holders(_ claims: [Claim]) -> SQL {
        """
        SELECT w.kind, w.value, c.stream
        FROM unnest(\(claims.map(\.kind))::text[], \(claims.map(\.value))::text[]) AS w(kind, value)
        CROSS JOIN LATERAL (SELECT stream FROM claims WHERE kind = w.kind AND value = w.value LIMIT 1) AS c
        """
    }

    static func remember(_ rows: RememberedRows, at now: Date) -> SQL {
        """
        INSERT INTO inbox (id, at, reply, digest) SELECT id, \(now), reply, digest
        FROM unnest(\(rows.ids)::uuid[], \(rows.replies)::text[], \(rows.digests)::bytea[]) AS n(id, reply, digest)
        """
    }

    static func append(_ events: EventRows) -> SQL {
        """
        INSERT INTO events (stream, version, type, at, body, digest, body_digest)
        SELECT * FROM unnest(\(events.streams)::uuid[], \(events.versions)::int8[], \(events.types)::text[],
            \(events.times)::timestamptz[], \(events.bodies)::text[], \(events.digests)::bytea[],
            \(events.bodyDigests)::bytea[])
        """
    }

    static func store(_ states: StateRows) -> SQL {
        """
        INSERT INTO states (stream, version, aggregate, shape, state, digest)
        SELECT * FROM unnest(\(states.streams)::uuid[], \(states.versions)::int8[], \(states.aggregates)::text[],
            \(states.shapes)::int8[], \(states.states)::text[], \(states.digests)::bytea[])
        """
    }

    /// Removes the versions that a batch replaced, by their keys.
    static func discard(_ streams: [UUID], _ versions: [Int64]) -> SQL {
        """
        DELETE FROM states WHERE ctid = ANY (ARRAY(
            SELECT s.ctid FROM unnest(\(streams)::uuid[], \(versions)::int8[]) AS o(stream, version)
            CROSS JOIN LATERAL (
                SELECT ctid FROM states WHERE stream = o.stream AND version = o.version LIMIT 1) AS s))
        """
    }

    /// Puts bodies in which something was erased in the place of the originals, whose digest stays.
    static func blank(_ rows: BlankedRows) -> SQL {
        """
        UPDATE events AS e SET body_digest = coalesce(e.body_digest, sha256(convert_to(e.body, 'UTF8'))), body = (
            SELECT n.body
            FROM unnest(\(rows.streams)::uuid[], \(rows.versions)::int8[], \(rows.bodies)::text[])
                AS n(stream, version, body)
            WHERE n.stream = e.stream AND n.version = e.version LIMIT 1)
        WHERE e.ctid = ANY (ARRAY(
            SELECT x.ctid FROM unnest(\(rows.streams)::uuid[], \(rows.versions)::int8[]) AS o(stream, version)
            CROSS JOIN LATERAL (
                SELECT ctid FROM events WHERE stream = o.stream AND version = o.version LIMIT 1) AS x))
        """
    }

    static func take(_ claims: [Claim], _ streams: [UUID]) -> SQL {
        """
        INSERT INTO claims (kind, value, stream)
        SELECT * FROM unnest(\(claims.map(\.kind))::text[], \(claims.map(\.value))::text[], \(streams)::uuid[])
        """
    }

    static func release(_ claims: [Claim], _ streams: [UUID]) -> SQL {
        """
        DELETE FROM claims WHERE ctid = ANY (ARRAY(
            SELECT c.ctid FROM unnest(\(claims.map(\.kind))::text[], \(claims.map(\.value))::text[],
                \(streams)::uuid[]) AS o(kind, value, stream)
            CROSS JOIN LATERAL (
                SELECT ctid FROM claims WHERE kind = o.kind AND value = o.value AND stream = o.stream LIMIT 1) AS c))
        """
    }

    static func schedule(_ timers: TimerRows) -> SQL {
        """
        INSERT INTO timers (stream, name, due, exchange, key, body)
        SELECT stream, name, due, \(Routes.commands), key, body
        FROM unnest(\(timers.streams)::uuid[], \(timers.names)::text[], \(timers.due)::timestamptz[],
            \(timers.keys)::text[], \(timers.bodies)::text[]) AS n(stream, name, due, key, body)
        ON CONFLICT (stream, name) DO UPDATE SET due = excluded.due, key = excluded.key, body = excluded.body
        """
    }

    static func unschedule(_ streams: [UUID], _ names: [String]) -> SQL {
        """
        DELETE FROM timers WHERE ctid = ANY (ARRAY(
            SELECT t.ctid FROM unnest(\(streams)::uuid[], \(names)::text[]) AS o(stream, name)
            CROSS JOIN LATERAL (SELECT ctid FROM timers WHERE stream = o.stream AND name = o.name LIMIT 1) AS t))
        """
    }

    /// Moves due timers into the outbox, in order; two copies never take the same ones.
    static func fire(before now: Date, slot: Int64, limit: Int) -> SQL {
        """
        WITH due AS (
            DELETE FROM timers WHERE (stream, name) IN (
                SELECT stream, name FROM timers WHERE due <= \(now) ORDER BY due LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING due, exchange, key, body)
        INSERT INTO outbox (slot, exchange, key, body)
        SELECT \(slot)::int2, exchange, key, body FROM due ORDER BY due RETURNING position, exchange, key, body
        """
    }

    static func enqueue(_ rows: OutboxRows, slot: Int64) -> SQL {
        """
        INSERT INTO outbox (slot, exchange, key, body)
        SELECT \(slot)::int2, exchange, key, body
        FROM unnest(\(rows.exchanges)::text[], \(rows.keys)::text[], \(rows.bodies)::text[])
            WITH ORDINALITY AS n(exchange, key, body, place)
        ORDER BY place RETURNING position
        """
    }

    static func confirm(_ ranges: [ConfirmedRange]) -> SQL {
        """
        INSERT INTO sent (slot, low, high)
        SELECT slot::int2, low, high FROM unnest(\(ranges.map(\.slot))::int8[], \(ranges.map(\.low))::int8[],
            \(ranges.map(\.high))::int8[]) AS n(slot, low, high)
        """
    }

    /// Rows of a slot that no confirmed range covers, in order.
    ///
    /// - Parameters:
    ///   - age: how old they must be by the server's clock, which set their time; nil for all.
    ///   - homeless: how old one must be to be marked in the last column.
    static func unsent(
        slot: Int64, age: Duration?, homeless: Duration = .zero, after position: Int64 = 0, limit: Int
    ) -> SQL {
        let old: SQL = if let age { "AND at < now() - \(age.components.seconds) * interval '1 second'" } else { "" }
        return """
            WITH covered AS (
                SELECT coalesce(range_agg(int8range(low, high, '[]')), '{}'::int8multirange) AS ranges
                FROM sent WHERE slot = \(slot)::int2)
            SELECT position, exchange, key, body,
                at < now() - \(homeless.components.seconds) * interval '1 second' FROM outbox, covered
            WHERE slot = \(slot)::int2 AND position > \(position) \(sql: old) AND NOT (position <@ ranges)
            ORDER BY position LIMIT \(limit)
            """
    }
}

struct RememberedRows {
    var ids: [UUID] = []
    var replies: [String?] = []
    var digests: [[UInt8]?] = []
}

struct EventRows {
    var streams: [UUID] = []
    var versions: [Int64] = []
    var types: [String] = []
    var times: [Date] = []
    var bodies: [String] = []
    var digests: [[UInt8]] = []
    /// The digest of the original body where something in it is erased already.
    var bodyDigests: [[UInt8]?] = []

    mutating func append(
        _ stream: UUID, _ version: Int64, _ type: String, at time: Date, _ body: String, digest: [UInt8]
    ) {
        streams.append(stream)
        versions.append(version)
        types.append(type)
        times.append(time)
        bodies.append(body)
        digests.append(digest)
        bodyDigests.append(nil)
    }
}

/// Events in the log in which something is erased, with what is left of them.
struct BlankedRows {
    var streams: [UUID] = []
    var versions: [Int64] = []
    var bodies: [String] = []

    mutating func append(_ stream: UUID, _ version: Int64, _ body: String) {
        streams.append(stream)
        versions.append(version)
        bodies.append(body)
    }

    mutating func append(_ others: BlankedRows) {
        streams += others.streams
        versions += others.versions
        bodies += others.bodies
    }
}

struct StateRows {
    var streams: [UUID] = []
    var versions: [Int64] = []
    var aggregates: [String] = []
    var shapes: [Int] = []
    var states: [String] = []
    var digests: [[UInt8]] = []

    mutating func append(_ stream: WorkingStream, of aggregate: Aggregate, _ state: any Sendable) throws {
        states.append(try aggregate.encodeState(state))
        streams.append(stream.id)
        versions.append(stream.version)
        aggregates.append(stream.aggregate)
        shapes.append(aggregate.shape)
        digests.append(stream.digest)
    }
}

struct TimerRows {
    var streams: [UUID] = []
    var names: [String] = []
    var due: [Date] = []
    var keys: [String] = []
    var bodies: [String] = []
}

struct OutboxRows {
    var exchanges: [String] = []
    var keys: [String] = []
    var bodies: [String] = []
    var ids: [String] = []
    var types: [String] = []
}

/// Positions of one slot that the broker confirmed, both ends included.
struct ConfirmedRange: Sendable, Equatable {
    var slot: Int64
    var low: Int64
    var high: Int64

    /// Joins positions into runs; positions between them belong to other transactions.
    static func runs(slot: Int64, _ positions: [Int64]) -> [ConfirmedRange] {
        var ranges: [ConfirmedRange] = []
        for position in positions.sorted() {
            if let last = ranges.last, position == last.high + 1 {
                ranges[ranges.count - 1].high = position
            } else {
                ranges.append(ConfirmedRange(slot: slot, low: position, high: position))
            }
        }
        return ranges
    }
}
