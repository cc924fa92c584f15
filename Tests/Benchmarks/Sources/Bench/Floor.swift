// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The bare program in C that the engine is measured beside.
struct Floor: Sendable {
    let ground: Ground
    let path: String

    init(_ ground: Ground) throws {
        self.ground = ground
        guard let path = ProcessInfo.processInfo.environment["ATTEST_BENCH_FLOOR"] else {
            throw Failure("ATTEST_BENCH_FLOOR is not set: start the benchmark with deploy/local bench")
        }
        self.path = path
    }

    /// Commands a second.
    func batch(messages: Int, batch: Int, isPublic: Bool) throws -> Double {
        let line = try Child.output(
            path,
            [
                "batch", ground.broker, ground.postgres, Ground.schema, Ground.work, "\(messages)", "\(batch)",
                isPublic ? "public" : "private",
            ])
        guard let rate = Double(line) else { throw Failure("the floor said: \(line)") }
        return rate
    }

    func respond(on queue: String) throws -> Child {
        try Child(path, ["respond", ground.broker, ground.postgres, Ground.schema, queue])
    }

    func request(_ queue: String, count: Int, inFlight: Int) throws -> Latencies {
        try Latencies(line: Child.output(path, ["request", ground.broker, queue, "\(count)", "\(inFlight)"]))
    }

    func http(port: Int, count: Int, inFlight: Int) throws -> Latencies {
        try Latencies(line: Child.output(path, ["http", "\(port)", "\(count)", "\(inFlight)"]))
    }

    func count(_ queue: String) throws -> Int {
        Int(try Child.output(path, ["count", ground.broker, queue])) ?? -1
    }

    func delete(_ queues: [String]) throws { _ = try Child.output(path, ["delete", ground.broker] + queues) }
}
