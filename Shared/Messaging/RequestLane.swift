// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Logging
import Threads

/// Serves transient instructions whose sender waits: decided in batches like durable work, and answered when they are
/// committed. What is lost with a connection, the sender sends again with the same id.
struct RequestLane: Sendable {
    let queue: String
    let transport: any Transport
    let configuration: DatabaseConfiguration
    let pool: Pool
    let writers: Pool
    let intake: Intake
    let processor: Processor
    let dispatcher: Dispatcher
    let options: Options
    let now: @Sendable () -> Date
    let drain: Drain
    let meters: Meters
    let busy: Outage
    let log: Logger

    func run() async throws {
        let connection = try await Connection.open(configuration)
        do {
            let answering = try await transport.respond(to: intake.types, on: queue, prefetch: options.prefetch)
            do {
                try await drain.whenBegun {
                    Task { await answering.finish() }
                } during: {
                    // On the database's thread: who waits for an answer is kept by every change of threads.
                    try await connection.onItsThread { try await serve(answering, on: $0) }
                }
            } catch {
                await answering.close()
                throw error
            }
            await answering.close()
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    private func serve(_ answering: any Answering, on connection: isolated Connection) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            var preparing = 0
            while true {
                // As many as are worth waiting for; the others' senders are better told by their own deadlines.
                while preparing >= options.batch {
                    try await tasks.next()
                    preparing -= 1
                }
                let arrivals = try await answering.next(max: options.batch)
                if arrivals.isEmpty { break }
                let time = now()
                var ready: [(arrival: Arrival, message: Incoming)] = []
                var answers: [Answer] = []
                for arrival in arrivals {
                    switch intake.read(arrival, at: time, digested: true) {
                    case .ready(let message): ready.append((arrival, message))
                    case .unprepared(let id, let envelope, let digest, let prepare):
                        preparing += 1
                        tasks.addTask {
                            let reply = await self.prepared(id, envelope, digest, prepare)
                            if let answer = Answer(arrival, reply) { try await answering.reply([answer]) }
                        }
                    case .unknown(let type, _):
                        log.warning("a request is not known", metadata: ["type": "\(type)"])
                        if let answer = Answer(arrival, .unknown) { answers.append(answer) }
                    case .unreadable(let reason):
                        log.error("a request cannot be read", metadata: ["reason": "\(reason)"])
                        let problem = Problem(code: "unreadable", message: "The request could not be read: \(reason).")
                        if let answer = Answer(arrival, .refused([problem])) { answers.append(answer) }
                    case .inadmissible(let reason):
                        meters.inadmissible()
                        log.error(
                            "a request is refused",
                            metadata: ["sender": "\(arrival.sender ?? "unknown")", "reason": "\(reason)"])
                        if let answer = Answer(arrival, .refused([.forbidden])) { answers.append(answer) }
                    }
                }
                if !ready.isEmpty {
                    let committed: Processor.Committed
                    do {
                        committed = try await processor.process(ready.map(\.message), on: connection)
                    } catch {
                        // It may have taken effect: who asks again with the same id is told what came of it.
                        answers += ready.compactMap { Answer($0.arrival, .failed(reason: Self.notNow)) }
                        try? await answering.reply(answers)
                        throw error
                    }
                    note(committed.outcomes)
                    for (item, outcome) in zip(ready, committed.outcomes) {
                        if let answer = Answer(item.arrival, outcome, log) { answers.append(answer) }
                    }
                    // The answers first, since somebody waits for them; what was committed is published in any case.
                    defer { _ = dispatcher.dispatch(committed) }
                    if !answers.isEmpty { try await answering.reply(answers) }
                    meters.processed(ready.count, lane: "requests")
                    meters.decided(ready.lazy.map(\.message), committed.outcomes, at: now())
                } else if !answers.isEmpty {
                    try await answering.reply(answers)
                }
            }
        }
    }

    private static let notNow = "It could not be done at the moment."

    /// Says once when the database can do nothing, and once when it can again.
    private func note(_ outcomes: [Processor.Outcome]) {
        for case .busy(let error) in outcomes { return busy.began(error) }
        busy.ended()
    }

    /// Prepares and decides one message by itself.
    private func prepared(
        _ id: UUID, _ envelope: Envelope, _ digest: [UInt8]?,
        _ prepare: @Sendable (Actor, Pool) async throws -> Handler.Preparing
    ) async -> Reply {
        do {
            // A repetition gets its answer before anything slow is done again, or judged by what has changed since.
            if let known = try await pool.query(Store.known([id])).first {
                return try JSON.value(Reply.self, from: try Remembered(known).answer(to: digest))
            }
            switch try await prepare(envelope.actor, pool) {
            case .settled(let reply): return reply ?? .accepted(stream: id, version: 0)
            case .work(let work):
                let message = Incoming(id: id, envelope: envelope, work: work, digest: digest)
                let committed = try await writers.withConnection { try await processor.process([message], on: $0) }
                _ = dispatcher.dispatch(committed)
                meters.processed(1, lane: "requests")
                meters.decided([message], committed.outcomes, at: now())
                note(committed.outcomes)
                guard let outcome = committed.outcomes.first else { return .failed(reason: Self.notNow) }
                return try outcome.reply(log)
            }
        } catch let error as DatabaseError where error.isPassing {
            busy.began(error)
            return .failed(reason: Self.notNow)
        } catch {
            log.error("a request failed", metadata: ["type": "\(envelope.type)", "error": "\(error)"])
            return .failed(reason: Self.notNow)
        }
    }
}

extension Answer {
    fileprivate init?(_ arrival: Arrival, _ reply: Reply) {
        guard let replyTo = arrival.replyTo, let body = try? JSON.bytes(reply) else { return nil }
        self.init(replyTo: replyTo, correlation: arrival.correlation, body: body)
    }

    fileprivate init?(_ arrival: Arrival, _ outcome: Processor.Outcome, _ log: Logger) {
        guard case .settled(let reply) = outcome else {
            guard let reply = try? outcome.reply(log) else { return nil }
            self.init(arrival, reply)
            return
        }
        guard let replyTo = arrival.replyTo else { return nil }
        self.init(replyTo: replyTo, correlation: arrival.correlation, body: Array(reply.utf8))
    }
}

extension Processor.Outcome {
    /// What its sender is told.
    func reply(_ log: Logger) throws -> Reply {
        switch self {
        case .settled(let reply): return try JSON.value(Reply.self, from: reply)
        case .busy: return .failed(reason: "It could not be done at the moment.")
        case .poison(let reason):
            log.error("a request cannot be done", metadata: ["reason": "\(reason)"])
            return .failed(reason: "It could not be done.")
        }
    }
}
