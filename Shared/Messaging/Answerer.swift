// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date

/// A question with its types put away.
struct Answerer: Sendable {
    /// The name of the query that it answers.
    let kind: String
    let isCostly: Bool
    let answer:
        @Sendable (_ arrival: Arrival, _ admission: Admission, _ time: Date, _ pool: Pool) async throws -> (
            body: [UInt8], outcome: QuestionOutcome
        )

    /// - Parameter name: what it is asked under, when that is not the query's own name.
    init<Q: Question>(_ question: Q, name: MessageName = Q.Asked.name) {
        kind = name.text
        isCostly = Q.isCostly
        answer = { arrival, admission, time, pool in
            try admission.check(arrival, against: Q.Asked.senders, of: name)
            let (envelope, query) = try Envelope.decode(Q.Asked.self, from: arrival.body)
            let actor = try admission.actor(of: envelope, isFact: false, from: arrival)
            do {
                let answer = try await question.answer(query, for: actor, at: time, from: pool)
                return (try JSON.bytes(Answered.answer(answer)), .answered)
            } catch let refusal as QuestionRefused {
                return (try JSON.bytes(Answered<Q.Asked.Answer>.refused(refusal.problems)), .refused)
            }
        }
    }
}
