// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Logging
import Messaging
import ServiceKit

/// How long it takes from a request to its reply, with the commit in between.
struct Requests: Sendable {
    let ground: Ground
    let floor: Floor

    /// Requests before the first that counts.
    private static let warm = 200

    /// C to C: a bare round trip and one commit for what is at hand.
    func bare(_ count: Int, inFlight: Int) async throws -> Latencies {
        let responder = try floor.respond(on: "bench.bare")
        _ = try await responder.line()
        let latencies = try floor.request("bench.bare", count: count, inFlight: inFlight)
        await responder.end()
        return latencies
    }

    /// Through the services' own client to an engine.
    func told(_ count: Int, inFlight: Int) async throws -> Latencies {
        let client = ServiceClient(ground.address, name: "bench", roster: nil, log: Ground.quiet)
        _ = try await Self.tell(client, count: Self.warm, inFlight: inFlight)
        let latencies = try await Self.tell(client, count: count, inFlight: inFlight)
        await client.close()
        return latencies
    }

    /// The same from HTTP: a small C client, a web process, an engine.
    func posted(_ count: Int, inFlight: Int) async throws -> Latencies {
        let front = try Child.bench("front")
        guard let port = Int(try await front.line()) else { throw Failure("the web process gave no port") }
        let latencies = try floor.http(port: port, count: count, inFlight: inFlight)
        await front.end()
        return latencies
    }

    /// Runs `body` while one engine serves.
    func whileServing<Value>(_ body: () async throws -> Value) async throws -> (Value, memory: Double) {
        let engine = try Child.bench("work")
        while try await engine.line() != "ready" {}
        do {
            let value = try await body()
            let memory = engine.memory.most
            await engine.end()
            return (value, memory)
        } catch {
            await engine.end()
            throw error
        }
    }

    private static func tell(_ client: ServiceClient, count: Int, inFlight: Int) async throws -> Latencies {
        let begun = ContinuousClock.now
        let taken = try await withThrowingTaskGroup(of: [Double].self) { tasks in
            for lane in 0..<inFlight {
                tasks.addTask {
                    var taken: [Double] = []
                    for _ in stride(from: lane, to: count, by: inFlight) {
                        let deposit = Deposit(purse: Identifier.make(), amount: 1, note: Ground.note)
                        let start = ContinuousClock.now
                        _ = try await client.tell(
                            deposit, id: Identifier.make(), as: .operator, trace: TraceContext())
                        taken.append(start.duration(to: .now).inSeconds * 1_000)
                    }
                    return taken
                }
            }
            return try await tasks.reduce(into: []) { $0 += $1 }
        }
        return Latencies(taken, elapsed: begun.duration(to: .now))
    }
}
