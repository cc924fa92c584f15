// SPDX-License-Identifier: Apache-2.0

import Contracts
import Metrics
import Threads
import struct Foundation.Date

/// What the engine counts and times.
///
/// Every label has a bound: types are those that the service takes or answers.
struct Meters: Sendable {
    private struct Series: Hashable {
        var type: String
        var outcome: String
    }

    private let lanes = Dictionary(
        uniqueKeysWithValues: ["work", "requests", "queries"].map {
            ($0, Counter(label: "attest_messages_total", dimensions: [("lane", $0)]))
        })
    private let letters = Dictionary(
        uniqueKeysWithValues: LetterKind.allCases.map {
            ($0, Counter(label: "attest_dead_letters_total", dimensions: [("kind", $0.rawValue)]))
        })
    private let turnedAwayQueries = Counter(label: "attest_queries_turned_away_total")
    private let inadmissibles = Counter(label: "attest_inadmissible_messages_total")
    private let decisions = Lock<[Series: Timer]>([:])
    private let questions = Lock<[Series: Timer]>([:])

    func processed(_ count: Int, lane: String) { lanes[lane]?.increment(by: count) }

    /// Notes what came of messages, and how long ago each was said.
    func decided(_ messages: some Sequence<Incoming>, _ outcomes: [Processor.Outcome], at time: Date) {
        for (message, outcome) in zip(messages, outcomes) {
            let timer = Self.timer(
                decisions, "attest_decided_seconds",
                Series(type: message.envelope.type.text, outcome: outcome.word))
            timer.recordNanoseconds(Int64(max(0, time.timeIntervalSince(message.envelope.time)) * 1e9))
        }
    }

    func answered(_ type: String, _ outcome: QuestionOutcome, in time: Duration) {
        let timer = Self.timer(
            questions, "attest_question_seconds", Series(type: type, outcome: outcome.rawValue))
        timer.recordNanoseconds(Int64(time / .nanoseconds(1)))
    }

    private static func timer(_ timers: Lock<[Series: Timer]>, _ label: String, _ series: Series) -> Timer {
        timers.withLock { timers in
            if let known = timers[series] { return known }
            let timer = Timer(label: label, dimensions: [("type", series.type), ("outcome", series.outcome)])
            timers[series] = timer
            return timer
        }
    }

    func turnedAway() { turnedAwayQueries.increment() }

    func deadLetter(_ kind: LetterKind) { letters[kind]?.increment() }

    /// A message whose sender may not say it.
    func inadmissible() { inadmissibles.increment() }
}

/// Why a message is given up.
enum LetterKind: String, CaseIterable {
    /// It is no message, or not of its type.
    case unreadable
    /// Its sender may not say it.
    case inadmissible
    /// Nobody here takes its type.
    case unknown
    /// It can be read, and cannot be done.
    case undoable
    /// The process ended with it in hand, again and again.
    case fatal
    /// No queue takes it.
    case unroutable
}

/// What came of a question.
enum QuestionOutcome: String {
    case answered, refused, failed
}

extension Processor.Outcome {
    fileprivate var word: String {
        switch self {
        case .settled(let reply): reply.utf8.starts(with: "{\"problems\"".utf8) ? "refused" : "accepted"
        case .poison: "undoable"
        case .busy: "busy"
        }
    }
}
