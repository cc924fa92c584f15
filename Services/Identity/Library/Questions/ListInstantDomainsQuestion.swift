// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// The list of instant domains, for those who may edit it. ISG-28
struct ListInstantDomainsQuestion: Question {
    let configured: [String]

    func answer(
        _ query: ListInstantDomains, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> InstantDomains {
        guard actor.may(.editDomains) else { throw QuestionRefused.forbidden }
        let state = try await database.state(of: DomainListDecider.self, DomainListDecider.stream)?.state
        return InstantDomains(state, configured: configured)
    }
}
