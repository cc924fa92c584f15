// SPDX-License-Identifier: Apache-2.0

import Logging
import Metrics
import Threads

/// Something that is away: told once when it begins and once when it is over, however many wait for it.
final class Outage: Sendable {
    private struct State {
        var next: UInt64 = 0
        var waiting: Set<UInt64> = []
        var since = ContinuousClock.now
    }

    private let subject: Logger.Metadata
    private let log: Logger
    private let gauge: Gauge
    private let state = Lock(State())

    /// - Parameters:
    ///   - kind: what is away, as log and metrics name it: `lane`, `worker`.
    ///   - name: which one.
    init(_ kind: String, _ name: String, log: Logger) {
        subject = [kind: "\(name)"]
        self.log = log
        gauge = Gauge(label: "attest_waiting", dimensions: [(kind, name)])
    }

    /// A name for one who waits. Who is the only one needs none.
    func ticket() -> UInt64 {
        state.withLock { state in
            state.next += 1
            return state.next
        }
    }

    func began(_ error: any Error, ticket: UInt64 = 0) {
        let isFirst = state.withLock { state in
            let isFirst = state.waiting.isEmpty
            if isFirst { state.since = .now }
            state.waiting.insert(ticket)
            return isFirst
        }
        guard isFirst else { return }
        gauge.record(1)
        log.warning("work waits", metadata: subject.merging(["error": "\(error)"]) { $1 })
    }

    func ended(ticket: UInt64 = 0) {
        let length = state.withLock { state -> Duration? in
            guard state.waiting.remove(ticket) != nil, state.waiting.isEmpty else { return nil }
            return state.since.duration(to: .now)
        }
        guard let length else { return }
        gauge.record(0)
        log.info("work goes on", metadata: subject.merging(["waited": "\(length)"]) { $1 })
    }
}
