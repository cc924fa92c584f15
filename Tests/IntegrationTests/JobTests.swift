// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing

/// Writes a row for each number, and stops where it is told to.
struct CountUp: Job {
    struct Order: Codable, Sendable {
        var upTo: Int
        /// What its numbers begin behind.
        var base = 0
        /// Waits at a gate at this number.
        var gate: UUID?
        var waitsAt: Int?
        var refusesAt: Int?
        var failsAt: Int?
    }

    static let kind = "count-up"

    func step(
        _ order: Order, from place: JobPlace, at time: Date, on connection: isolated Connection
    ) async throws -> JobStep {
        let number = place.done + 1
        if number == order.failsAt { throw MalformedMessage("it is the wrong number") }
        if number == order.refusesAt { return .refused(Problem(code: "enough", message: "It is enough.")) }
        try await connection.query(
            "INSERT INTO rates (currency, rate, sequence) VALUES (\("number \(order.base + number)"), \(number), 0)")
        if number == order.waitsAt, let gate = order.gate.flatMap({ Gate.with($0) }) { await gate.wait() }
        let next = JobPlace(
            cursor: String(number), done: number, total: order.upTo, counts: ["counted": number])
        return number == order.upTo ? .finished(next) : .more(next)
    }
}

@Suite("Jobs", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"), .timeLimit(.minutes(5)))
struct JobTests {
    private struct Keeper: HistoryKeeper { static let service = "ledger" }

    private static func begin(_ order: CountUp.Order, _ rig: LedgerRig) async throws -> UUID {
        let id = Identifier.make()
        // Twice: whoever heard no answer asks again.
        for _ in 0..<2 { try await rig.database.begin(CountUp.self, id, about: "numbers", order) }
        return id
    }

    private static func ask(_ job: UUID?, cancel: Bool? = nil, _ rig: LedgerRig) async throws -> [JobProgress] {
        let client = rig.client()
        let found = try await client.ask(
            AskJobs<Keeper>(job: job, cancel: cancel), as: .operator, trace: TraceContext())
        await client.close()
        return found
    }

    private static func ended(_ job: UUID, _ rig: LedgerRig) async throws -> JobProgress {
        try await eventually("the job is over") {
            let found = try await ask(job, rig).first
            return found?.standing.isOver == true ? found : nil
        }
    }

    private static func numbers(_ rig: LedgerRig) async throws -> Int {
        try await rig.count("SELECT count(*) FROM rates WHERE currency LIKE 'number %'")
    }

    private static let quick: @Sendable (inout Options) -> Void = {
        $0.jobTick = .milliseconds(50)
        $0.jobLease = .seconds(1)
    }

    @Test("A job is done step by step, each once, and tells how far it is and what came of it")
    func done() async throws {
        try await LedgerRig.with(options: Self.quick) { rig in
            let job = try await Self.begin(CountUp.Order(upTo: 40), rig)
            let progress = try await Self.ended(job, rig)
            #expect(progress.standing == .done && progress.done == 40 && progress.total == 40)
            #expect(progress.counts == ["counted": 40] && progress.kind == "count-up" && progress.subject == "numbers")
            #expect(progress.started != nil && progress.ended != nil && progress.problem == nil)
            #expect(try await Self.numbers(rig) == 40)
            #expect(try await Self.ask(nil, rig).map(\.job) == [job])
        }
    }

    @Test("What its holder left in the middle of a step goes on from the step before, in whoever takes it up")
    func resumed() async throws {
        try await LedgerRig.with(options: Self.quick) { rig in
            let gate = Gate()
            let job = try await Self.begin(CountUp.Order(upTo: 9, gate: gate.id, waitsAt: 5), rig)
            try await eventually("it is at the fifth") { gate.reached == 1 ? true : nil }
            // The holder ends as a process does that is killed: its connection is gone, and with it the open step.
            try await rig.database.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND state = 'idle in transaction' AND query LIKE '%INTO rates%'
                """)
            gate.open()
            let progress = try await Self.ended(job, rig)
            #expect(progress.standing == .done && progress.done == 9)
            #expect(try await Self.numbers(rig) == 9)
        }
    }

    @Test("Two copies of a service do not do one job")
    func oneHolder() async throws {
        try await LedgerRig.with(options: Self.quick) { rig in
            let other = LedgerRig.engine(rig.sandbox, rig.options)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await other.run() }
                let jobs = try await [0, 100, 200].asyncMap {
                    try await Self.begin(CountUp.Order(upTo: 30, base: $0), rig)
                }
                // A number that is counted twice fails its job.
                for job in jobs { #expect(try await Self.ended(job, rig).standing == .done) }
                #expect(try await Self.numbers(rig) == 90)
                other.beginDraining()
                try await tasks.waitForAll()
            }
        }
    }

    @Test("A refusal and a failure say why, and keep what was done by then; a cancelled job ends after its step")
    func endings() async throws {
        try await LedgerRig.with(options: Self.quick) { rig in
            let refused = try await Self.ended(
                try await Self.begin(CountUp.Order(upTo: 9, refusesAt: 3), rig), rig)
            #expect(refused.standing == .refused && refused.problem == "It is enough." && refused.done == 2)
            try await rig.database.query("DELETE FROM rates")
            let failed = try await Self.ended(try await Self.begin(CountUp.Order(upTo: 9, failsAt: 4), rig), rig)
            #expect(failed.standing == .failed && failed.problem == "it is the wrong number" && failed.done == 3)
            try await rig.database.query("DELETE FROM rates")
            let gate = Gate()
            let job = try await Self.begin(CountUp.Order(upTo: 9, gate: gate.id, waitsAt: 2), rig)
            try await eventually("it is at the second") { gate.reached == 1 ? true : nil }
            async let cancelled = Self.ask(job, cancel: true, rig)
            gate.open()
            _ = try await cancelled
            let progress = try await Self.ended(job, rig)
            #expect(progress.standing == .cancelled)
            #expect(try await Self.numbers(rig) == progress.done)
            // Jobs that come after it are done.
            try await rig.database.query("DELETE FROM rates")
            #expect(try await Self.ended(try await Self.begin(CountUp.Order(upTo: 2), rig), rig).standing == .done)
        }
    }

    @Test("A process that is to end gives its job back, and the next goes on with it at once")
    func drained() async throws {
        try await Sandbox.with { sandbox in
            guard try await LedgerRig.topology.apply(sandbox.address).isEmpty else { throw NotInTime(description: "") }
            var options = Options()
            options.jobTick = .milliseconds(20)
            options.jobLease = .seconds(600)
            let first = try await LedgerRig(sandbox, options)
            try await first.engine.migrate()
            let job = try await first.whileRunning {
                let job = try await Self.begin(CountUp.Order(upTo: 600), first)
                try await eventually("it has begun") { try await Self.numbers(first) > 5 ? true : nil }
                return job
            }
            let second = try await LedgerRig(sandbox, options)
            try await second.whileRunning {
                let before = try await Self.numbers(second)
                #expect(before < 600)
                let progress = try await Self.ended(job, second)
                #expect(progress.standing == .done && progress.done == 600)
                #expect(try await Self.numbers(second) == 600)
            }
        }
    }
}

extension Array {
    fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async throws -> [T] {
        var mapped: [T] = []
        for element in self { mapped.append(try await transform(element)) }
        return mapped
    }
}
