// SPDX-License-Identifier: Apache-2.0

import Broker

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
        return try await within(end) { () throws(BrokerError) in try await opening.value.get() }
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
