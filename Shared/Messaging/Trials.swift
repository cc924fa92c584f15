// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import struct Foundation.UUID
import Logging
import Threads

/// Finds the message that ends the process whenever it is handed out.
///
/// The broker counts each loss of a consumer against all that it held, so a count tells suspects and no more. Suspects are
/// taken in company at first, and a row for each says so before any is decoded. Whoever finds rows of another process
/// knows what this one had in hand when it ended, and takes it in a smaller company; what ends the process is alone in
/// the end. So many ends make it a dead letter; its neighbours go on.
final class Trials: Sendable {
    /// How many are taken together, by how many processes have ended with them on trial. After that each is alone: all but
    /// a few suspects are innocent, and their backlog must not wait for trials one by one.
    private static let companies = [200, 16]

    private struct State {
        var current: (digests: Set<UUID>, begun: ContinuousClock.Instant)?
        var finished: Set<UUID> = []
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

    /// The suspects in a row, and what needs no trial, in order.
    func divided(_ arrivals: [Arrival]) -> [(arrivals: [Arrival], areSuspects: Bool)] {
        var runs: [(arrivals: [Arrival], areSuspects: Bool)] = []
        for arrival in arrivals {
            let isSuspect = arrival.handedOut + 1 >= options.suspectAfter
            if let last = runs.last, last.areSuspects == isSuspect {
                runs[runs.count - 1].arrivals.append(arrival)
            } else {
                runs.append(([arrival], isSuspect))
            }
        }
        return runs
    }

    /// Divides suspects, in order, into as large companies as may be taken together.
    func companies(of suspects: [Arrival]) async throws -> [[Arrival]] {
        let digests = suspects.map(Self.digest)
        let rows = try await pool.query(
            "SELECT digest, ends FROM trials WHERE digest = ANY(\(digests)::uuid[]) AND process <> \(process)")
        var ends: [UUID: Int] = [:]
        for row in rows { ends[try row.get(0)] = Int(try row.get(1, as: Int64.self)) + 1 }
        var companies: [[Arrival]] = []
        var size = 0
        for (suspect, digest) in zip(suspects, digests) {
            let most = Self.companies.dropFirst(ends[digest] ?? 0).first ?? 1
            if let last = companies.last, most == size, last.count < most {
                companies[companies.count - 1].append(suspect)
            } else {
                companies.append([suspect])
                size = most
            }
        }
        return companies
    }

    /// Notes what is taken together.
    ///
    /// - Returns: for each, how many processes have ended with it alone in hand.
    func begin(_ company: [Arrival]) async throws -> [Int] {
        let digests = company.map(Self.digest)
        let distinct = Set(digests)
        let finished = state.withLock { Array($0.finished.subtracting(distinct)) }
        let rows = try await pool.query(
            """
            WITH finished AS (DELETE FROM trials WHERE digest = ANY(\(finished)::uuid[]) AND process = \(process))
            INSERT INTO trials AS t (digest, process, ends, begun)
            SELECT digest, \(process), 0, now() FROM unnest(\(Array(distinct))::uuid[]) AS digest ORDER BY digest
            ON CONFLICT (digest) DO UPDATE SET process = excluded.process, begun = excluded.begun,
                ends = t.ends + CASE WHEN t.process = excluded.process THEN 0 ELSE 1 END
            RETURNING digest, ends
            """)
        state.withLock { $0 = State(current: (distinct, .now)) }
        var ends: [UUID: Int] = [:]
        for row in rows { ends[try row.get(0)] = Int(try row.get(1, as: Int64.self)) }
        if let most = ends.values.max(), most > 0 {
            log.warning(
                "a process ended with these messages in hand", metadata: ["ends": "\(most)", "count": "\(ends.count)"])
        }
        return digests.map { max(0, (ends[$0] ?? 0) - Self.companies.count) }
    }

    /// What is in hand was committed, and ended nothing. Its rows go with the next ones', or with `forget`.
    func finish() {
        state.withLock { state in
            if let current = state.current { state.finished = current.digests }
            state.current = nil
        }
    }

    /// Removes the rows of what was committed.
    func forget() async throws {
        let digests = state.withLock { $0.finished }
        guard !digests.isEmpty else { return }
        try await pool.query(removal(of: digests))
        state.withLock { $0.finished = [] }
    }

    /// Acquits what is in hand for long while the process lives: it waits for something. Runs until it is cancelled.
    func watch() async throws {
        while true {
            try await Task.sleep(for: options.trialPeriod / 10)
            let old = state.withLock { state -> Set<UUID>? in
                guard let current = state.current, current.begun.duration(to: .now) > options.trialPeriod else {
                    return nil
                }
                return current.digests
            }
            guard let old else { continue }
            do {
                try await pool.query(removal(of: old))
                state.withLock { if $0.current?.digests == old { $0.current = nil } }
            } catch {
                // It is tried again with the next look.
                log.debug("a trial could not be ended", metadata: ["error": "\(error)"])
            }
        }
    }

    /// The lane ends, and not by what is in hand.
    func leave() async {
        let digests = state.withLock { state in
            defer { state = State() }
            return state.finished.union(state.current?.digests ?? [])
        }
        if !digests.isEmpty { try? await pool.lastly(removal(of: digests)) }
    }

    private static func digest(_ arrival: Arrival) -> UUID { Identifier.derived(from: SHA256.digest(arrival.body)) }

    /// What a process left whose message was never handed out again goes by the way.
    private func removal(of digests: Set<UUID>) -> SQL {
        """
        DELETE FROM trials
        WHERE (digest = ANY(\(Array(digests))::uuid[]) AND process = \(process)) OR begun < now() - interval '1 day'
        """
    }
}
