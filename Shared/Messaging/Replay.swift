// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.UUID

/// Works streams out again from all their events.
struct Replay: Sendable {
    let aggregates: [String: Aggregate]

    /// - Parameter wanted: each stream with the aggregate it belongs to.
    /// - Returns: each stream as its events left it, from version 0 on, or why they cannot be read. A stream without events
    ///   is left out.
    func run(
        _ wanted: [UUID: String], on connection: Connection
    ) async throws -> [UUID: Result<WorkingStream, any Error>] {
        var replayed: [UUID: Result<WorkingStream, any Error>] = [:]
        for row in try await connection.query(Store.events(of: Array(wanted.keys))) {
            let event = try StoredEvent(row)
            guard let name = wanted[event.stream] else { continue }
            let before = replayed[event.stream] ?? .success(WorkingStream(id: event.stream, aggregate: name))
            replayed[event.stream] = before.flatMap { working in
                Result {
                    guard let aggregate = aggregates[name] else {
                        throw MalformedMessage("the aggregate \(name) is not known")
                    }
                    var working = working
                    try aggregate.replay(&working, event)
                    return working
                }
            }
        }
        return replayed
    }
}
