// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Foundation
import ServiceKit
import Testing

@Suite("Settings")
struct SettingsTests {
    @Test("A missing or bad value names its key and says what it should be")
    func errors() {
        let settings = Settings(["N": "11", "D": "3 days", "A": "nowhere", "E": "", "S_FILE": "/does/not/exist"])
        func message(_ body: () throws -> Void) -> String? {
            do { try body() } catch { return "\(error)" }
            return nil
        }
        #expect(message { _ = try settings.string("X") } == "X is not set")
        #expect(message { _ = try settings.string("E") } == "E is not set")
        #expect(
            message { _ = try settings.int("N", default: 1, in: 1...10) } == "N must be a whole number from 1 to 10")
        #expect(message { _ = try settings.duration("D", default: .zero) }?.hasPrefix("D must be") == true)
        #expect(message { _ = try settings.address("A") }?.hasPrefix("A must be") == true)
        #expect(message { _ = try settings.secret("S") } == "S_FILE names a file that cannot be read")
    }

    @Test("A secret is read from its file, without the line end")
    func secrets() throws {
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("s3cret\n".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try Settings(["S_FILE": path]).secret("S") == "s3cret")
        #expect(try Settings(["S": "here", "S_FILE": path]).secret("S") == "here")
    }

    @Test("Durations and addresses are read")
    func values() throws {
        let settings = Settings(["D": "250ms", "M": "15m", "A": "127.0.0.1:8080"])
        #expect(try settings.duration("D", default: .zero) == .milliseconds(250))
        #expect(try settings.duration("M", default: .zero) == .seconds(900))
        #expect(try settings.address("A") == ("127.0.0.1", 8_080))
        #expect(try settings.int("N", default: 7, in: 1...10) == 7)
    }
}

@Suite("Metrics in Prometheus' format")
struct PrometheusMetricsTests {
    @Test("Counters, gauges and timers appear with their labels")
    func text() {
        let metrics = PrometheusMetrics()
        let counter = metrics.makeCounter(label: "mails_total", dimensions: [("outcome", "se\"nt")])
        counter.increment(by: 2)
        metrics.makeCounter(label: "mails_total", dimensions: [("outcome", "se\"nt")]).increment(by: 1)
        metrics.makeRecorder(label: "open", dimensions: [], aggregate: false).record(Int64(4))
        metrics.makeTimer(label: "took.seconds", dimensions: []).recordNanoseconds(500_000_000)
        let text = metrics.text()
        #expect(text.contains("# TYPE mails_total counter\nmails_total{outcome=\"se\\\"nt\"} 3\n"))
        #expect(text.contains("# TYPE open gauge\nopen 4\n"))
        #expect(text.contains("took_seconds_sum 0.5\ntook_seconds_count 1\n"))
    }
}
