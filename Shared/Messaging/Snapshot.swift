// SPDX-License-Identifier: Apache-2.0

import Contracts
public import Database
public import struct Foundation.UUID

/// One aggregate as its newest event left it, for questions.
public struct Snapshot<Source: Decider>: Sendable {
    public let stream: UUID
    public let version: Int64
    public let state: Source.State

    init(stream: UUID, version: Int64, state: Source.State) {
        self.stream = stream
        self.version = version
        self.state = state
    }
}

extension Pool {
    /// An aggregate's state; nil when nothing has happened to it, or it is of another kind.
    public func state<D: Decider>(of decider: D.Type, _ stream: UUID) async throws -> Snapshot<D>? {
        try await states(of: decider, [stream])[stream]
    }

    /// The states of several. Those that this build does not read are worked out from their events.
    public func states<D: Decider>(of decider: D.Type, _ streams: [UUID]) async throws -> [UUID: Snapshot<D>] {
        guard !streams.isEmpty else { return [:] }
        return try await withConnection { connection in
            var found: [UUID: Snapshot<D>] = [:]
            var outdated: [UUID: String] = [:]
            for row in try await connection.query(Store.load(streams)) {
                let stored = try StoredState(row)
                guard stored.aggregate == D.aggregate else { continue }
                if stored.shape == D.shape, let state = try? JSON.value(D.State.self, from: stored.state) {
                    found[stored.stream] = Snapshot(stream: stored.stream, version: stored.version, state: state)
                } else {
                    outdated[stored.stream] = D.aggregate
                }
            }
            guard !outdated.isEmpty else { return found }
            let replay = Replay(aggregates: [D.aggregate: Aggregate(decider)])
            for (stream, result) in try await replay.run(outdated, on: connection) {
                let working = try result.get()
                guard let state = try working.state(as: D.State.self) else { continue }
                found[stream] = Snapshot(stream: stream, version: working.version, state: state)
            }
            return found
        }
    }
}
