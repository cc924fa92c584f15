// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What can be asked of an improvement plan.
enum PlanCommand: Sendable {
    case open(OpenPlan)
    case save([PlanAction], isComplete: Bool, seen: Int? = nil)
    case submit([PlanAction], seen: Int? = nil)
    case decide(DecidePlan)
}
