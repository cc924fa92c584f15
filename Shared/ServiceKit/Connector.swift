// SPDX-License-Identifier: Apache-2.0

import Broker
import Threads

/// One connection for many callers: opened when it is first needed, and again once it is lost.
actor Connector<Link: BrokerLink> {
    private let open: @Sendable () async throws(BrokerError) -> Link
    private var link: Link?
    private var opening: Task<Result<Link, BrokerError>, Never>?
    private var isClosed = false

    init(open: @escaping @Sendable () async throws(BrokerError) -> Link) { self.open = open }

    /// The connection that stands, or else another. Who runs out of time leaves the opening to the others.
    func connection(by end: ContinuousClock.Instant) async throws(BrokerError) -> Link {
        if let link, link.isOpen { return link }
        if isClosed { throw BrokerError(.closed, "The client was closed") }
        let opening = opening ?? Task { await self.opened() }
        self.opening = opening
        return try await value(by: end) { () throws(BrokerError) in try await opening.value.get() }
    }

    private func opened() async -> Result<Link, BrokerError> {
        defer { opening = nil }
        do throws(BrokerError) {
            let link = try await open()
            if isClosed {
                await link.close()
                throw BrokerError(.closed, "The client was closed")
            }
            self.link = link
            return .success(link)
        } catch {
            return .failure(error)
        }
    }

    func close() async {
        isClosed = true
        await link?.close()
    }
}

/// What a connector keeps.
protocol BrokerLink: Sendable {
    /// Once it is false it stays so.
    var isOpen: Bool { get }
    func close() async
}

extension Requester: BrokerLink {}
extension Publisher: BrokerLink {}

/// What something comes to.
///
/// - Throws: `timedOut` at the deadline, or when the calling task is cancelled. Then the work is cancelled and left to
///   itself: a connection that is being opened, or a thread that is stuck in a write, hears of neither.
func value<Value: Sendable>(
    by end: ContinuousClock.Instant, of work: @escaping @Sendable () async throws(BrokerError) -> Value
) async throws(BrokerError) -> Value {
    let outcome = Promise<Result<Value, BrokerError>>()
    let working = Task {
        do throws(BrokerError) {
            outcome.keep(.success(try await work()))
        } catch {
            outcome.keep(.failure(error))
        }
    }
    let timer = Task {
        try? await Task.sleep(until: end, clock: .continuous)
        working.cancel()
        outcome.keep(.failure(BrokerError(.timedOut, "It took too long")))
    }
    defer { timer.cancel() }
    return try await withTaskCancellationHandler {
        await outcome.value
    } onCancel: {
        timer.cancel()
    }.get()
}
