// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// How the account of the one who asks is linked.
struct ReadProviderLinkQuestion: Question {
    func answer(
        _ query: ReadProviderLink, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> ProviderLinkSummary {
        guard let account = actor.person else { throw QuestionRefused.forbidden }
        let state = try await database.state(of: AccountDecider.self, account)?.state
        let link = state?.links.last
        return ProviderLinkSummary(
            provider: link?.provider, email: link?.email, hasPassword: state?.passwordHash.isEmpty == false)
    }
}
