// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// How a link of an e-mail stands: the link is the permission.
struct ReadLinkQuestion: Question {
    func answer(
        _ query: ReadLink, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> LinkStanding {
        let found = try await database.state(of: AccountDecider.self, query.account)
        return AccountDecider.standing(
            of: query.tokenDigest.lowercased(), for: query.purpose, given: found?.state, at: time)
    }
}
