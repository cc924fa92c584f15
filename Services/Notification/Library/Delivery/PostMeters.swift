// SPDX-License-Identifier: Apache-2.0

import Database
import Mail
import Metrics
import Threads
import struct Foundation.Date

/// What the postman counts, and how much waits for him.
final class PostMeters: Sendable {
    private let sent = PostMeters.counter("sent")
    private let later = PostMeters.counter("put-off")
    private let never = PostMeters.counter("refused")
    private let away = PostMeters.counter("no-server")
    private let doubtful = PostMeters.counter("in-doubt")
    private let waiting = Gauge(label: "attest_emails_waiting")
    private let oldest = Gauge(label: "attest_email_oldest_due_seconds")
    private let looked = Lock<ContinuousClock.Instant?>(nil)

    /// How often the table is counted.
    private static let pause = Duration.seconds(5)

    private static func counter(_ outcome: String) -> Counter {
        Counter(label: "attest_emails_total", dimensions: [("outcome", outcome)])
    }

    func count(_ result: MailResult) {
        switch result {
        case .sent: sent.increment()
        case .tryLater: later.increment()
        case .unavailable: away.increment()
        case .never: never.increment()
        case .inDoubt: doubtful.increment()
        }
    }

    /// Counts what waits, now and then: only what is still to be sent has a row.
    func look(at database: Pool, _ now: Date) async throws {
        let isDue = looked.withLock { looked in
            if let last = looked, last.duration(to: .now) < Self.pause { return false }
            looked = .now
            return true
        }
        guard isDue, let row = try await database.query("SELECT count(*), min(due) FROM deliveries").first else {
            return
        }
        // Nothing else looks after it, and it is a few rows.
        try await database.query(DestinationPace.tidying(at: now))
        waiting.record(try row.get(0, as: Int64.self))
        let first: Date? = try row.get(1)
        oldest.record(max(0, first.map { now.timeIntervalSince($0) } ?? 0))
    }
}
