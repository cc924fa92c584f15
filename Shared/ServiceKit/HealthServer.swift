// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Logging
public import ServiceLifecycle

/// Serves `/live`, `/ready` and `/metrics` on an address of its own.
public enum HealthServer {
    /// - Parameters:
    ///   - ready: true when the process can do its work now.
    ///   - metrics: Prometheus' text.
    public static func service(
        host: String, port: Int, ready: @escaping @Sendable () async -> Bool, metrics: @escaping @Sendable () -> String
    ) -> any Service {
        let router = Router()
        router.get("/live") { _, _ in "live\n" }
        router.get("/ready") { _, _ -> Response in
            let isReady = await ready()
            return Response(
                status: isReady ? .ok : .serviceUnavailable,
                body: .init(byteBuffer: ByteBuffer(string: isReady ? "ready\n" : "not ready\n")))
        }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                body: .init(byteBuffer: ByteBuffer(string: metrics())))
        }
        var quiet = Logger(label: "health")
        quiet.logLevel = .error
        return Application(
            router: router, configuration: .init(address: .hostname(host, port: port), serverName: nil), logger: quiet)
    }
}
