// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Logging
import Threads

/// Consumes a service's durable queue: read, decide and commit, publish, acknowledge, each a stage of its own so that
/// they overlap. A message is acknowledged when everything that follows from it is with the broker.
///
/// Deciding and committing is divided among strands, each with a connection of its own, so that one decides while the
/// database writes for another. A stream always goes to the same strand: its messages stay in order.
struct WorkLane: Sendable {
    let service: String
    let queue: String
    let transport: any Transport
    let configuration: DatabaseConfiguration
    let pool: Pool
    let intake: Intake
    let processor: Processor
    let dispatcher: Dispatcher
    let options: Options
    let now: @Sendable () -> Date
    let drain: Drain
    let meters: Meters
    let trials: Trials
    let busy: Outage
    let log: Logger

    /// A batch that was read: what can be processed, and what has to be put aside.
    private struct ReadBatch: Sendable {
        var ready: [(arrival: Arrival, message: Incoming)] = []
        var aside: [Outgoing] = []
        var answers: [Answer] = []
        var last: UInt64 = 0

        /// Divides what can be processed by stream. What names none may go anywhere.
        ///
        /// What names streams of several strands comes after all that was before it, and before all that comes after: then
        /// the batch is the first strand's, and the others meet it.
        func parts(_ count: Int) -> [Part] {
            var ready = [[(arrival: Arrival, message: Incoming)]](repeating: [], count: count)
            for item in self.ready {
                let places = Set(item.message.work.steps.map { Int($0.stream.uuid.15) % count })
                if places.count > 1 {
                    let meeting = Meeting(others: count - 1)
                    return [Part(ready: self.ready, meeting: meeting)]
                        + (1..<count).map { _ in Part(ready: [], meeting: meeting) }
                }
                ready[places.first ?? 0].append(item)
            }
            return ready.map { Part(ready: $0, meeting: nil) }
        }
    }

    /// One strand's share of a batch.
    private struct Part: Sendable {
        let ready: [(arrival: Arrival, message: Incoming)]
        /// Where the strands meet, when the whole batch is the first one's.
        let meeting: Meeting?
        /// One element: what came of it. None when the strand failed.
        let committed = Mailbox<CommittedPart>()
    }

    private struct CommittedPart: Sendable {
        var promises: [Promise<[Verdict]>] = []
        var aside: [Outgoing] = []
    }

    /// How many parts were read and not committed yet.
    private final class Hand: Sendable {
        private let state = Lock((count: 0, isAwaited: false))
        private let emptied = Mailbox<Void>()

        func take(_ parts: Int) { state.withLock { $0.count += parts } }

        func put() {
            let isAwaited = state.withLock { state in
                state.count -= 1
                guard state.count == 0, state.isAwaited else { return false }
                state.isAwaited = false
                return true
            }
            if isAwaited { emptied.post(()) }
        }

        /// Waits until it is empty.
        ///
        /// - Returns: false when the lane ends first.
        func isEmpty() async -> Bool {
            while true {
                let isEmpty = state.withLock { state in
                    state.isAwaited = state.count > 0
                    return state.count == 0
                }
                if isEmpty { return true }
                guard await emptied.next() != nil else { return false }
            }
        }
    }

    private struct BegunBatch: Sendable {
        let last: UInt64
        let parts: [Part]
        let aside: [Outgoing]
    }

    /// Runs until the drain begins, or throws when a connection is lost; the engine starts it again.
    func run() async throws {
        // The database first: whatever is handed out and given back again and again is taken one by one afterwards.
        var connections: [Connection] = []
        do {
            for _ in 0..<max(1, options.strands) { connections.append(try await Connection.open(configuration)) }
            let inlet = try await transport.consume(queue, prefetch: options.prefetch)
            do {
                try await drain.whenBegun {
                    Task { await inlet.finish() }
                } during: {
                    try await flow(from: inlet, on: connections)
                }
            } catch {
                await trials.leave()
                await inlet.close()
                throw error
            }
            await trials.leave()
            await inlet.close()
        } catch {
            for connection in connections { await connection.close() }
            throw error
        }
        for connection in connections { await connection.close() }
    }

