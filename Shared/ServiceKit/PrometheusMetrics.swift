// SPDX-License-Identifier: Apache-2.0

public import CoreMetrics
import Threads

/// Collects what the process counts and times, and shows it in Prometheus' text format, version 0.0.4: counters, gauges,
/// and times as histograms in seconds.
public final class PrometheusMetrics: MetricsFactory, Sendable {
    private let families = Lock<[String: Family]>([:])
    private let help: [String: String]

    private struct Family {
        let type: Kind
        var members: [String: any Cell] = [:]
    }

    private enum Kind: String { case counter, gauge, histogram }

    /// - Parameter help: what each name counts, in a sentence.
    public init(help: [String: String] = PrometheusMetrics.meanings) { self.help = help }

    /// What Attest's processes count.
    public static let meanings = [
        "attest_messages_total": "Messages processed, by the lane that they came by.",
        "attest_decided_seconds": "Time from saying an instruction or a fact to its taking effect, by what came of it.",
        "attest_dead_letters_total": "Messages that a service gave up, by why.",
        "attest_inadmissible_messages_total": "Messages whose sender may not say them.",
        "attest_queries_turned_away_total": "Questions refused since too many waited.",
        "attest_unread_facts_total": "Published facts that no queue took, by type.",
        "attest_waiting": "Whether a part of the process waits for the database or the broker: 1 while it does.",
        "attest_question_seconds": "Time to answer a question, by what came of it.",
        "attest_unconfirmed_messages": "Messages that left and wait for the broker's word.",
        "attest_unconfirmed_oldest_seconds": "How long the oldest of them has waited.",
        "attest_pool_lent": "Connections to the database that are in use, by what for.",
        "attest_pool_waiting": "Callers that wait for a connection to the database, by what for.",
        "attest_http_request_seconds": "Time to answer a request, by route, method and class of status.",
        "attest_bounces_total": "Messages that came to where e-mails come back, by what was made of them.",
        "attest_emails_total": "Attempts to hand in an e-mail, by what became of them.",
        "attest_emails_waiting": "E-mails that wait to be sent.",
        "attest_email_oldest_due_seconds": "How long the e-mail that was due first has been due.",
    ]

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(label, dimensions, .counter) { Value(replaces: false) }
    }

    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate
            ? cell(label, dimensions, .histogram) { Histogram() }
            : cell(label, dimensions, .gauge) { Value(replaces: true) }
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        cell(label, dimensions, .histogram) { Histogram() }
    }

    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    /// The text that `/metrics` serves.
    public func text() -> String {
        var lines: [String] = []
        for (name, family) in families.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            if let meaning = help[name] { lines.append("# HELP \(name) \(meaning)") }
            lines.append("# TYPE \(name) \(family.type.rawValue)")
            for (labels, cell) in family.members.sorted(by: { $0.key < $1.key }) {
                lines += cell.lines(name, labels)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func cell<C: Cell>(
        _ label: String, _ dimensions: [(String, String)], _ kind: Kind, _ make: () -> C
    ) -> C {
        let name = String(label.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" ? $0 : "_" })
        let labels = dimensions.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        return families.withLock { families in
            // A name keeps the kind that it had first; what does not fit counts for itself, unseen.
            var family = families[name] ?? Family(type: kind)
            if let known = family.members[labels] { return known as? C ?? make() }
            let cell = make()
            guard family.type == kind else { return cell }
            family.members[labels] = cell
            families[name] = family
            return cell
        }
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

/// One series.
private protocol Cell: Sendable {
    /// - Parameter labels: without braces; empty when it has none.
    func lines(_ name: String, _ labels: String) -> [String]
}

private func braced(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }

private func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
}

/// A counter or a gauge.
private final class Value: CounterHandler, RecorderHandler, Cell, Sendable {
    private let state = Lock(0.0)
    private let replaces: Bool

    init(replaces: Bool) { self.replaces = replaces }

    func lines(_ name: String, _ labels: String) -> [String] {
        ["\(name)\(braced(labels)) \(number(state.withLock { $0 }))"]
    }

    func increment(by amount: Int64) { add(Double(amount)) }
    func reset() { state.withLock { $0 = 0 } }
    func record(_ value: Int64) { add(Double(value)) }
    func record(_ value: Double) { add(value) }

    private func add(_ value: Double) { state.withLock { $0 = replaces ? value : $0 + value } }
}

/// Times, counted by how long they were.
private final class Histogram: RecorderHandler, TimerHandler, Cell, Sendable {
    /// Upper ends in seconds: from what a page takes on a quiet machine to what nobody waits for.
    private static let bounds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private struct State {
        /// Not cumulative; the last is what is longer than all bounds.
        var counts = [Int64](repeating: 0, count: Histogram.bounds.count + 1)
        var sum = 0.0
    }

    private let state = Lock(State())

    func lines(_ name: String, _ labels: String) -> [String] {
        let state = state.withLock { $0 }
        let before = labels.isEmpty ? "" : labels + ","
        var total: Int64 = 0
        var lines: [String] = []
        for (bound, count) in zip(Self.bounds.map(number) + ["+Inf"], state.counts) {
            total += count
            lines.append("\(name)_bucket{\(before)le=\"\(bound)\"} \(total)")
        }
        return lines + ["\(name)_sum\(braced(labels)) \(number(state.sum))", "\(name)_count\(braced(labels)) \(total)"]
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let place = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[place] += 1
            state.sum += value
        }
    }
}
