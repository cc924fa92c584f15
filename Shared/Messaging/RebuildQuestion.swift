// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date

/// Begins rebuilds and tells of them, for the operator.
struct RebuildQuestion: Question {
    let rebuilder: Rebuilder

    func answer(
        _ query: RebuildProjections<Own>, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> [RebuildProgress] {
        guard actor.kind == .operator else { throw QuestionRefused.forbidden }
        if let names = query.begin { try await rebuilder.ask(for: names) }
        return try await rebuilder.progress()
    }
}
