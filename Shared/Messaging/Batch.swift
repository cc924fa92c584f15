// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import struct Foundation.Date
import struct Foundation.UUID

/// A batch while it is decided in memory: everything that its transaction will write.
struct Batch {
    let time: Date
    let processor: Processor
    var known: [UUID: Remembered] = [:]
    var streams: [UUID: WorkingStream] = [:]
    /// Projections whose tables are of an older revision, and are left alone.
    var outdated: Set<String> = []
    /// Why a stream's state is not known.
    var unreadable: [UUID: String] = [:]
    var holders: [Claim: UUID] = [:]
    var events = EventRows()
    var outbox = OutboxRows()
    /// Instructions of the batch for this service itself, which may be decided in the same transaction.
    private(set) var calls = OutboxRows()
    /// Streams whose secrets before a version are no longer needed, and the message that said so.
    var erasing: [UUID: (version: Int64, cause: Envelope)] = [:]
    var blanked = BlankedRows()
    private var random = RandomSource()
    private var taken: [(Claim, UUID)] = []
    private var released: [(Claim, UUID)] = []
    private var timers: [TimerKey: (Date, String, String)?] = [:]
    private var remembered = RememberedRows()
    private var records: [(recorder: Recorder, values: [any Sendable])] = []

    private struct TimerKey: Hashable {
        let stream: UUID
        let name: String
    }

    init(time: Date, processor: Processor) {
        self.time = time
        self.processor = processor
    }

    /// Decides one message.
    mutating func take(_ message: Incoming) -> Processor.Outcome {
        let reply: String
        do {
            if let known = known[message.id] { return .settled(try known.answer(to: message.digest)) }
            reply = try decide(message)
        } catch {
            return .poison(
                reason: (error as? MalformedMessage)?.reason ?? "it could not be decided: \(type(of: error))")
        }
        known[message.id] = Remembered(reply: reply, digest: message.digest)
        remembered.ids.append(message.id)
        remembered.replies.append(reply)
        remembered.digests.append(message.digest)
        return .settled(reply)
    }

    /// Decides all that a message's handlers ask for, or nothing of it.
    ///
    /// - Returns: the reply, which is that of the one step of an instruction.
    private mutating func decide(_ message: Incoming) throws -> String {
        let work = message.work
        var reply = Remembered.nothing
        if work.isEmpty {
            reply = try Reply.accepted(stream: message.id, version: 0).text()
        } else if work.steps.count == 1 {
            reply = try decide(work.steps[0], for: message)
        } else if work.steps.count > 1 {
            // A copy that takes this one's place when the last step is decided.
            var copy = self
            for step in work.steps { _ = try copy.decide(step, for: message) }
            self = copy
        }
        for record in work.records {
            if let index = records.firstIndex(where: { $0.recorder === record.recorder }) {
                records[index].values.append(record.value)
            } else {
                records.append((record.recorder, [record.value]))
            }
        }
        return reply
    }

    private mutating func decide(_ step: Step, for message: Incoming) throws -> String {
        guard var working = streams[step.stream] else {
            throw MalformedMessage(unreadable[step.stream] ?? "its stream was not loaded")
        }
        // The id of a stream comes from outside: it may name one that is of another kind.
        if working.version == 0 { working.aggregate = step.aggregate }
        guard working.aggregate == step.aggregate else {
            guard step.isInstructed else { throw MalformedMessage("its stream belongs to another aggregate") }
            return try refuse([.notFound], message)
        }
        let context = Context(
            actor: message.envelope.actor, time: time, seed: random.bytes(32), holders: holders,
            sealingKey: processor.sealingKey)
        let decision = try step.decide(&working, context)
        // Everything that can fail is made before anything of the batch changes.
        let written = try encode(decision, of: &working, for: message, in: context)
        let accepted = try Reply.accepted(stream: step.stream, version: working.version).text()
        let answer = try decision.refusal.flatMap { try self.answer($0, to: message) }
        streams[step.stream] = working
        keep(decision, written, of: working, for: message)
        guard let refusal = decision.refusal else { return accepted }
        send(answer)
        return try Reply.refused(refusal).text()
    }

    /// Refuses an instruction before any decider has seen it.
    private mutating func refuse(_ problems: [Problem], _ message: Incoming) throws -> String {
        send(try answer(problems, to: message))
        return try Reply.refused(problems).text()
    }

    private mutating func send(_ answer: (id: String, type: String, body: String)?) {
        guard let answer else { return }
        post(exchange: Routes.commands, key: answer.type, id: answer.id, type: answer.type, body: answer.body)
    }

