// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// Where the provider is, for anybody who asks.
struct BeginProviderSignInQuestion: Question {
    /// Nil where none is configured.
    let provider: ProviderSignIn?

    func answer(
        _ query: BeginProviderSignIn, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> ProviderDoor {
        guard let provider else { throw ProviderProblem.off }
        return try await provider.begin(query)
    }
}
