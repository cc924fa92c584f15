// SPDX-License-Identifier: Apache-2.0

import Threads

/// A small HTTP/1.1 client: requests run at the same time on threads of its own, over connections that stay open.
///
/// It keeps no cookies, follows no redirects unless told to, and speaks to no proxy.
public final class WebClient: Sendable {
    struct Settings: Sendable {
        let timeout: Duration
        let connectTimeout: Duration
        let caFile: String?
        let maxBody: Int
        let redirects: Int
        let userAgent: String
    }

    private let settings: Settings
    private let pool: WorkerPool
    private let idle = Lock<[WebConnection]>([])

    /// - Parameters:
    ///   - timeout: for a whole request, its connection and any redirects included.
    ///   - caFile: a PEM file of the authorities to trust, instead of the system's.
    ///   - maxBody: the longest answer that is accepted, in bytes.
    ///   - redirects: how many are followed, within `http` and `https`; then a POST becomes a GET as in a browser.
    ///   - limit: how many requests may run at once; others wait.
    public init(
        timeout: Duration = .seconds(30), connectTimeout: Duration = .seconds(10), caFile: String? = nil,
        maxBody: Int = 8 * 1_024 * 1_024, redirects: Int = 0, userAgent: String = "Attest", pool limit: Int = 32
    ) {
        settings = Settings(
            timeout: timeout, connectTimeout: connectTimeout, caFile: caFile, maxBody: maxBody, redirects: redirects,
            userAgent: userAgent)
        pool = WorkerPool(limit: limit, name: "web")
    }

    /// The server's answer, whatever its status.
    public func send(_ request: WebRequest) async throws(WebError) -> WebResponse {
        guard request.isSound else { throw WebError(.malformedRequest) }
        let cancelled = Lock(Task.isCancelled)
        let outcome = await withTaskCancellationHandler {
            await pool.run { [settings, idle] () -> Result<WebResponse, WebError> in
                guard let connection = idle.withLock({ $0.popLast() }) ?? WebConnection() else {
                    return .failure(WebError(.broken, reason: "libcurl cannot be set up"))
                }
                defer { idle.withLock { $0.append(connection) } }
                return connection.perform(request, settings: settings) { cancelled.withLock { $0 } }
            }
        } onCancel: {
            cancelled.withLock { $0 = true }
        }
        return try outcome.get()
    }

    /// The answer to a `GET`.
    public func get(_ url: String, headers: [WebRequest.Header] = []) async throws(WebError) -> WebResponse {
        try await send(WebRequest("GET", url, headers: headers))
    }
}
