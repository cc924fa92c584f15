// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.UUID

/// Reads one case, as its events left it.
enum CaseReading {
    /// A case that the actor may read. One that they may not is not found, so that nobody learns which there are.
    static func find(_ id: UUID, for actor: Actor, from database: Pool) async throws -> Snapshot<CaseDecider> {
        guard let found = try await database.state(of: CaseDecider.self, id),
            actor.may(CompliancePermission.readCase, in: found.state.area)
        else { throw QuestionRefused.notFound }
        return found
    }
}
