// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import struct Foundation.Date
import struct Foundation.UUID

/// A message that was read and can be processed.
struct Incoming: Sendable {
    /// Under which it is remembered.
    let id: UUID
    let envelope: Envelope
    let work: Work
    /// Of what it says, when the same id with other content is to be refused.
    var digest: [UInt8]?
}

/// Reads bytes into messages, and says why when it cannot.
struct Intake: Sendable {
    enum Result: Sendable {
        case ready(Incoming)
        /// Something has to be looked up or computed before it can be decided.
        case unprepared(UUID, Envelope, digest: [UInt8]?, @Sendable (Actor, Pool) async throws -> Handler.Preparing)
        /// It can never be processed.
        case unreadable(reason: String)
        /// Its sender may not say this.
        case inadmissible(reason: String)
    }

    let admission: Admission
    private let handlers: [String: Handler]
    private let known: Set<String>
    private let options: Options

    init(_ handlers: [Handler], of service: String, options: Options) {
        admission = Admission(service: service, roster: options.roster)
        self.handlers = Dictionary(handlers.map { ($0.name.text, $0) }) { first, _ in first }
        known = Set(handlers.map(\.name.unversioned))
        self.options = options
    }

    /// The instructions that are decided here.
    var types: [MessageName] { handlers.values.filter { !$0.isReaction }.map(\.name) }

    /// - Parameter digested: take the digest of what instructions say. Their senders chose the id and wait for the answer;
    ///   durable messages have ids of our own making, and are spared the cost.
    func read(_ arrival: Arrival, at now: Date, digested: Bool = false) -> Result {
        guard arrival.body.count <= options.largestBody else {
            return .unreadable(
                reason: "the body has \(arrival.body.count) bytes; at most \(options.largestBody) are read")
        }
        do {
            // The property spares reading the body twice; the body's own type is what counts.
            let named = arrival.type.flatMap { handlers[$0] }
            if let named, (try? admission.check(arrival, against: named.senders, of: named.name)) != nil,
                let result = try read(arrival, with: named, at: now, digested), result.type == named.name
            {
                return result.result
            }
            let envelope = try Envelope.decode(from: arrival.body)
            guard let handler = handlers[envelope.type.text] else {
                return .unreadable(
                    reason: known.contains(envelope.type.unversioned)
                        ? "this version of the message is not known: \(envelope.type)"
                        : "this type of message is not known: \(envelope.type)")
            }
            try admission.check(arrival, against: handler.senders, of: handler.name)
            return try read(arrival, with: handler, at: now, digested)?.result
                ?? .unreadable(reason: "it cannot be read")
        } catch let error as Inadmissible {
            return .inadmissible(reason: error.reason)
        } catch {
            return .unreadable(reason: (error as? MalformedMessage)?.reason ?? "it cannot be read")
        }
    }

    private func read(
        _ arrival: Arrival, with handler: Handler, at now: Date, _ digested: Bool
    ) throws -> (type: MessageName, result: Result)? {
        switch handler.kind {
        case .direct(let read):
            var (envelope, digest, work) = try read(arrival.body, digested)
            envelope.actor = try admission.actor(of: envelope, isFact: handler.isReaction, from: arrival)
            return (
                envelope.type,
                try identified(envelope, now) {
                    .ready(Incoming(id: $0, envelope: envelope, work: work, digest: digest))
                }
            )
        case .prepared(let read):
            var (envelope, digest, prepare) = try read(arrival.body, digested)
            envelope.actor = try admission.actor(of: envelope, isFact: handler.isReaction, from: arrival)
            return (envelope.type, try identified(envelope, now) { .unprepared($0, envelope, digest: digest, prepare) })
        }
    }

    private func identified(_ envelope: Envelope, _ now: Date, _ make: (UUID) -> Result) throws -> Result {
        let id = Self.remembered(envelope)
        if let time = Identifier.time(of: id),
            now.timeIntervalSince(time) > Double(options.memory.components.seconds) - 86_400
        {
            return .unreadable(reason: "its id is older than ids are remembered")
        }
        return make(id)
    }

    /// The id under which a message is remembered: its own when that is a version 7 UUID of one of our processes, else
    /// one that follows from sender, source and id, at the far end of all ids, where no day lies. A partner's ids are
    /// its own affair: no choice of them gets in the way of anybody else's.
    static func remembered(_ envelope: Envelope) -> UUID {
        let partner = envelope.actor.kind == .partner ? envelope.actor.id : ""
        if partner.isEmpty, let id = Identifier.uuid(text: envelope.id), Identifier.time(of: id) != nil { return id }
        var digest = SHA256.digest("\(partner)\n\(envelope.source)\n\(envelope.id)")
        digest[0] = 0xff
        return Identifier.derived(from: digest)
    }
}
