// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date

/// Tells of jobs and cancels them, for the operator.
struct JobsQuestion: Question {
    let jobs: Jobs

    func answer(
        _ query: AskJobs<Own>, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> [JobProgress] {
        guard actor.kind == .operator else { throw QuestionRefused.forbidden }
        if query.cancel == true, let job = query.job { try await jobs.cancel(job) }
        return try await jobs.progress(of: query.job)
    }
}
