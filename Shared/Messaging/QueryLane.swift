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
    let options: Options
    let now: @Sendable () -> Date
    let drain: Drain
    let meters: Meters
    let log: Logger

    /// A question with its types put away.
    typealias Answerer = @Sendable (_ body: [UInt8], _ time: Date, _ pool: Pool) async throws -> [UInt8]

    static func answerers(_ questions: [any Question]) -> [String: Answerer] {
        Dictionary(questions.map { answerer($0) }) { first, _ in first }
    }

    private static func answerer<Q: Question>(_ question: Q) -> (String, Answerer) {
        (
            Q.Asked.name.text,
            { body, time, pool in
                let (envelope, query) = try Envelope.decode(Q.Asked.self, from: body)
                let answered: Answered<Q.Asked.Answer>
                do {
                    answered = .answer(try await question.answer(query, for: envelope.actor, at: time, from: pool))
                } catch let refusal as QuestionRefused {
                    answered = .refused(refusal.problems)
                }
                return try JSON.bytes(answered)
            }
        )
    }

    func run() async throws {
        let answering = try await transport.respond(on: queue, prefetch: options.prefetch)
        do {
            try await withThrowingDiscardingTaskGroup { tasks in
                while let arrivals = try await drain.unlessDraining({ try await answering.next(max: 64) }) {
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
        } catch {
            await answering.close()
            throw error
        }
        await answering.close()
    }

    private func answer(_ arrival: Arrival) async -> [UInt8] {
        do {
            let type = try arrival.type ?? Envelope.decode(from: arrival.body).type.text
            guard let answerer = answerers[type] else {
                return failure("This query is not known: \(type).")
            }
            return try await answerer(arrival.body, Timestamp.wholeMilliseconds(now()), pool)
        } catch let error as MalformedMessage {
            return failure("The query could not be read: \(error.reason).")
        } catch {
            log.error("a query failed", metadata: ["type": "\(arrival.type ?? "")", "error": "\(error)"])
            return failure("It could not be answered at the moment.")
        }
    }

    private func failure(_ reason: String) -> [UInt8] {
        (try? JSON.bytes(["reason": reason])) ?? []
    }
}
