// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID

/// A decider and the projections of its changes, with their types put away.
public struct Aggregate: Sendable {
    public let name: String
    /// The types of its events.
    let kinds: [String]
    /// The tables of its projections.
    let tables: [String]
    let encodeState: @Sendable (any Sendable) throws -> String
    let project: @Sendable ([ChangedStream]) throws -> [SQL]
    /// An event's body without what has to be erased; nil when nothing has to.
    let redact: @Sendable (_ type: String, _ body: String) throws -> String?
    /// True when the event ends the need for secrets in the stream's earlier events.
    let erases: @Sendable (_ type: String, _ body: String) throws -> Bool
    /// Applies one stored event.
    let replay: @Sendable (inout WorkingStream, StoredEvent) throws -> [ClaimChange]

    public init<D: Decider>(_ decider: D.Type, projections: [any Projection<D>.Type] = []) {
        name = D.aggregate
        tables = projections.flatMap { $0.tables }
        self.kinds = D.Event.kinds.map(\.name.text)
        let kinds = Dictionary(uniqueKeysWithValues: D.Event.kinds.map { ($0.name.text, $0) })
        @Sendable func read(_ type: String, _ body: String) throws -> D.Event {
            guard let kind = kinds[type] else { throw MalformedMessage("the aggregate has no event \(type)") }
            return try kind.read(body)
        }
        encodeState = { state in
            guard let state = state as? D.State else { throw MalformedMessage("the state is of another type") }
            return try JSON.text(state)
        }
        project = { streams in
            guard !projections.isEmpty else { return [] }
            let changes = streams.compactMap { stream -> Change<D>? in
                guard let state = stream.state as? D.State else { return nil }
                return Change(
                    stream: stream.id, version: stream.version, state: state,
                    events: stream.recorded.compactMap { $0 as? Recorded<D.Event> })
            }
            return projections.flatMap { $0.write(changes) }
        }
        redact = { type, body in
            let event = D.redacted(try read(type, body))
            let envelope = try Envelope.decode(from: Array(body.utf8))
            let redacted = try envelope.encode(event.fact)
            return redacted == body ? nil : redacted
        }
        erases = { type, body in D.erases(try read(type, body)) }
        replay = { working, stored in
            let event = try read(stored.type, stored.body)
            working.set(D.evolve(try working.state(as: D.State.self), with: event))
            let envelope = try Envelope.decode(from: Array(stored.body.utf8))
            working.append(
                Recorded(
                    event: event, version: stored.version, time: envelope.time, actor: envelope.actor.reference))
            return D.claims(of: event)
        }
    }
}

/// A stream that a batch or a rebuild changed.
struct ChangedStream: Sendable {
    let id: UUID
    let version: Int64
    let state: any Sendable
    let recorded: [any Sendable]
}

/// A row of the event log.
struct StoredEvent: Sendable {
    let stream: UUID
    let version: Int64
    let type: String
    let body: String
    let digest: [UInt8]
    /// The digest of the original body when something in it was erased.
    let bodyDigest: [UInt8]?
}
