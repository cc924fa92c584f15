// SPDX-License-Identifier: Apache-2.0

import Database
import Metrics

/// Looks now and then at what changes by itself: what waits for the broker's word, and who has the pools' connections.
struct Gauges: Sendable {
    let dispatcher: Dispatcher
    /// By what they are for.
    let pools: [String: Pool]

    private static let period = Duration.seconds(5)

    func run() async {
        let unconfirmed = Gauge(label: "attest_unconfirmed_messages")
        let oldest = Gauge(label: "attest_unconfirmed_oldest_seconds")
        let lent = gauges("attest_pool_lent")
        let waiting = gauges("attest_pool_waiting")
        while !Task.isCancelled {
            let backlog = dispatcher.backlog
            unconfirmed.record(backlog.messages)
            oldest.record(backlog.oldest / .seconds(1))
            for (name, pool) in pools {
                let use = pool.use
                lent[name]?.record(use.lent)
                waiting[name]?.record(use.waiting)
            }
            try? await Task.sleep(for: Self.period)
        }
    }

    private func gauges(_ label: String) -> [String: Gauge] {
        Dictionary(uniqueKeysWithValues: pools.keys.map { ($0, Gauge(label: label, dimensions: [("pool", $0)])) })
    }
}
