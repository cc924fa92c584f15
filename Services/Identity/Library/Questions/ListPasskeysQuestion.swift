// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// The passkeys of the one who asks.
struct ListPasskeysQuestion: Question {
    func answer(
        _ query: ListPasskeys, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> [PasskeySummary] {
        guard let account = actor.person else { throw QuestionRefused.forbidden }
        let passkeys = try await database.state(of: AccountDecider.self, account)?.state.passkeys ?? []
        return passkeys.map {
            PasskeySummary(passkey: $0.passkey, label: $0.label, added: $0.added, used: $0.used)
        }
    }
}