    private mutating func post(exchange: String, key: String, id: String, type: String, body: String) {
        if exchange == Routes.commands, type.hasPrefix("\(processor.service).") {
            calls.append(exchange: exchange, key: key, id: id, type: type, body: body)
        } else {
            outbox.append(exchange: exchange, key: key, id: id, type: type, body: body)
        }
    }

    /// What a service is told that sent a refused instruction; whoever waits for the reply itself hears it there.
    private mutating func answer(_ problems: [Problem], to message: Incoming) throws -> (
        id: String, type: String, body: String
    )? {
        guard let (type, refused) = Refusals.answer(to: message.envelope, by: processor.service, problems) else {
            return nil
        }
        let id = Identifier.text(Identifier.make(at: time, using: &random))
        let envelope = Envelope(
            id: id, source: "/attest/\(processor.service)", type: type, subject: Identifier.text(refused.stream),
            time: time, trace: message.envelope.trace?.child(using: &random),
            correlation: message.envelope.correlation ?? message.envelope.id, causation: message.envelope.id,
            actor: .service(processor.service))
        return (id, type.text, try body(refused, in: envelope))
    }

    private struct Written {
        var events: [(type: String, body: String, digest: [UInt8], id: String, published: Bool)] = []
        var sends = OutboxRows()
        var timers: [(TimerKey, (Date, String, String)?)] = []
    }

    private mutating func encode(
        _ decision: Decision, of working: inout WorkingStream, for message: Incoming, in context: Context
    ) throws -> Written {
        var written = Written()
        let first = working.version - Int64(decision.facts.count)
        let trace = message.envelope.trace?.child(using: &random)
        let correlation = message.envelope.correlation ?? message.envelope.id
        let subject = Identifier.text(working.id)
        var recordedActor = Actor(kind: context.actor.kind, id: context.actor.id, key: context.actor.key)
        if recordedActor.kind == .partner, recordedActor.id.isEmpty { recordedActor.id = message.envelope.source }
        for (offset, fact) in decision.facts.enumerated() {
            let version = first + Int64(offset) + 1
            let kind = Swift.type(of: fact)
            // Nothing else has to know an event's id, so it need not follow from the seed.
            let id = Identifier.text(Identifier.make(at: time, using: &random))
            let envelope = Envelope(
                id: id, source: "/attest/\(processor.service)", type: kind.name, subject: subject, time: time,
                sequence: version, trace: trace, correlation: correlation, causation: message.envelope.id,
                actor: recordedActor)
            let body = try body(fact, in: envelope)
            working.digest = Chain.next(after: working.digest, body: body)
            written.events.append((kind.name.text, body, working.digest, id, kind.audience == .everyone))
        }
        func instruction(_ instruction: any Instruction, _ purpose: String, at due: Date? = nil) throws -> (
            id: String, type: String, body: String
        ) {
            // A timer's instruction begins its life when it fires, a year from now perhaps.
            let id = context.id("attest.message/\(purpose)", at: due ?? time).uuidString.lowercased()
            let envelope = Envelope(
                id: id, source: "/attest/\(processor.service)", type: Swift.type(of: instruction).name,
                subject: subject,
                time: time, trace: trace, correlation: correlation, causation: message.envelope.id,
                actor: .service(processor.service))
            return (id, envelope.type.text, try body(instruction, in: envelope))
        }
        for (offset, consequence) in decision.consequences.enumerated() {
            switch consequence {
            case .send(let message):
                let (id, type, body) = try instruction(message, "\(offset)")
                written.sends.append(exchange: Routes.commands, key: type, id: id, type: type, body: body)
            case .schedule(let name, let due, let message):
                let (_, type, body) = try instruction(message, "timer/\(name)", at: max(due, time))
                written.timers.append((TimerKey(stream: working.id, name: name), (due, type, body)))
            case .unschedule(let name):
                written.timers.append((TimerKey(stream: working.id, name: name), nil))
            case .offer(let fact, let team):
                let id = context.id("attest.message/\(offset)").uuidString.lowercased()
                let kind = Swift.type(of: fact)
                let envelope = Envelope(
                    id: id, source: "/attest/\(processor.service)", type: kind.name, subject: subject, time: time,
                    sequence: working.version, trace: trace, correlation: correlation,
                    causation: message.envelope.id, actor: recordedActor)
                written.sends.append(
                    exchange: Routes.reviews, key: team, id: id, type: kind.name.text,
                    body: try body(fact, in: envelope))
            }
        }
        return written
    }

    /// What nobody would read is not made.
    private func body(_ message: some Message, in envelope: Envelope) throws -> String {
        let body = try envelope.encode(message)
        guard body.utf8.count <= processor.options.largestBody else {
            throw MalformedMessage(
                "\(envelope.type) would have \(body.utf8.count) bytes; at most \(processor.options.largestBody) are read"
            )
        }
        return body
    }

