// SPDX-License-Identifier: Apache-2.0

public import Broker

extension Requester {
    /// True when no queue takes the request; nil when one does, and nobody answers.
    public func isReturned(_ request: OutboundMessage) async -> Bool? {
        do {
            _ = try await self.request(request, deadline: .milliseconds(100))
            return nil
        } catch {
            return error.code == .notFound ? true : nil
        }
    }
}
