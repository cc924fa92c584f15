// SPDX-License-Identifier: Apache-2.0

import Broker
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing
import Threads

@Suite(
    "Chaos", .serialized, .enabled(if: Run.isPossible, "needs the executables, and deploy/local to start servers with"))
struct ChaosTests {
    /// The short form has one round of these; the long form adds an outage that outlasts every retry.
    private static let kinds = Faults.Kind.allCases.filter { $0 != .databaseAway }

    @Test("Whatever is killed, at any instant, nothing is lost, nothing is doubled, and all recovers without a hand")
    func nothingLost() async throws {
        Run.say("seed \(Run.seed)")
        try await Self.withFleet(run)
    }

    /// Runs a test beside servers and services of its own; the services' logs are shown when it throws.
    static func withFleet(_ body: (FallibleServers, Fleet) async throws -> Void) async throws {
        try await FallibleServers.with { servers in
            let fleet = try Fleet(servers)
            do {
                try await body(servers, fleet)
                await fleet.end()
            } catch {
                fleet.showLogs()
                await fleet.end()
                throw error
            }
        }
    }

    private func run(_ servers: FallibleServers, _ fleet: Fleet) async throws {
        let drift = try await (SystemTopology.all + Audit.tap).apply(servers.broker)
        try #require(drift.isEmpty)
        try await startAmidKills(fleet)
        let audit = Audit(servers)
        try await Announcer.addDirectory(to: audit.database)
        let announcer = Announcer(servers.broker)
        let faults = Faults(servers: servers, fleet: fleet)
        let begun = ContinuousClock.now
        var slowest = Duration.zero
        var took: [String: [Duration]] = [:]
        var rounds: UInt64 = 0
        var isSound = true
        repeat {
            let seed = Run.seed &+ rounds
            // Later rounds of a soak also have the long outage.
            let kinds = Self.kinds + (rounds > 0 ? [.databaseAway] : [])
            async let announcing: Void = announcer.run(Chance(seed: seed, stream: 3))
            try await faults.round(kinds, seed: seed)
            announcer.stop()
            try await announcing
            let quiet = ContinuousClock.now
            for (what, time) in try await audit.awaitQuiet(announcer.announced, within: .seconds(60)) {
                took[what, default: []].append(time)
                // A figure of the soak: what else runs beside the short form is not known.
                if Run.soak != nil { #expect(time < .seconds(10), "\(what) was late") }
            }
            slowest = max(slowest, quiet.duration(to: .now))
            try fleet.check()
            for finding in try await audit.check(announcer.announced) {
                isSound = false
                Issue.record("\(finding)")
            }
            rounds += 1
            try report(rounds, slowest, announcer.announced, faults, audit, isSound)
        } while begun.duration(to: .now) < Run.soak ?? .zero
        report(took, of: rounds)
        // A message that waits for the database is not put off, and what is put off has a fault of its own.
        #expect(fleet.lines(holding: "a message is put off").isEmpty)
        #expect(fleet.lines(holding: "a message is quarantined").isEmpty)
        await audit.database.close()
    }

    /// The first start, with its migrations, is cut short a few times too.
    private func startAmidKills(_ fleet: Fleet) async throws {
        var chance = Chance(seed: Run.seed, stream: 4)
        for service in Fleet.services { try fleet.start(service) }
        for _ in 0..<3 {
            for service in Fleet.services.shuffled(using: &chance) {
                try await Task.sleep(for: chance.milliseconds(0...150))
                try await fleet.kill(service)
                try fleet.start(service)
            }
        }
        for service in Fleet.services { try await fleet.awaitReady(service) }
    }

    /// How long each kind of thing took after the last fault, in the rounds in which it was not complete already.
    private func report(_ took: [String: [Duration]], of rounds: UInt64) {
        for (what, times) in took.sorted(by: { $0.key < $1.key }) {
            let sorted = times.map(\.milliseconds).sorted()
            Run.report(
                """
                \(what), late in \(sorted.count) of \(rounds) rounds: at least \(sorted[0]), as a rule \
                \(sorted[sorted.count / 2]), at most \(sorted[sorted.count - 1]) ms after the last fault
                """)
        }
    }

    private func report(
        _ rounds: UInt64, _ slowest: Duration, _ announced: Announcer.Announced, _ faults: Faults, _ audit: Audit,
        _ isSound: Bool
    ) throws {
        let repeated = try audit.repetitions()
        let happened = faults.counts.withLock { $0 }.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        Run.report(
            """
            seed \(Run.seed), \(rounds) round(s): \(announced.applicants.count) registrations, \
            \(announced.organisations) organisations with a case and a member each, \(announced.emails.count) e-mails; \
            \(isSound ? "nothing lost, nothing doubled" : "NOT SOUND"); seen again by readers: \(repeated.events) events, \(repeated.emails) e-mails; \
            all complete at most \(slowest.milliseconds) ms after the last fault; \(happened.joined(separator: ", "))
            """)
    }
}
