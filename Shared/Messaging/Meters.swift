// SPDX-License-Identifier: Apache-2.0

import Metrics
import Threads

/// What the engine counts.
struct Meters: Sendable {
    private let work: Counter
    private let requests: Counter
    private let queries: Counter
    private let turnedAwayQueries: Counter
    private let dead: Counter
    private let refused: Counter
    private let questions = Lock<[String: Timer]>([:])

    init() {
        work = Counter(label: "attest_messages_total", dimensions: [("lane", "work")])
        requests = Counter(label: "attest_messages_total", dimensions: [("lane", "requests")])
        queries = Counter(label: "attest_messages_total", dimensions: [("lane", "queries")])
        turnedAwayQueries = Counter(label: "attest_queries_turned_away_total")
        dead = Counter(label: "attest_dead_letters_total")
        refused = Counter(label: "attest_inadmissible_messages_total")
    }

    func processed(_ count: Int, lane: String) {
        switch lane {
        case "work": work.increment(by: count)
        case "requests": requests.increment(by: count)
        default: queries.increment(by: count)
        }
    }

    /// - Parameter type: one that has an answerer, so that their number has a bound.
    func answered(_ type: String, in time: Duration) {
        let timer = questions.withLock { questions in
            if let known = questions[type] { return known }
            let timer = Timer(label: "attest_question_seconds", dimensions: [("type", type)])
            questions[type] = timer
            return timer
        }
        timer.recordNanoseconds(Int64(time / .nanoseconds(1)))
    }

    func turnedAway() { turnedAwayQueries.increment() }

    func deadLetter() { dead.increment() }

    /// A message whose sender may not say it.
    func inadmissible() { refused.increment() }
}
