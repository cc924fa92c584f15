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
        /// A newer copy of the service may know what this one does not.
        case unknown(type: MessageName, reason: String)
        /// It can never be processed.
        case unreadable(reason: String)
        /// Its sender may not say this.
        case inadmissible(reason: String)
    }

    let admission: Admission
    private let handlers: [String: Kind]
    private let known: Set<String>
    private let options: Options

    /// What the handlers of one type have in common.
    private struct Kind {
        let name: MessageName
        let senders: Senders
        let isReaction: Bool
        let handlers: [Handler]

        init(_ handlers: [Handler], first: Handler) {
            (name, senders, isReaction) = (first.name, first.senders, first.isReaction)
            self.handlers = handlers
        }
    }

    init(_ handlers: [Handler], of service: String, options: Options) {
        admission = Admission(service: service, roster: options.roster)
        self.handlers = Dictionary(grouping: handlers, by: \.name.text)
            .compactMapValues { same in same.first.map { Kind(same, first: $0) } }
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
                let result = try read(arrival, as: named, at: now, digested), result.type == named.name
            {
                return result.result
            }
            let envelope = try Envelope.decode(from: arrival.body)
            guard let ours = handlers[envelope.type.text] else {
                try admission.check(arrival)
                return .unknown(
                    type: envelope.type,
                    reason: known.contains(envelope.type.unversioned)
                        ? "this version of the message is not known: \(envelope.type)"
                        : "this type of message is not known: \(envelope.type)")
            }
            try admission.check(arrival, against: ours.senders, of: ours.name)
            return try read(arrival, as: ours, at: now, digested)?.result
                ?? .unreadable(reason: "it cannot be read")
        } catch let error as Inadmissible {
            return .inadmissible(reason: error.reason)
        } catch {
            return .unreadable(reason: (error as? MalformedMessage)?.reason ?? "it cannot be read")
        }
    }

    /// Reads a message for all its handlers together.
    private func read(
        _ arrival: Arrival, as kind: Kind, at now: Date, _ digested: Bool
    ) throws -> (type: MessageName, result: Result)? {
        var head: (envelope: Envelope, digest: [UInt8]?)?
        var direct = Work()
        var preparations: [@Sendable (Actor, Pool) async throws -> Handler.Preparing] = []
        for handler in kind.handlers {
            switch handler.kind {
            case .direct(let read):
                let (envelope, digest, work) = try read(arrival.body, digested)
                head = (envelope, digest)
                direct += work
            case .prepared(let read):
                let (envelope, digest, prepare) = try read(arrival.body, digested)
                head = (envelope, digest)
                preparations.append(prepare)
            }
        }
        guard var envelope = head?.envelope else { return nil }
        let digest = head?.digest
        envelope.actor = try admission.actor(of: envelope, isFact: kind.isReaction, from: arrival)
        let result = try identified(envelope, from: arrival, now) { [direct, preparations] id in
            if preparations.isEmpty {
                return .ready(Incoming(id: id, envelope: envelope, work: direct, digest: digest))
            }
            return .unprepared(id, envelope, digest: digest) { actor, database in
                try await Self.prepare(preparations, beside: direct, as: actor, database)
            }
        }
        return (envelope.type, result)
    }

    /// What is left to decide when everything is prepared. Nothing: then the message is settled with what was said last.
    private static func prepare(
        _ preparations: [@Sendable (Actor, Pool) async throws -> Handler.Preparing], beside direct: Work,
        as actor: Actor, _ database: Pool
    ) async throws -> Handler.Preparing {
        var all = direct
        var said: Reply?
        for prepare in preparations {
            switch try await prepare(actor, database) {
            case .work(let work): all += work
            case .settled(let reply): said = reply ?? said
            }
        }
        return all.isEmpty ? .settled(said) : .work(all)
    }

    private func identified(
        _ envelope: Envelope, from arrival: Arrival, _ now: Date, _ make: (UUID) -> Result
    ) throws -> Result {
        let id = Self.remembered(envelope, of: admission.partner(of: arrival))
        if !admission.isPassedOn(arrival), let time = Identifier.time(of: id),
            now.timeIntervalSince(time) > Double(options.memory.components.seconds) - 86_400
        {
            return .unreadable(reason: "its id is older than ids are remembered")
        }
        return make(id)
    }

    /// The id under which a message is remembered: its own when that is a version 7 UUID of one of our processes, else
    /// one that follows from sender, source and id, at the far end of all ids, where no day lies. A partner's ids are
    /// its own affair: no choice of them gets in the way of anybody else's.
    ///
    /// - Parameter partner: the foreign system that sent it; nil for one of our processes.
    static func remembered(_ envelope: Envelope, of partner: String? = nil) -> UUID {
        if partner == nil, let id = Identifier.uuid(text: envelope.id), Identifier.time(of: id) != nil { return id }
        var digest = SHA256.digest("\(partner ?? "")\n\(envelope.source)\n\(envelope.id)")
        digest[0] = 0xff
        return Identifier.derived(from: digest)
    }
}
