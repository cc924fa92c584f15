// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What can be asked of a review task.
enum ReviewTaskCommand: Sendable {
    case open(OpenReviewTask)
    /// `isOwn` says that the reviewer has belonged to the organisation since its case was opened. IMP-17
    case take(isOwn: Bool = false)
    /// With the lease that ran out; nil when its holder gives it back.
    case release(lease: Int?)
    case decide(approved: Bool, comment: String, isOwn: Bool = false)
    /// The case would not have the decision.
    case undo([Problem])
}
