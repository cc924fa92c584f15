// SPDX-License-Identifier: Apache-2.0

/// How long requests took, in milliseconds, and how many were answered in a second.
struct Latencies: Sendable {
    let median: Double
    let p99: Double
    let rate: Double

    init(_ milliseconds: [Double], elapsed: Duration) {
        let sorted = milliseconds.sorted()
        median = sorted[sorted.count / 2]
        p99 = sorted[Int(Double(sorted.count) * 0.99)]
        rate = Double(sorted.count) / elapsed.inSeconds
    }

    /// What the floor prints: "p50 p99 rate".
    init(line: String) throws {
        let numbers = line.split(separator: " ").compactMap { Double($0) }
        guard numbers.count == 3 else { throw Failure("the floor said: \(line)") }
        (median, p99, rate) = (numbers[0], numbers[1], numbers[2])
    }

    /// The one with the middle median of several runs.
    static func middle(_ runs: [Latencies]) -> Latencies { runs.sorted { $0.median < $1.median }[runs.count / 2] }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