    private mutating func keep(
        _ decision: Decision, _ written: Written, of working: WorkingStream, for message: Incoming
    ) {
        let first = working.version - Int64(written.events.count)
        for (offset, event) in written.events.enumerated() {
            events.append(
                working.id, first + Int64(offset) + 1, event.type, at: time, event.body, digest: event.digest)
            if event.published {
                outbox.append(
                    exchange: Routes.events, key: event.type, id: event.id, type: event.type, body: event.body)
            }
        }
        for index in written.sends.bodies.indices {
            post(
                exchange: written.sends.exchanges[index], key: written.sends.keys[index], id: written.sends.ids[index],
                type: written.sends.types[index], body: written.sends.bodies[index])
        }
        for (key, timer) in written.timers { timers[key] = timer }
        for change in decision.claims {
            switch change {
            case .take(let claim):
                // Taking what the stream holds already changes nothing.
                if holders[claim] == working.id { continue }
                holders[claim] = working.id
                taken.append((claim, working.id))
            case .release(let claim):
                // What somebody else holds by now is not this stream's to give back.
                if let holder = holders[claim], holder != working.id { continue }
                holders[claim] = nil
                if let index = taken.firstIndex(where: { $0.0 == claim }) {
                    taken.remove(at: index)
                } else {
                    released.append((claim, working.id))
                }
            }
        }
        if let version = decision.erases { erasing[working.id] = (version, message.envelope) }
    }

    // MARK: Calls

    /// The calls that came since, in their order.
    mutating func takeCalls() -> OutboxRows {
        defer { calls = OutboxRows() }
        return calls
    }

    /// Decides a call, as if it had arrived.
    ///
    /// - Returns: false when it could not be: then nothing of it was.
    mutating func follow(_ call: Incoming) -> Bool {
        (try? decide(call)) != nil
    }

    // MARK: Erasure

    /// Records in a stream that something was erased in it.
    ///
    /// - Parameter cause: the message from which it follows; nil when the operator asked for it.
    mutating func record(
        _ erased: PersonalDataErased<Own>, in stream: UUID, of aggregate: Aggregate, for actor: Actor,
        because cause: Envelope? = nil
    ) throws {
        guard var working = streams[stream], let state = working.state else { return }
        let version = working.version + 1
        let envelope = Envelope(
            id: Identifier.text(Identifier.make(at: time, using: &random)), source: "/attest/\(processor.service)",
            type: PersonalDataErasedName.of(processor.service), subject: Identifier.text(stream), time: time,
            sequence: version, trace: cause?.trace?.child(using: &random),
            correlation: cause.map { $0.correlation ?? $0.id }, causation: cause?.id, actor: actor)
        let body = try body(erased, in: envelope)
        working.digest = Chain.next(after: working.digest, body: body)
        working.set(try aggregate.erased(state))
        working.append(Recorded(event: erased.reason, version: version, time: time, actor: actor.reference))
        streams[stream] = working
        events.append(stream, version, envelope.type.text, at: time, body, digest: working.digest)
    }

    /// Gives back values that a stream held.
    mutating func release(_ claims: Set<Claim>, of stream: UUID) {
        released += claims.map { ($0, stream) }
    }

    /// Everything beside events, states and the outbox.
    func sideStatements() -> [SQL] {
        var statements: [SQL] = []
        // In one order, so that two transactions that take the same values cannot wait for each other.
        let released = released.sorted { $0.0 < $1.0 }
        let taken = taken.sorted { $0.0 < $1.0 }
        if !released.isEmpty { statements.append(Store.release(released.map(\.0), released.map(\.1))) }
        if !taken.isEmpty { statements.append(Store.take(taken.map(\.0), taken.map(\.1))) }
        var rows = TimerRows()
        var cancelled = (streams: [UUID](), names: [String]())
        for (key, timer) in timers {
            if let (due, type, body) = timer {
                rows.streams.append(key.stream)
                rows.names.append(key.name)
                rows.due.append(due)
                rows.keys.append(type)
                rows.bodies.append(body)
            } else {
                cancelled.streams.append(key.stream)
                cancelled.names.append(key.name)
            }
        }
        if !rows.names.isEmpty { statements.append(Store.schedule(rows)) }
        if !cancelled.names.isEmpty { statements.append(Store.unschedule(cancelled.streams, cancelled.names)) }
        if !blanked.streams.isEmpty { statements.append(Store.blank(blanked)) }
        for record in records { statements += record.recorder.write(record.values) }
        if !remembered.ids.isEmpty {
            statements.append(Store.remember(remembered, at: time))
        }
        return statements
    }
}
