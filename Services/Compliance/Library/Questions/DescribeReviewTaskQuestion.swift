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
        guard let state = try await database.state(of: ReviewTaskDecider.self, query.task)?.state,
            actor.may(CompliancePermission.readTask, in: state.area),
            let row = try await database.query("SELECT opened FROM review_tasks WHERE id = \(query.task)").first
        else { throw QuestionRefused.notFound }
        return ReviewTaskReading.task(state, for: actor, opened: try row.get("opened"), at: time)
    }
}
