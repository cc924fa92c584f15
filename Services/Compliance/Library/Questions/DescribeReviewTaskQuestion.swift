// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// One task, for its team and the operator.
struct DescribeReviewTaskQuestion: Question {
    func answer(
        _ query: DescribeReviewTask, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> ReviewTask {
        let rows = try await database.query("SELECT opened, state FROM review_tasks WHERE id = \(query.task)")
        guard let row = rows.first else { throw QuestionRefused.notFound }
        let task = try ReviewTaskRow.read(row, at: time)
        guard actor.reviews(for: task.team) || actor.kind == .operator else { throw QuestionRefused.notFound }
        return task
    }
}
