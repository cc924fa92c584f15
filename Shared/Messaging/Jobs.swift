// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Logging

/// Does a service's jobs, one after the other, in one of its copies at a time.
struct Jobs: Sendable {
    let pool: Pool
    let configuration: DatabaseConfiguration
    let kinds: [String: RunnableJob]
    let options: Options
    /// This process.
    let holder: UUID
    let now: @Sendable () -> Date
    let log: Logger

    /// A job that was taken up so often without a step coming to anything is not taken up again.
    private static let trials = 5

    func run() async {
        guard !kinds.isEmpty else { return }
        var sweep = ContinuousClock.now
        while !Task.isCancelled {
            do {
                if sweep <= .now {
                    try await pool.query(Self.forget)
                    sweep = .now + .seconds(3_600)
                }
                while let job = try await take() { try await work(at: job) }
                try await Task.sleep(for: options.jobTick)
            } catch {
                if Task.isCancelled { return }
                log.warning("a job is interrupted", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private struct Taken {
        let id: UUID
        let kind: String
        let task: String
        let trials: Int
    }

    private func take() async throws -> Taken? {
        let rows = try await pool.query(
            """
            UPDATE jobs SET standing = 'running', holder = \(holder), trials = trials + 1,
                lease = now() + \(options.jobLease.components.seconds) * interval '1 second',
                started = coalesce(started, now())
            WHERE id = (
                SELECT id FROM jobs
                WHERE standing IN ('waiting', 'running') AND coalesce(lease < now(), true)
                    AND kind = ANY(\(Array(kinds.keys))::text[])
                ORDER BY created LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id, kind, task, trials
            """)
        return try rows.first.map {
            Taken(id: try $0.get(0), kind: try $0.get(1), task: try $0.get(2), trials: try $0.get(3))
        }
    }

    private func work(at job: Taken) async throws {
        guard let kind = kinds[job.kind], job.trials <= Self.trials else {
            return try await end(job, .failed, problem: "it was taken up \(job.trials - 1) times and came no further")
        }
        log.info("a job is taken up", metadata: ["job": "\(Identifier.text(job.id))", "kind": "\(job.kind)"])
        let connection = try await Connection.open(configuration, name: "job")
        do {
            try await connection.onItsThread { connection in
                while try await step(job, kind, on: connection) { try Task.checkCancellation() }
            }
        } catch {
            try? await connection.rollback()
            await connection.close()
            try await interrupted(job, by: error)
            return
        }
        await connection.close()
    }

    /// - Returns: false when there is nothing more to do here.
    private func step(_ job: Taken, _ kind: RunnableJob, on connection: isolated Connection) async throws -> Bool {
        let rows = try await connection.pipeline([
            "BEGIN",
            """
            SELECT cursor, done, total, counts FROM jobs
            WHERE id = \(job.id) AND holder = \(holder) AND standing = 'running' FOR UPDATE
            """,
        ])[1]
        guard let row = rows.first else {
            // It was cancelled, or somebody else has it by now.
            try await connection.rollback()
            return false
        }
        let place = JobPlace(
            cursor: try row.get(0), done: try row.get(1), total: try row.get(2),
            counts: try JSON.value([String: Int].self, from: try row.get(3, as: String.self)))
        let time = Timestamp.wholeMilliseconds(now())
        switch try await kind.step(job.task, place, time, connection) {
        case .more(let place):
            try await connection.pipeline([try Self.moved(job.id, to: place, lease: options.jobLease), "COMMIT"])
            return true
        case .finished(let place):
            try await connection.pipeline([
                try Self.moved(job.id, to: place, lease: options.jobLease), Self.ended(job.id, .done), "COMMIT",
            ])
            log.info("a job is done", metadata: ["job": "\(Identifier.text(job.id))", "kind": "\(job.kind)"])
        case .refused(let problem):
            try await connection.pipeline([Self.ended(job.id, .refused, problem: problem.message), "COMMIT"])
            log.info("a job is refused", metadata: ["job": "\(Identifier.text(job.id))", "reason": "\(problem.code)"])
        }
        return false
    }

    /// What cannot be helped by waiting ends the job; anything else is tried again, by whoever takes it up then.
    private func interrupted(_ job: Taken, by error: any Error) async throws {
        let database = error as? DatabaseError
        let isPassing =
            error is CancellationError
            || database.map {
                $0.isPassing || $0.isConflict || [.connectionLost, .closed, .cancelled].contains($0.code)
            }
                == true
        if !isPassing {
            let reason = (error as? MalformedMessage)?.reason ?? database.map { "\($0)" } ?? "\(type(of: error))"
            log.error(
                "a job cannot be done",
                metadata: ["job": "\(Identifier.text(job.id))", "kind": "\(job.kind)", "reason": "\(reason)"])
            return try await end(job, .failed, problem: reason)
        }
        // Others may have it at once.
        let release: SQL = "UPDATE jobs SET lease = NULL WHERE id = \(job.id) AND holder = \(holder)"
        // A process that is to end gives it back all the same.
        _ = try? await Task { [pool] in try await pool.query(release) }.value
        throw error
    }

    /// Unless somebody else has taken it up meanwhile.
    private func end(_ job: Taken, _ standing: JobStanding, problem: String? = nil) async throws {
        try await pool.query("\(sql: Self.ended(job.id, standing, problem: problem)) AND holder = \(holder)")
    }

    // MARK: SQL

    static func enter(_ id: UUID, _ kind: String, _ subject: String, _ task: String) -> SQL {
        """
        INSERT INTO jobs (id, kind, subject, task) VALUES (\(id), \(kind), \(subject), \(task))
        ON CONFLICT (id) DO NOTHING
        """
    }

    private static func moved(_ id: UUID, to place: JobPlace, lease: Duration) throws -> SQL {
        """
        UPDATE jobs SET cursor = \(place.cursor), done = \(place.done), total = \(place.total),
            counts = \(try JSON.text(place.counts)), trials = 0,
            lease = now() + \(lease.components.seconds) * interval '1 second'
        WHERE id = \(id)
        """
    }

    private static func ended(_ id: UUID, _ standing: JobStanding, problem: String? = nil) -> SQL {
        """
        UPDATE jobs SET standing = \(standing.rawValue), problem = \(problem), ended = now(), lease = NULL
        WHERE id = \(id) AND standing IN ('waiting', 'running')
        """
    }

    /// How many are told of.
    private static let newest = 50
    /// What came of a job is kept for ninety days.
    private static let forget: SQL =
        "DELETE FROM jobs WHERE created < now() - interval '90 days' AND ended < now() - interval '90 days'"

    func progress(of job: UUID?) async throws -> [JobProgress] {
        let only: SQL = if let job { "WHERE id = \(job)" } else { "" }
        let rows = try await pool.query(
            """
            SELECT id, kind, subject, standing, done, total, counts, problem, created, started, ended
            FROM jobs \(sql: only) ORDER BY created DESC LIMIT \(Self.newest)
            """)
        return try rows.map { row in
            JobProgress(
                job: try row.get(0), kind: try row.get(1), subject: try row.get(2),
                standing: JobStanding(rawValue: try row.get(3, as: String.self)) ?? .failed, done: try row.get(4),
                total: try row.get(5),
                counts: try JSON.value([String: Int].self, from: try row.get(6, as: String.self)),
                problem: try row.get(7), created: try row.get(8), started: try row.get(9), ended: try row.get(10))
        }
    }

    func cancel(_ job: UUID) async throws {
        try await pool.query(Self.ended(job, .cancelled))
    }
}
