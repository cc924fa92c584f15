// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID

/// A decider and the projections of its changes, with their types put away.
public struct Aggregate: Sendable {
    public let name: String
    /// Which form of state it writes.
    let shape: Int
    /// The types of its events, old ones among them.
    let kinds: [String]
    /// Those of them that leave the service.
    let published: Set<String>
    /// What is personal in each of them.
    private let personal: [String: [PersonalField]]
    let projections: [ProjectedTables]
    let encodeState: @Sendable (any Sendable) throws -> String
    let decodeState: @Sendable (String) throws -> any Sendable
    /// What those of its projections write that are asked for by name.
    let project: @Sendable (_ streams: [ChangedStream], _ wanted: (String) -> Bool) throws -> [SQL]
    /// An event in the form that events have now.
    private let form: @Sendable (_ type: String, _ body: String) throws -> (type: MessageName, body: String)
    /// The unique values that an event takes or gives back.
    let claims: @Sendable (_ type: String, _ body: String) throws -> [ClaimChange]
    /// The state after something of the stream was erased.
    let erased: @Sendable (any Sendable) throws -> any Sendable
    /// Other streams that may name the persons who stand in this one.
    let related: @Sendable (any Sendable) -> [UUID]
    /// Applies one stored event.
    let replay: @Sendable (inout WorkingStream, StoredEvent) throws -> Void

    public init<D: Decider>(_ decider: D.Type, projections: [any Projection<D>.Type] = []) {
        name = D.aggregate
        shape = D.shape
        self.projections = projections.map { ProjectedTables($0) }
        self.kinds = D.Event.kinds.map(\.name.text)
        published = Set(D.Event.kinds.filter { $0.audience == .everyone }.map(\.name.text))
        personal = Dictionary(uniqueKeysWithValues: D.Event.kinds.map { ($0.name.text, $0.personal) })
        let kinds = Dictionary(uniqueKeysWithValues: D.Event.kinds.map { ($0.name.text, $0) })
        @Sendable func read(_ type: String, _ body: String) throws -> D.Event {
            guard let kind = kinds[type] else { throw MalformedMessage("the aggregate has no event \(type)") }
            return try kind.read(body)
        }
        encodeState = { state in
            guard let state = state as? D.State else { throw MalformedMessage("the state is of another type") }
            return try JSON.text(state)
        }
        decodeState = { try JSON.value(D.State.self, from: $0) }
        project = { streams, wanted in
            let projections = projections.filter { wanted($0.tables[0]) }
            guard !projections.isEmpty else { return [] }
            let changes = streams.compactMap { stream -> Change<D>? in
                guard let state = stream.state as? D.State else { return nil }
                return Change(
                    stream: stream.id, version: stream.version, state: state,
                    events: stream.recorded.compactMap { $0 as? Recorded<D.Event> },
                    erasures: stream.recorded.compactMap { $0 as? Recorded<ErasureReason> })
            }
            return projections.flatMap { $0.write(changes) }
        }
        @Sendable func todays(_ fact: any Fact, in body: String) throws -> (type: MessageName, body: String) {
            var envelope = try Envelope.decode(from: Array(body.utf8))
            envelope.type = Swift.type(of: fact).name
            return (envelope.type, try envelope.encode(fact))
        }
        form = { type, body in try todays(read(type, body).fact, in: body) }
        claims = { type, body in D.claims(of: try read(type, body)) }
        erased = { state in
            guard let state = state as? D.State else { throw MalformedMessage("its state is of another aggregate") }
            return D.erased(state)
        }
        related = { ($0 as? D.State).map { D.related($0) } ?? [] }
        replay = { working, stored in
            let envelope = try Envelope.decode(from: Array(stored.body.utf8))
            func recorded<Event: Sendable>(_ event: Event) -> Recorded<Event> {
                Recorded(
                    event: event, version: stored.version, time: envelope.time, actor: envelope.actor.reference)
            }
            let state = try working.state(as: D.State.self)
            if PersonalDataErasedName.isMeant(by: stored.type) {
                if let state { working.set(D.erased(state)) }
                working.append(recorded(try Erasure.read(stored.body).reason))
            } else {
                let event = try read(stored.type, stored.body)
                working.set(D.evolve(state, with: event))
                working.append(recorded(event))
            }
            working.digest = stored.digest
        }
    }

    /// - Throws: `MalformedMessage` when nobody knows what is personal in it: then nothing may be taken for erased.
    func personal(in type: String) throws -> [PersonalField] {
        if PersonalDataErasedName.isMeant(by: type) { return [] }
        guard let fields = personal[type] else { throw MalformedMessage("the aggregate has no event \(type)") }
        return fields
    }

    /// The types of event that are of one kind, in whatever version.
    func kinds(of type: MessageName) -> [String] {
        kinds.filter { MessageName(stringLiteral: $0).unversioned == type.unversioned }
    }

    /// An event as whoever listens to a type would have got it; nil when it is of a newer one.
    func published(_ type: String, _ body: String, as wanted: MessageName) throws -> String? {
        if type == wanted.text { return body }
        let form = try form(type, body)
        return form.type == wanted ? form.body : nil
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
    var body: String
    let digest: [UInt8]
    /// The digest of the original body when something in it was erased.
    let bodyDigest: [UInt8]?

    /// A row of stream, version, type, body, digest and digest of the original body.
    init(_ row: Row) throws(DatabaseError) {
        stream = try row.get(0)
        version = try row.get(1)
        type = try row.get(2)
        body = try row.get(3)
        digest = try row.get(4)
        bodyDigest = try row.get(5)
    }
}
