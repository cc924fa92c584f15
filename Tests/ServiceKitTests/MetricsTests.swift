// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Foundation
import Testing

@testable import ServiceKit

@Suite("Metrics")
struct MetricsTests {
    @Test("Counters, gauges and times are shown as Prometheus reads them, each with what it means")
    func text() throws {
        let metrics = PrometheusMetrics(help: ["done_total": "What was done.", "time_seconds": "How long it took."])
        let counter = metrics.makeCounter(label: "done_total", dimensions: [("lane", "a\"b\nc")])
        counter.increment(by: 2)
        metrics.makeCounter(label: "done_total", dimensions: [("lane", "a\"b\nc")]).increment(by: 3)
        metrics.makeRecorder(label: "now", dimensions: [], aggregate: false).record(2.5)
        let timer = metrics.makeTimer(label: "time_seconds", dimensions: [("route", "/x")])
        for milliseconds in [1, 4, 4, 700, 60_000] { timer.recordNanoseconds(Int64(milliseconds) * 1_000_000) }
        let lines = metrics.text().split(separator: "\n").map(String.init)
        for line in [
            "# HELP done_total What was done.", "# TYPE done_total counter", #"done_total{lane="a\"b\nc"} 5"#,
            "# TYPE now gauge", "now 2.5", "# TYPE time_seconds histogram",
            #"time_seconds_bucket{route="/x",le="0.002"} 1"#, #"time_seconds_bucket{route="/x",le="0.005"} 3"#,
            #"time_seconds_bucket{route="/x",le="0.5"} 3"#, #"time_seconds_bucket{route="/x",le="1"} 4"#,
            #"time_seconds_bucket{route="/x",le="10"} 4"#, #"time_seconds_bucket{route="/x",le="+Inf"} 5"#,
            #"time_seconds_count{route="/x"} 5"#, #"time_seconds_sum{route="/x"} 60.709"#,
        ] { #expect(lines.contains(line), "\(line) in \(metrics.text())") }
    }

    @Test("Everything that is counted has a meaning, and a name keeps its kind")
    func meanings() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        for folder in ["Shared", "Services"] {
            let base = root.appending(path: folder)
            for file in try FileManager.default.subpathsOfDirectory(atPath: base.path(percentEncoded: false))
            where file.hasSuffix(".swift") {
                let text = try String(contentsOf: base.appending(path: file), encoding: .utf8)
                for name in text.matches(of: /label: "(attest_[a-z_]+)"/) {
                    #expect(PrometheusMetrics.meanings[String(name.1)] != nil, "\(name.1) in \(file)")
                }
            }
        }
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "attest_waiting", dimensions: []).increment(by: 1)
        metrics.makeTimer(label: "attest_waiting", dimensions: [("a", "b")]).recordNanoseconds(1)
        #expect(!metrics.text().contains("bucket"))
    }
}
