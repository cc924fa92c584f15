// SPDX-License-Identifier: Apache-2.0

import Contracts
import ServiceKit

import struct Foundation.UUID

// Registry knows of a membership first, and sessions a moment later.

extension Desk {
    /// Whether the session of whoever asks, or identity by now, knows that they belong to an organisation.
    func knowsMember(of organisation: UUID, _ context: GatewayContext) async -> Bool {
        if context.actor.isMember(of: organisation) { return true }
        guard let token = context.browser.session,
            let visitor = try? await services.visitor(with: token, trace: context.trace)
        else { return false }
        return visitor.session?.memberships.contains { $0.organisation == organisation } == true
    }

    /// Waits until it is so, and not for long: the pages that need it can be loaded again.
    func awaitMembership(
        of organisation: UUID, _ context: GatewayContext, patience: Duration = .seconds(2)
    ) async {
        let end = ContinuousClock.now + patience
        while .now < end, await !knowsMember(of: organisation, context) {
            try? await Task.sleep(for: .milliseconds(100))
        }
    }
}
