// SPDX-License-Identifier: Apache-2.0

public import CoreMetrics
import Threads

/// Collects what the process counts and times, and shows it in Prometheus' text format.
public final class PrometheusMetrics: MetricsFactory, Sendable {
    private let series = Lock<[String: Family]>([:])

    private struct Family {
        let type: String
        var members: [String: Cell] = [:]
    }

    public init() {}

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(label, dimensions, type: "counter")
    }

    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        cell(label, dimensions, type: aggregate ? "summary" : "gauge")
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        cell(label, dimensions, type: "summary")
    }

    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    /// The text that `/metrics` serves.
    public func text() -> String {
        var lines: [String] = []
        for (name, family) in series.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            lines.append("# TYPE \(name) \(family.type)")
            for (labels, cell) in family.members.sorted(by: { $0.key < $1.key }) {
                let (sum, count) = cell.reading
                if family.type == "summary" {
                    lines.append("\(name)_sum\(labels) \(sum)")
                    lines.append("\(name)_count\(labels) \(count)")
                } else {
                    lines.append("\(name)\(labels) \(Self.number(sum))")
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }

    private func cell(_ label: String, _ dimensions: [(String, String)], type: String) -> Cell {
        let name = String(label.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" ? $0 : "_" })
        let labels =
            dimensions.isEmpty
            ? "" : "{" + dimensions.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",") + "}"
        return series.withLock { series in
            var family = series[name] ?? Family(type: type)
            let cell = family.members[labels] ?? Cell(replaces: type == "gauge")
            family.members[labels] = cell
            series[name] = family
            return cell
        }
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

/// One series: a sum and a count.
private final class Cell: CounterHandler, RecorderHandler, TimerHandler, Sendable {
    private let state = Lock((sum: 0.0, count: Int64(0)))
    private let replaces: Bool

    init(replaces: Bool) { self.replaces = replaces }

    var reading: (sum: Double, count: Int64) { state.withLock { $0 } }

    func increment(by amount: Int64) { add(Double(amount)) }
    func reset() { state.withLock { $0 = (0, 0) } }
    func record(_ value: Int64) { add(Double(value)) }
    func record(_ value: Double) { add(value) }
    func recordNanoseconds(_ duration: Int64) { add(Double(duration) / 1e9) }

    private func add(_ value: Double) {
        state.withLock { state in
            state.sum = replaces ? value : state.sum + value
            state.count += 1
        }
    }
}
