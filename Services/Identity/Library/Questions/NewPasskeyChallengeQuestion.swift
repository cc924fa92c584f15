// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import Messaging
import struct Foundation.Date

/// A fresh challenge for a passkey. Whoever signs in with one alone learns nothing of anybody's.
struct NewPasskeyChallengeQuestion: Question {
    let passkeys: PasskeyChallenges

    func answer(
        _ query: NewPasskeyChallenge, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> PasskeyChallenge {
        let state = try await state(query, for: actor, from: database)
        let (token, opened) = try passkeys.make(query.purpose, for: query.binding, at: time)
        return PasskeyChallenge(
            token: token, challenge: Base64URL.encode(opened.challenge), expires: opened.expires,
            credentials: state?.passkeys.map(\.credential) ?? [], takesCode: state?.factor != nil)
    }

    private func state(
        _ query: NewPasskeyChallenge, for actor: Actor, from database: Pool
    ) async throws -> AccountState? {
        switch query.purpose {
        case .signingIn: return nil
        case .adding:
            guard let account = actor.person else { throw QuestionRefused.forbidden }
            return try await database.state(of: AccountDecider.self, account)?.state
        case .proving:
            guard let halfway = query.halfway,
                let state = try await database.state(of: AccountDecider.self, halfway.account)?.state,
                state.sessions.contains(where: {
                    $0.session == halfway.session && $0.tokenDigest == halfway.tokenDigest.lowercased()
                })
            else { throw QuestionRefused.forbidden }
            return state
        }
    }
}
