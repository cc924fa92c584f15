// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date

/// Verifies a page of the service's history, for the operator.
struct HistoryQuestion: Question {
    /// Thousands of digests a page.
    static let isCostly = true

    let history: History

    func answer(
        _ query: VerifyHistory<Own>, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> HistoryPage {
        guard actor.kind == .operator else { throw QuestionRefused.forbidden }
        return try await history.page(after: query.after)
    }
}