    private func flow(from inlet: any Inlet, on connections: [Connection]) async throws {
        let hand = Hand()
        let read = Mailbox<ReadBatch>(capacity: 1)
        let begun = Mailbox<BegunBatch>(capacity: options.unconfirmedBatches)
        let strands = connections.map { (connection: $0, parts: Mailbox<Part>(capacity: 1)) }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            let watch = Task { try await trials.watch() }
            defer { watch.cancel() }
            tasks.addTask {
                defer { read.finish() }
                while true {
                    let arrivals = try await inlet.next(max: options.batch * strands.count)
                    if arrivals.isEmpty { return }
                    for run in trials.divided(arrivals) {
                        guard run.areSuspects else {
                            hand.take(strands.count)
                            guard await read.send(try await self.read(run.arrivals)) else { return }
                            continue
                        }
                        for company in try await patiently({ try await trials.companies(of: run.arrivals) }) {
                            // These have the process to themselves: whatever went before is committed, and nothing comes
                            // after them until they are.
                            guard await hand.isEmpty() else { return }
                            hand.take(strands.count)
                            guard await read.send(try await tried(company)), await hand.isEmpty() else { return }
                            trials.finish()
                        }
                    }
                    try await patiently { try await trials.forget() }
                }
            }
            tasks.addTask {
                defer {
                    begun.finish()
                    for strand in strands { strand.parts.finish() }
                }
                while let batch = await read.next() {
                    let parts = batch.parts(strands.count)
                    await dispatcher.reply(batch.answers)
                    guard await begun.send(BegunBatch(last: batch.last, parts: parts, aside: batch.aside)) else {
                        return
                    }
                    for (strand, part) in zip(strands, parts) {
                        guard await strand.parts.send(part) else { return }
                    }
                }
            }
            for (place, strand) in strands.enumerated() {
                tasks.addTask {
                    try await strand.connection.onItsThread { connection in
                        while let part = await strand.parts.next() {
                            if let meeting = part.meeting {
                                guard await (place == 0 ? meeting.gathered() : meeting.attend(place)) else { return }
                            }
                            var committed = CommittedPart()
                            // A part is as large as the whole when all of it is one strand's.
                            for start in stride(from: 0, to: part.ready.count, by: options.batch) {
                                let end = min(start + options.batch, part.ready.count)
                                try await commit(Array(part.ready[start..<end]), into: &committed, on: connection)
                            }
                            if place == 0 { part.meeting?.end() }
                            part.committed.post(committed)
                            hand.put()
                        }
                    }
                }
            }
            tasks.addTask {
                while let batch = await begun.next() {
                    for part in batch.parts {
                        guard let committed = await part.committed.next() else { return }
                        for promise in committed.promises { _ = await promise.value }
                        try await putAside(committed.aside)
                    }
                    try await putAside(batch.aside)
                    try await inlet.acknowledge(through: batch.last)
                }
            }
            do {
                while try await tasks.next() != nil {}
            } catch {
                tasks.cancelAll()
                throw error
            }
        }
    }

    // MARK: Read

    /// What was handed out often: it is read only when rows say that it is in hand.
    private func tried(_ company: [Arrival]) async throws -> ReadBatch {
        let ends = try await patiently { try await trials.begin(company) }
        let judged = zip(company, ends)
        var batch = try await read(judged.filter { $0.1 < options.mostEnds }.map(\.0))
        batch.last = company.last?.tag ?? 0
        for (arrival, ends) in judged where ends >= options.mostEnds {
            batch.aside.append(
                quarantine.letter(
                    arrival, .fatal, "the process ended \(ends) times with this message alone in hand"))
        }
        return batch
    }

    private func read(_ arrivals: [Arrival]) async throws -> ReadBatch {
        var batch = ReadBatch()
        batch.last = arrivals.last?.tag ?? 0
        let time = now()
        var unprepared: [(Arrival, UUID, Envelope, @Sendable (Actor, Pool) async throws -> Handler.Preparing)] = []
        for arrival in arrivals {
            switch intake.read(arrival, at: time) {
            case .ready(let message): batch.ready.append((arrival, message))
            case .unprepared(let id, let envelope, _, let prepare): unprepared.append((arrival, id, envelope, prepare))
            case .unknown(let type, let reason): batch.aside.append(putOff(arrival, type: type.text, .unknown, reason))
            case .unreadable(let reason):
                batch.aside.append(quarantine.letter(arrival, .unreadable, reason))
            case .inadmissible(let reason):
                meters.inadmissible()
                batch.aside.append(quarantine.letter(arrival, .inadmissible, reason))
            }
        }
        guard !unprepared.isEmpty else { return batch }
        try await withThrowingTaskGroup(of: (Arrival, UUID, Envelope, Result<Handler.Preparing, any Error>).self) {
            tasks in
            for (arrival, id, envelope, prepare) in unprepared {
                tasks.addTask {
                    (arrival, id, envelope, try await prepared(prepare, as: envelope.actor))
                }
            }
            for try await (arrival, id, envelope, result) in tasks {
                switch result {
                case .success(.work(let work)):
                    batch.ready.append((arrival, Incoming(id: id, envelope: envelope, work: work)))
                case .success(.settled(let reply)):
                    log.info("a message was settled without a decision", metadata: ["type": "\(envelope.type)"])
                    if let answer = answer(arrival, try? JSON.text(reply ?? .accepted(stream: id, version: 0))) {
                        batch.answers.append(answer)
                    }
                case .failure(let error):
                    let reason = (error as? DatabaseError)?.description ?? "\(Swift.type(of: error))"
                    batch.aside.append(
                        putOff(arrival, type: envelope.type.text, .undoable, "it could not be prepared: \(reason)"))
                }
            }
        }
        // As they came: two messages of one stream keep their order.
        batch.ready.sort { $0.arrival.tag < $1.arrival.tag }
        return batch
    }

    /// Prepares one message.
    ///
    /// - Throws: when the lane ends meanwhile.
    private func prepared(
        _ prepare: @Sendable (Actor, Pool) async throws -> Handler.Preparing, as actor: Actor
    ) async throws -> Result<Handler.Preparing, any Error> {
        do {
            return .success(try await patiently { try await prepare(actor, pool) })
        } catch {
            try Task.checkCancellation()
            if drain.hasBegun, (error as? DatabaseError)?.isPassing == true { throw error }
            return .failure(error)
        }
    }

    /// Does something again for as long as the database is away or busy, which is no fault of the message: it is not put
    /// off, it waits here.
    private func patiently<Value>(_ body: () async throws -> Value) async throws -> Value {
        let ticket = busy.ticket()
        defer { busy.ended(ticket: ticket) }
        var pause = Pause()
        while true {
            do {
                return try await body()
            } catch let error as DatabaseError where error.isPassing && !drain.hasBegun {
                try Task.checkCancellation()
                busy.began(error, ticket: ticket)
                await pause.wait()
            }
        }
    }

    // MARK: Commit

    private func commit(
        _ ready: [(arrival: Arrival, message: Incoming)], into part: inout CommittedPart, on connection: Connection
    ) async throws {
        let committed = try await processor.process(ready.map(\.message), on: connection, patiently: true)
        var answers: [Answer] = []
        for (item, outcome) in zip(ready, committed.outcomes) {
            switch outcome {
            case .settled(let reply):
                if let answer = answer(item.arrival, reply) { answers.append(answer) }
            case .poison(let reason):
                part.aside.append(putOff(item.arrival, type: item.message.envelope.type.text, .undoable, reason))
            case .busy(let error): throw error
            }
        }
        part.promises += dispatcher.dispatch(committed)
        meters.processed(ready.count, lane: "work")
        meters.decided(ready.lazy.map(\.message), committed.outcomes, at: now())
        await dispatcher.reply(answers)
    }

    private func answer(_ arrival: Arrival, _ reply: String?) -> Answer? {
        guard let replyTo = arrival.replyTo, let reply else { return nil }
        return Answer(replyTo: replyTo, correlation: arrival.correlation, body: Array(reply.utf8))
    }

    // MARK: Put aside

    /// What can never be done goes to the dead-letter queue at once.
    private var quarantine: Quarantine {
        Quarantine(service: service, admission: intake.admission, meters: meters, log: log)
    }

    /// What could not be done waits, longer each time, and then goes to the dead-letter queue.
    private func putOff(_ arrival: Arrival, type: String, _ kind: LetterKind, _ reason: String) -> Outgoing {
        let attempt = intake.admission.attempt(of: arrival)
        if attempt >= options.attempts { return quarantine.letter(arrival, kind, reason) }
        log.warning("a message is put off", metadata: ["type": "\(type)", "reason": "\(reason)"])
        return Outgoing(
            exchange: Routes.direct, key: Routes.waiting(service, attempt: attempt),
            id: "wait-\(arrival.tag)-\(UInt64.random(in: 0...(.max)))", type: type, body: arrival.body,
            attempt: attempt + 1, reason: reason, relayedFor: intake.admission.origin(of: arrival))
    }

    /// Sees what was put aside safe with the broker; until then the original is not acknowledged.
    private func putAside(_ messages: [Outgoing]) async throws {
        var left = messages
        var pause = Pause()
        while !left.isEmpty {
            let taken = await dispatcher.dispatch(left).value
            left = zip(left, taken).filter { $0.1 != .confirmed }.map(\.0)
            if !left.isEmpty {
                try Task.checkCancellation()
                await pause.wait()
            }
        }
    }
}
