// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// What the one who asks has chosen.
struct ReadPreferencesQuestion: Question {
    func answer(
        _ query: ReadPreferences, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Preferences {
        guard let account = actor.person,
            let state = try await database.state(of: AccountDecider.self, account)?.state
        else { throw QuestionRefused.forbidden }
        return Preferences(workEmail: state.work.choice)
    }
}
