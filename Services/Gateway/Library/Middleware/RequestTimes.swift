// SPDX-License-Identifier: Apache-2.0

import Metrics
import Threads

/// How long requests take, by route. Routes are those that we answer, so their number has a bound.
final class RequestTimes: Sendable {
    private struct Key: Hashable {
        var route: String
        var method: String
        var status: Int
    }

    private let timers = Lock<[Key: Timer]>([:])
    private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "DELETE"]

    func record(_ time: Duration, route: String, method: String, status: Int) {
        // Anybody may invent a method.
        let key = Key(route: route, method: Self.methods.contains(method) ? method : "other", status: status / 100)
        let timer = timers.withLock { timers in
            if let known = timers[key] { return known }
            let timer = Timer(
                label: "attest_http_request_seconds",
                dimensions: [("route", key.route), ("method", key.method), ("status", "\(key.status)xx")])
            timers[key] = timer
            return timer
        }
        timer.recordNanoseconds(Int64(time / .nanoseconds(1)))
    }
}
