// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Logging
import Threads

/// Answers queries, each in a task of its own on one of the pool's connections, a bounded number at once; those that cost
/// processor time on threads of their own.
struct QueryLane: Sendable {
    let queue: String
    let transport: any Transport
    let pool: Pool
    let workers: WorkerPool
    let answerers: [String: Answerer]
    let admission: Admission
    let options: Options
    let now: @Sendable () -> Date
    let drain: Drain
    let meters: Meters
    let busy: Outage
    let log: Logger

    /// A query that is to be answered.
    private struct Asked: Sendable {
        let arrival: Arrival
        let answerer: Answerer
        let replyTo: String

        func answer(_ body: [UInt8]) -> Answer {
            Answer(replyTo: replyTo, correlation: arrival.correlation, body: body)
        }
    }

    /// The service's own questions, and those that every engine answers.
    static func answerers(
        _ questions: [any Question], _ history: History, _ rebuilder: Rebuilder, _ jobs: Jobs, _ facts: FactsQuestion,
        _ erasing: ErasingQuestion, of service: String
    ) -> [String: Answerer] {
        let all =
            questions.map { Answerer($0) } + [
                Answerer(HistoryQuestion(history: history), name: VerifyHistoryName.of(service)),
                Answerer(RebuildQuestion(rebuilder: rebuilder), name: RebuildProjectionsName.of(service)),
                Answerer(JobsQuestion(jobs: jobs), name: AskJobsName.of(service)),
                Answerer(facts, name: ReadFactsName.of(service)),
                Answerer(erasing, name: ErasePersonName.of(service)),
            ]
        return Dictionary(all.map { ($0.kind, $0) }) { first, _ in first }
    }

    func run() async throws {
        let answering = try await transport.respond(
            to: answerers.keys.map { MessageName(stringLiteral: $0) }, on: queue, prefetch: options.prefetch)
        do {
            try await drain.whenBegun {
                Task { await answering.finish() }
            } during: {
                try await serve(answering)
            }
        } catch {
            await answering.close()
            throw error
        }
        await answering.close()
    }

    private func serve(_ answering: any Answering) async throws {
        let cheap = Lock(Turns<Asked>(options.questions))
        let costly = Lock(Turns<Asked>(options.costlyQuestions))
        try await withThrowingDiscardingTaskGroup { tasks in
            while true {
                let arrivals = try await answering.next(max: 64)
                if arrivals.isEmpty { break }
                var answers: [Answer] = []
                for arrival in arrivals {
                    guard let replyTo = arrival.replyTo else { continue }
                    guard let answerer = arrival.type.flatMap({ answerers[$0] }) else {
                        answers.append(Answer(replyTo: replyTo, correlation: arrival.correlation, body: unknown))
                        continue
                    }
                    let asked = Asked(arrival: arrival, answerer: answerer, replyTo: replyTo)
                    let turns = answerer.isCostly ? costly : cheap
                    switch turns.withLock({ $0.arrive(asked, kind: answerer.kind) }) {
                    case .begins: tasks.addTask { try await self.answer(asked, andWhoFollows: turns, on: answering) }
                    case .waits(let pushedOut?):
                        meters.turnedAway()
                        answers.append(pushedOut.answer(tooMany))
                    case .waits(nil): break
                    }
                }
                if !answers.isEmpty { try await answering.reply(answers) }
                meters.processed(arrivals.count, lane: "queries")
            }
        }
    }

    /// Answers one query, and then whoever's turn it is, until nobody's is.
    private func answer(
        _ first: Asked, andWhoFollows turns: Lock<Turns<Asked>>, on answering: any Answering
    ) async throws {
        var next: Asked? = first
        while let asked = next {
            let answer =
                asked.answerer.isCostly
                ? await withTaskExecutorPreference(workers) { asked.answer(await body(for: asked)) }
                : asked.answer(await body(for: asked))
            try await answering.reply([answer])
            next = turns.withLock { $0.finish(kind: asked.answerer.kind)?.question }
        }
    }

    private func body(for asked: Asked) async -> [UInt8] {
        let begun = ContinuousClock.now
        var outcome = QuestionOutcome.failed
        defer { meters.answered(asked.answerer.kind, outcome, in: begun.duration(to: .now)) }
        do {
            let body: [UInt8]
            (body, outcome) = try await asked.answerer.answer(
                asked.arrival, admission, Timestamp.wholeMilliseconds(now()), pool)
            busy.ended()
            return body
        } catch let error as Inadmissible {
            meters.inadmissible()
            log.error(
                "a query is refused",
                metadata: ["sender": "\(asked.arrival.sender ?? "unknown")", "reason": "\(error.reason)"])
            outcome = .refused
            return encoded(Answered<String>.refused([.forbidden]))
        } catch let error as MalformedMessage {
            return failure(error.reason)
        } catch let error as DatabaseError where error.isPassing {
            busy.began(error)
            return encoded(Answered<String>.failed(reason: Self.notNow))
        } catch {
            log.error("a query failed", metadata: ["type": "\(asked.answerer.kind)", "error": "\(error)"])
            return encoded(Answered<String>.failed(reason: Self.notNow))
        }
    }

    private static let notNow = "It could not be answered at the moment."

    private func failure(_ reason: String) -> [UInt8] {
        encoded(Answered<String>.failed(reason: "The query could not be read: \(reason)."))
    }

    private var unknown: [UInt8] { encoded(Answered<String>.unknown) }

    private var tooMany: [UInt8] {
        encoded(Answered<String>.refused([.busy(until: now().addingTimeInterval(5))]))
    }

    private func encoded(_ answered: Answered<String>) -> [UInt8] { (try? JSON.bytes(answered)) ?? [] }
}
