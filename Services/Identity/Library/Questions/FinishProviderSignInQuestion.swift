// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Who has come back from the provider, and how they stand here.
struct FinishProviderSignInQuestion: Question {
    /// Nil where none is configured.
    let provider: ProviderSignIn?

    func answer(
        _ query: FinishProviderSignIn, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> ProviderArrival {
        guard let provider else { throw ProviderProblem.off }
        let (word, next) = try await provider.finish(query, in: database)
        guard let sealed = provider.seal(word) else { throw ProviderProblem.unconfirmed(word.provider) }
        let account = try await database.holder(of: AccountDecider.providerClaim(word.identity))
        let email = word.verifiedEmail?.text
        return ProviderArrival(
            word: sealed, standing: account == nil ? try await standing(of: email, in: database) : .linked,
            account: account, email: email, displayName: word.displayName, next: next)
    }

    /// Whoever has shown the provider that an address is theirs may know whether it has an account.
    private func standing(of email: String?, in database: Pool) async throws -> ProviderArrival.Standing {
        guard let email else { return .unproven }
        let holder = try await database.holder(of: AccountDecider.emailClaim(email))
        return holder == nil ? .new : .known
    }
}
