// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// How a link to choose a new password stands: the link is the permission.
struct ReadPasswordResetQuestion: Question {
    func answer(
        _ query: ReadPasswordReset, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> PasswordResetStanding {
        let found = try await database.state(of: AccountDecider.self, query.account)
        return AccountDecider.standing(of: query.tokenDigest.lowercased(), given: found?.state, at: time)
    }
}
