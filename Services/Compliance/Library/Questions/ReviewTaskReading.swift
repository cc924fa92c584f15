// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date

/// Shows a review task.
enum ReviewTaskReading {
    /// The task as it stands for somebody at a time: a lease that ran out holds nothing, even before its timer says so.
    static func task(_ state: ReviewTaskState, for actor: Actor, opened: Date, at time: Date) -> ReviewTask {
        let isFree = state.standing == .taken && state.holder(at: time) == nil
        return ReviewTask(
            task: state.task, team: state.team, subject: state.subject, due: state.due,
            standing: (isFree ? .open : state.standing).rawValue, reviewer: isFree ? nil : state.reviewer,
            leaseUntil: isFree ? nil : state.leaseUntil, comment: state.comment, refusal: state.refusal,
            opened: opened, may: state.permissions(of: actor))
    }
}
