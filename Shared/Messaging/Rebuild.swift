// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.UUID

/// Writes states, claims and projections anew from the events.
struct Rebuild: Sendable {
    let pool: Pool
    let aggregates: [String: Aggregate]

    func run() async throws -> Int {
        let kinds = kindsOfStreams()
        return try await pool.transaction { connection in
            // A projection is an ordinary table of the service's own schema; its name is code, not input.
            let tables = aggregates.values.flatMap(\.tables) + ["states", "claims"]
            try await connection.query("TRUNCATE \(raw: tables.sorted().joined(separator: ", "))")
            var chunk: [WorkingStream] = []
            var claims: [Claim: UUID] = [:]
            var count = 0
            try await EventReader(connection: connection).forEachStream { stream, events in
                guard let first = events.first else { return }
                // Left out, the stream would be gone from states and projections without a word.
                guard let aggregate = kinds[first.type].flatMap({ aggregates[$0] }) else {
                    throw MalformedMessage("no aggregate has the event \(first.type)")
                }
                var working = WorkingStream(id: stream, aggregate: aggregate.name)
                // Streams come by id, not by time: only what one holds in the end counts.
                var held: Set<Claim> = []
                for event in events {
                    for change in try aggregate.replay(&working, event) {
                        switch change {
                        case .take(let claim): held.insert(claim)
                        case .release(let claim): held.remove(claim)
                        }
                    }
                }
                for claim in held { claims[claim] = stream }
                chunk.append(working)
                count += 1
                if chunk.count == 500 {
                    try await write(chunk, on: connection)
                    chunk = []
                }
            }
            try await write(chunk, on: connection)
            if !claims.isEmpty { try await connection.query(Store.take(Array(claims.keys), Array(claims.values))) }
            return count
        }
    }

    /// Which aggregate owns each type of event.
    private func kindsOfStreams() -> [String: String] {
        var kinds: [String: String] = [:]
        for aggregate in aggregates.values { for kind in aggregate.kinds { kinds[kind] = aggregate.name } }
        return kinds
    }

    private func write(_ streams: [WorkingStream], on connection: Connection) async throws {
        var states = StateRows()
        var changed: [String: [ChangedStream]] = [:]
        for stream in streams {
            guard let state = stream.state, let aggregate = aggregates[stream.aggregate] else { continue }
            try states.append(stream, of: aggregate, state)
            changed[stream.aggregate, default: []].append(
                ChangedStream(id: stream.id, version: stream.version, state: state, recorded: stream.recorded))
        }
        guard !states.streams.isEmpty else { return }
        var statements = [Store.store(states)]
        for (name, streams) in changed { statements += try aggregates[name]?.project(streams) ?? [] }
        try await connection.pipeline(statements)
    }
}
