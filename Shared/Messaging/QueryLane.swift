// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Logging
import Threads

/// Answers queries, each in a task of its own on one of the pool's connections.
struct QueryLane: Sendable {
    let queue: String
    let transport: any Transport
    let pool: Pool
    let answerers: [String: Answerer]
    let admission: Admission
    let options: Options
    let now: @Sendable () -> Date
    let drain: Drain
    let meters: Meters
    let busy: Outage
    let log: Logger

    /// A question with its types put away.
    typealias Answerer =
        @Sendable (_ arrival: Arrival, _ admission: Admission, _ time: Date, _ pool: Pool) async throws -> [UInt8]

    /// The service's own questions, and the one that every engine answers.
    static func answerers(
        _ questions: [any Question], _ history: History, of service: String
    ) -> [String: Answerer] {
        var answerers = Dictionary(questions.map { ($0.name, answerer($0)) }) { first, _ in first }
        answerers[VerifyHistoryName.of(service).text] = answerer(HistoryQuestion(history: history))
        return answerers
    }

    private static func answerer<Q: Question>(_ question: Q) -> Answerer {
        { arrival, admission, time, pool in
            try admission.check(arrival, against: Q.Asked.senders, of: Q.Asked.name)
            let (envelope, query) = try Envelope.decode(Q.Asked.self, from: arrival.body)
            let actor = try admission.actor(of: envelope, isFact: false, from: arrival)
            let answered: Answered<Q.Asked.Answer>
            do {
                answered = .answer(try await question.answer(query, for: actor, at: time, from: pool))
            } catch let refusal as QuestionRefused {
                answered = .refused(refusal.problems)
            }
            return try JSON.bytes(answered)
        }
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
        try await withThrowingDiscardingTaskGroup { tasks in
            while true {
                let arrivals = try await answering.next(max: 64)
                if arrivals.isEmpty { break }
                for arrival in arrivals {
                    tasks.addTask {
                        guard let replyTo = arrival.replyTo else { return }
                        let body = await self.answer(arrival)
                        try await answering.reply([
                            Answer(replyTo: replyTo, correlation: arrival.correlation, body: body)
                        ])
                    }
                }
                meters.processed(arrivals.count, lane: "queries")
            }
        }
    }

    private func answer(_ arrival: Arrival) async -> [UInt8] {
        do {
            let type = try arrival.type ?? Envelope.decode(from: arrival.body).type.text
            guard let answerer = answerers[type] else {
                return failure("This query is not known: \(type).")
            }
            let body = try await answerer(arrival, admission, Timestamp.wholeMilliseconds(now()), pool)
            busy.ended()
            return body
        } catch let error as Inadmissible {
            meters.inadmissible()
            log.error(
                "a query is refused",
                metadata: ["sender": "\(arrival.sender ?? "unknown")", "reason": "\(error.reason)"])
            return (try? JSON.bytes(["problems": [Problem.forbidden]])) ?? []
        } catch let error as MalformedMessage {
            return failure("The query could not be read: \(error.reason).")
        } catch let error as DatabaseError where error.isPassing {
            busy.began(error)
            return failure("It could not be answered at the moment.")
        } catch {
            log.error("a query failed", metadata: ["type": "\(arrival.type ?? "")", "error": "\(error)"])
            return failure("It could not be answered at the moment.")
        }
    }

    private func failure(_ reason: String) -> [UInt8] {
        (try? JSON.bytes(["reason": reason])) ?? []
    }
}

extension Question {
    fileprivate var name: String { Asked.name.text }
}

/// Verifies a page of the service's history, for the operator.
private struct HistoryQuestion: Question {
    let history: History

    func answer(
        _ query: VerifyHistory<Own>, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> HistoryPage {
        guard actor.kind == .operator else { throw QuestionRefused.forbidden }
        return try await history.page(after: query.after)
    }

    /// The name is not used: the engine listens for the question under its own service's.
    enum Own: HistoryKeeper { static let service = "own" }
}
