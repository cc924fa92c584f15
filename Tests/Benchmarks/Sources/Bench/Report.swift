// SPDX-License-Identifier: Apache-2.0

import Broker
import Foundation
import Threads

/// Runs measurements and prints them as tables of Markdown.
struct Report: Sendable {
    private let ground: Ground
    private let floor: Floor
    private let throughputs: Throughput

    init() throws {
        ground = try Ground()
        floor = try Floor(ground)
        throughputs = Throughput(ground: ground, floor: floor)
    }

    /// One row of the table: the floor, or so many engines.
    private struct Variant {
        let name: String
        var load = Load()
        /// None: the floor.
        var copies = 0
    }

    private static var variants: [Variant] {
        let hidden = Load(isPublic: false)
        let few = Load(streams: 1_000, isPublic: false)
        return [
            Variant(name: "floor: C, one thread; each event published"),
            Variant(name: "one engine", copies: 1),
            Variant(name: "two engines, one queue", copies: 2),
            Variant(name: "floor; no event leaves the service", load: hidden),
            Variant(name: "one engine; no event leaves the service", load: hidden, copies: 1),
            Variant(name: "floor; none leaves, all about 1,000 purses", load: few),
            Variant(name: "one engine; none leaves, all about 1,000 purses", load: few, copies: 1),
        ]
    }

    /// The floor and the engines in turn, so that whatever else the machine does meets all of them.
    func throughput(messages: Int, rounds: Int) async throws {
        let batch = 200
        let variants = Self.variants
        var rates = [[Double]](repeating: [], count: variants.count)
        var memory = 0.0
        var processorTimes = [[Double]](repeating: [], count: variants.count)
        let size = try Ground.command(UUID(), 500).body.count
        progress("\(messages) commands of \(size) bytes, batch \(batch), \(rounds) rounds")
        for round in 1...rounds {
            for (index, variant) in variants.enumerated() {
                let measured = throughputs.of(variant.load)
                guard variant.copies > 0 else {
                    rates[index].append(try await measured.floor(messages: messages, batch: batch))
                    continue
                }
                let result = try await measured.engines(variant.copies, messages: messages)
                rates[index].append(result.rate)
                memory = max(memory, result.memory)
                processorTimes[index].append(result.processorTime)
            }
            progress("round \(round): " + rates.map { whole($0[round - 1]) }.joined(separator: ", "))
        }
        try await ground.remove(floor)
        let first = mean(rates[0])
        var base = first
        print(
            "\n| commands a second, \(size) B each, batch \(batch) | mean of \(rounds) | range | of the floor above it "
                + "| of the first floor | µs of the engine's processor time |")
        print("|---|---|---|---|---|---|")
        for (index, variant) in variants.enumerated() {
            let rates = rates[index]
            if variant.copies == 0 { base = mean(rates) }
            let range = "\(whole(rates.min() ?? 0)) to \(whole(rates.max() ?? 0))"
            let shares = [base, first].map { "\(whole(mean(rates) / $0 * 100)) %" }.joined(separator: " | ")
            let time = variant.copies == 0 ? "" : whole(mean(processorTimes[index]))
            print("| \(variant.name) | \(whole(mean(rates))) | \(range) | \(shares) | \(time) |")
        }
        print("\nEvery run was verified: each command took effect once, and each event was in its queue once.")
        print("An engine's process, loaded: at most \(whole(memory)) MB resident.")
    }

    /// Only what comes before a measurement, to look at the floor or a worker by hand.
    func fill(messages: Int) async throws {
        try await ground.clear(floor)
        _ = try await ground.fill(messages)
    }

    func requests(rounds: Int) async throws {
        try await ground.clear(floor)
        let requests = Requests(ground: ground, floor: floor)
        let variants = ["floor: C to C, one commit", "service client to engine", "HTTP to web process to engine"]
        var runs: [[Int: [Latencies]]] = variants.map { _ in [:] }
        var memory = 0.0
        for _ in 0..<rounds {
            for (inFlight, count) in [(1, 2_000), (32, 20_000)] {
                runs[0][inFlight, default: []].append(try await requests.bare(count, inFlight: inFlight))
                let (measured, loaded) = try await requests.whileServing {
                    [
                        try await requests.told(count, inFlight: inFlight),
                        try await requests.posted(count, inFlight: inFlight),
                    ]
                }
                memory = max(memory, loaded)
                for (index, latencies) in measured.enumerated() {
                    runs[index + 1][inFlight, default: []].append(latencies)
                }
                let medians = runs.compactMap { $0[inFlight]?.last?.median }
                progress("\(inFlight) at once, medians: " + medians.map { "\(two($0)) ms" }.joined(separator: ", "))
            }
        }
        try await ground.remove(floor)
        print(
            "\n| request to reply, the middle of \(rounds) runs | 1 at once: p50 / p99 | 32 at once: p50 / p99, rate | p50 of the floor |"
        )
        print("|---|---|---|---|")
        func row(_ index: Int) -> (Latencies, Latencies) {
            (Latencies.middle(runs[index][1] ?? []), Latencies.middle(runs[index][32] ?? []))
        }
        let base = row(0)
        for (index, name) in variants.enumerated() {
            let (one, many) = row(index)
            let ratio = "\(two(one.median / base.0.median)) and \(two(many.median / base.1.median))"
            print(
                "| \(name) | \(two(one.median)) / \(two(one.p99)) ms "
                    + "| \(two(many.median)) / \(two(many.p99)) ms, \(whole(many.rate))/s | \(ratio) |")
        }
        print("\nMost memory of the engine's process while loaded: \(whole(memory)) MB.")
    }

    func hygiene(messages: Int) async throws {
        let hygiene = Hygiene(throughput: throughputs)
        print("| \(messages) commands | first fifth | last fifth | last of first | sizes at the end |")
        print("|---|---|---|---|---|")
        for holding in [false, true] {
            let result = try await hygiene.run(messages: messages, holding: holding)
            let fifths = result.throughput.fifths
            guard let first = fifths.first, let last = fifths.last else { throw Failure("nothing was measured") }
            let sizes = result.sizes.map { "\($0.table) \(whole($0.megabytes)) MB" }.joined(separator: ", ")
            print(
                "| \(holding ? "a snapshot held all the time" : "no snapshot held") | \(whole(first))/s "
                    + "| \(whole(last))/s | \(whole(last / first * 100)) % | \(sizes) |")
            progress("fifths: " + fifths.map(whole).joined(separator: ", "))
        }
        try await ground.remove(floor)
    }

    private func progress(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
    private func whole(_ value: Double) -> String { String(Int(value.rounded())) }
    private func two(_ value: Double) -> String { String(format: "%.2f", value) }
}
