// SPDX-License-Identifier: Apache-2.0

import Database
import Foundation
import TestSupport
import Threads

/// What happens to the servers and the services, at instants that a seed decides.
struct Faults: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case brokerKilled = "broker killed"
        case brokerRestarted = "broker restarted"
        case brokerSilent = "broker silent"
        case brokerConnectionsClosed = "broker connections closed"
        case databaseCrashed = "database crashed"
        case databaseRestarted = "database restarted"
        case databaseConnectionsClosed = "database connections closed"
        case databaseAway = "database away for a minute"
    }

    let servers: FallibleServers
    let fleet: Fleet
    let counts = Lock<[String: Int]>([:])

    /// Each kind once, in an order of chance, while services are killed all the time.
    ///
    /// - Parameter kinds: what happens to the servers.
    func round(_ kinds: [Kind], seed: UInt64) async throws {
        let done = Lock(false)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                var chance = Chance(seed: seed, stream: 1)
                for kind in kinds.shuffled(using: &chance) {
                    try await Task.sleep(for: chance.milliseconds(500...4_000))
                    let instant = ContinuousClock.now
                    try await happen(kind, &chance)
                    count(kind.rawValue)
                    Run.say("\(kind.rawValue), for \(instant.duration(to: .now).milliseconds) ms")
                }
                try await Task.sleep(for: chance.milliseconds(500...4_000))
                done.withLock { $0 = true }
            }
            tasks.addTask {
                var chance = Chance(seed: seed, stream: 2)
                while !done.withLock({ $0 }) {
                    try await Task.sleep(for: chance.milliseconds(100...3_000))
                    let all = Int.random(in: 0..<6, using: &chance) == 0
                    let victims = all ? Fleet.services : [Fleet.services.randomElement(using: &chance) ?? ""]
                    for service in victims { try await fleet.kill(service) }
                    count("services killed", victims.count)
                    try await Task.sleep(for: chance.milliseconds(0...800))
                    for service in victims { try fleet.start(service) }
                }
            }
            do {
                while try await tasks.next() != nil {}
            } catch {
                tasks.cancelAll()
                throw error
            }
        }
    }

    private func count(_ what: String, _ number: Int = 1) { counts.withLock { $0[what, default: 0] += number } }

    private func happen(_ kind: Kind, _ chance: inout Chance) async throws {
        switch kind {
        case .brokerKilled: try await interrupt("crash", "rabbitmq", for: chance.milliseconds(0...2_000))
        case .brokerRestarted: try await interrupt("stop", "rabbitmq", for: chance.milliseconds(0...2_000))
        case .brokerSilent:
            try await servers.obey("freeze rabbitmq")
            try await Task.sleep(for: chance.milliseconds(15_000...20_000))
            try await servers.obey("thaw rabbitmq")
        case .brokerConnectionsClosed:
            _ = try await servers.sever { _ in Bool.random(using: &chance) }
        case .databaseCrashed: try await interrupt("crash", "postgres", for: chance.milliseconds(0...3_000))
        case .databaseRestarted: try await interrupt("stop", "postgres", for: chance.milliseconds(0...3_000))
        case .databaseAway: try await interrupt("crash", "postgres", for: chance.milliseconds(60_000...75_000))
        case .databaseConnectionsClosed:
            let pool = Pool(DatabaseConfiguration(url: servers.postgres), limit: 1, name: "sever")
            try await pool.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name LIKE 'attest-%' AND pid % 2 = \(Int.random(in: 0...1, using: &chance))
                """)
            await pool.close()
        }
    }

    private func interrupt(_ verb: String, _ server: String, for time: Duration) async throws {
        try await servers.obey("\(verb) \(server)")
        try await Task.sleep(for: time)
        try await servers.obey("start \(server)")
        try await servers.obey("await \(server)")
    }
}
