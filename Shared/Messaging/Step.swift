// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.UUID

/// One command aimed at one stream, with its types put away: what a batch is made of.
struct Step: Sendable {
    let stream: UUID
    let aggregate: String
    let claims: [Claim]
    /// True when somebody asks for it, who can be told no; a fact has happened.
    let isInstructed: Bool
    let decide: @Sendable (inout WorkingStream, Context) throws -> Decision

    init<D: Decider>(
        _ decider: D.Type, _ stream: UUID, _ claims: [Claim], _ command: D.Command, isInstructed: Bool = false
    ) {
        self.isInstructed = isInstructed
        self.stream = stream
        self.aggregate = D.aggregate
        self.claims = claims
        decide = { working, context in
            let before = try working.state(as: D.State.self)
            let events: [D.Event]
            do throws(D.Refusal) {
                events = try D.decide(command, given: before, in: context)
            } catch {
                return Decision(refusal: error.problems)
            }
            var state = before
            for event in events { state = D.evolve(state, with: event) }
            guard let state, !events.isEmpty else { return Decision(refusal: nil) }
            var decision = Decision(refusal: D.refusal(for: events)?.problems)
            for event in events {
                let version = working.version + 1
                decision.facts.append(event.fact)
                decision.claims += D.claims(of: event)
                decision.consequences += D.consequences(of: event, state: state, in: context)
                if D.erases(event) { decision.erases = version }
                working.append(
                    Recorded(event: event, version: version, time: context.time, actor: context.actor.reference))
            }
            working.set(state)
            return decision
        }
    }
}

/// What came of a step.
struct Decision {
    var facts: [any Fact] = []
    var claims: [ClaimChange] = []
    var consequences: [Consequence] = []
    /// The version of the newest event that ends the need for secrets before it.
    var erases: Int64?
    /// Why not; facts may have been recorded all the same.
    var refusal: [Problem]?
}

/// A stream while a batch works on it.
struct WorkingStream {
    let id: UUID
    var aggregate: String
    /// The version as loaded; 0 for a stream that does not exist yet.
    let loadedVersion: Int64
    private(set) var version: Int64
    /// The digest of the newest event.
    var digest: [UInt8]
    private(set) var state: (any Sendable)?
    /// `Recorded<Event>` values, one for each event of the batch.
    private(set) var recorded: [any Sendable] = []

    init(id: UUID, aggregate: String, version: Int64, digest: [UInt8], state: (any Sendable)?) {
        self.id = id
        self.aggregate = aggregate
        self.loadedVersion = version
        self.version = version
        self.digest = digest
        self.state = state
    }

    var isChanged: Bool { version != loadedVersion }

    /// What was replayed, as the stream that a batch changes: what it wrote before, it writes anew.
    var rewritten: WorkingStream {
        var stream = settled
        stream.recorded = recorded
        return stream
    }

    /// The stream as the next batch finds it.
    var settled: WorkingStream {
        WorkingStream(id: id, aggregate: aggregate, version: version, digest: digest, state: state)
    }

    /// A stream of which nothing has happened yet.
    init(id: UUID, aggregate: String) {
        self.init(id: id, aggregate: aggregate, version: 0, digest: Chain.start, state: nil)
    }

    func state<S: Sendable>(as type: S.Type) throws -> S? {
        guard let state else { return nil }
        guard let state = state as? S else { throw MalformedMessage("its state is of another aggregate") }
        return state
    }

    mutating func append(_ event: any Sendable) {
        recorded.append(event)
        version += 1
    }

    mutating func set(_ state: any Sendable) { self.state = state }
}
