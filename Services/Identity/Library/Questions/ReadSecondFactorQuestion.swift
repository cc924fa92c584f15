// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// Whether the one who asks has a second factor.
struct ReadSecondFactorQuestion: Question {
    func answer(
        _ query: ReadSecondFactor, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> SecondFactorSummary? {
        guard let account = actor.person else { throw QuestionRefused.forbidden }
        let factor = try await database.state(of: AccountDecider.self, account)?.state.factor
        return factor.map { SecondFactorSummary(recoveryCodes: $0.recoveryDigests.count) }
    }
}
