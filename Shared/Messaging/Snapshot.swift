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

/// Which aggregate of which stream is to be read.
public struct WantedState: Sendable {
    let stream: UUID
    let name: String
    let shape: Int
    let read: @Sendable (String) -> (any Sendable)?
    let aggregate: @Sendable () -> Aggregate

    public init<D: Decider>(_ decider: D.Type, _ stream: UUID) {
        self.stream = stream
        name = D.aggregate
        shape = D.shape
        read = { try? JSON.value(D.State.self, from: $0) }
        aggregate = { Aggregate(decider) }
    }
}

/// Aggregates of several kinds, read together.
public struct Snapshots: Sendable {
    private var found: [UUID: (version: Int64, state: any Sendable)] = [:]

    /// Nil when nothing has happened to it, or it is of another kind.
    public func state<D: Decider>(of decider: D.Type, _ stream: UUID) -> Snapshot<D>? {
        found[stream].flatMap { found in
            (found.state as? D.State).map { Snapshot(stream: stream, version: found.version, state: $0) }
        }
    }

    /// All their versions together: another number whenever something happened to one of them.
    public var versions: Int64 { found.values.reduce(0) { $0 + $1.version } }

    fileprivate mutating func note(_ stream: UUID, _ version: Int64, _ state: any Sendable) {
        found[stream] = (version, state)
    }
}

extension Pool {
    /// An aggregate's state; nil when nothing has happened to it, or it is of another kind.
    public func state<D: Decider>(of decider: D.Type, _ stream: UUID) async throws -> Snapshot<D>? {
        try await states([WantedState(decider, stream)]).state(of: decider, stream)
    }

    /// The states of several of one kind.
    public func states<D: Decider>(of decider: D.Type, _ streams: [UUID]) async throws -> [UUID: Snapshot<D>] {
        let found = try await states(streams.map { WantedState(decider, $0) })
        return Dictionary(streams.compactMap { found.state(of: decider, $0) }.map { ($0.stream, $0) }) { one, _ in one }
    }

    /// The states of several streams in one look. Those that this build does not read are worked out from their events.
    public func states(_ wanted: [WantedState]) async throws -> Snapshots {
        guard !wanted.isEmpty else { return Snapshots() }
        let byStream = Dictionary(wanted.map { ($0.stream, $0) }) { first, _ in first }
        return try await withConnection { connection in
            var found = Snapshots()
            var outdated: [UUID: String] = [:]
            for row in try await connection.query(Store.load(Array(byStream.keys))) {
                let stored = try StoredState(row)
                guard let wanted = byStream[stored.stream], stored.aggregate == wanted.name else { continue }
                if stored.shape == wanted.shape, let state = wanted.read(stored.state) {
                    found.note(stored.stream, stored.version, state)
                } else {
                    outdated[stored.stream] = wanted.name
                }
            }
            guard !outdated.isEmpty else { return found }
            let aggregates = Dictionary(
                outdated.compactMap { stream, name in byStream[stream].map { (name, $0.aggregate()) } }
            ) { first, _ in first }
            for (stream, result) in try await Replay(aggregates: aggregates).run(outdated, on: connection) {
                let working = try result.get()
                if let state = working.state { found.note(stream, working.version, state) }
            }
            return found
        }
    }
}
