// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import struct Foundation.UUID
import Logging
import Threads

/// Finds the message that ends the process whenever it is handed out.
///
/// The broker counts each loss of a consumer against all that it held, so a count tells suspects and no more. A suspect
/// is taken alone, and a row says so before it is even decoded: whoever finds the row of another process knows that the
/// message was all that this one had in hand when it ended. So many ends make it a dead letter; its neighbours go on.
final class Trials: Sendable {
    private struct State {
        var current: (digest: UUID, begun: ContinuousClock.Instant)?
        var finished: UUID?
    }

    private let pool: Pool
    private let options: Options
    /// New for each start: a connection that is lost and made again is no end of the process.
    private let process: UUID
    private let log: Logger
    private let state = Lock(State())

    init(pool: Pool, options: Options, process: UUID, log: Logger) {
        self.pool = pool
        self.options = options
        self.process = process
        self.log = log
    }

    /// What has to be taken alone, and what may be taken together, in order.
    func divided(_ arrivals: [Arrival]) -> [(arrivals: [Arrival], isSuspect: Bool)] {
        var groups: [(arrivals: [Arrival], isSuspect: Bool)] = []
        for arrival in arrivals {
            if arrival.handedOut + 1 >= options.suspectAfter {
                groups.append(([arrival], true))
            } else if let last = groups.last, !last.isSuspect {
                groups[groups.count - 1].arrivals.append(arrival)
            } else {
                groups.append(([arrival], false))
            }
        }
        return groups
    }

    /// Notes that a message is taken alone.
    ///
    /// - Returns: how many processes have ended with it alone in hand.
    func begin(_ arrival: Arrival) async throws -> Int {
        let digest = Identifier.derived(from: SHA256.digest(arrival.body))
        let finished = state.withLock { $0.finished }.flatMap { $0 == digest ? nil : $0 }
        let rows = try await pool.query(
            """
            WITH finished AS (DELETE FROM trials WHERE digest = \(finished) AND process = \(process))
            INSERT INTO trials AS t (digest, process, deaths, begun) VALUES (\(digest), \(process), 0, now())
            ON CONFLICT (digest) DO UPDATE SET process = excluded.process, begun = excluded.begun,
                deaths = t.deaths + CASE WHEN t.process = excluded.process THEN 0 ELSE 1 END
            RETURNING deaths
            """)
        state.withLock { $0 = State(current: (digest, .now)) }
        let deaths = try rows.first?.get(0, as: Int64.self) ?? 0
        if deaths > 0 {
            log.warning("the process ended with one message in hand", metadata: ["ends": "\(deaths)"])
        }
        return Int(deaths)
    }

    /// The message was committed, and ended nothing. Its row goes with the next one's, or with `forget`.
    func finish() {
        state.withLock { state in
            if let current = state.current { state.finished = current.digest }
            state.current = nil
        }
    }

    /// Removes the row of what was committed.
    func forget() async throws {
        guard let digest = state.withLock({ $0.finished }) else { return }
        try await pool.query(removal(of: digest))
        state.withLock { $0.finished = nil }
    }

    /// Acquits what is in hand for long while the process lives: it waits for something. Runs until it is cancelled.
    func watch() async throws {
        while true {
            try await Task.sleep(for: options.trialPeriod / 10)
            let old = state.withLock { state -> UUID? in
                guard let current = state.current, current.begun.duration(to: .now) > options.trialPeriod else {
                    return nil
                }
                return current.digest
            }
            guard let old else { continue }
            do {
                try await pool.query(removal(of: old))
                state.withLock { if $0.current?.digest == old { $0.current = nil } }
            } catch {
                // It is tried again with the next look.
                log.debug("a trial could not be ended", metadata: ["error": "\(error)"])
            }
        }
    }

    /// The lane ends, and not by the message in hand.
    func leave() async {
        let digests = state.withLock { state in
            defer { state = State() }
            return [state.current?.digest, state.finished].compactMap { $0 }
        }
        for digest in digests { try? await pool.lastly(removal(of: digest)) }
    }

    /// What a process left whose message was never handed out again goes by the way.
    private func removal(of digest: UUID) -> SQL {
        """
        DELETE FROM trials
        WHERE (digest = \(digest) AND process = \(process)) OR begun < now() - interval '1 day'
        """
    }
}
