// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Why something was not done to an improvement plan.
enum PlanRefusal: Barring, Equatable {
    case barred(Barrier)
    /// IMP-05: somebody else was faster.
    case conflict
    case approved
    case waits
    /// All that is wrong with a plan.
    case actions([Problem])
    case notWaiting

    var problems: [Problem] {
        switch self {
        case .barred(let barrier): [barrier.problem]
        case .conflict: [.conflict("Somebody else changed the plan after you opened it. Yours is not saved.")]
        case .approved:
            [
                .init(
                    code: "plan-approved",
                    message: "The improvement plan is approved. You do not need to send another.",
                    kind: .conflict)
            ]
        case .waits:
            [
                .init(
                    code: "plan-under-review", message: "A plan is being reviewed. Wait for the reviewer’s answer.",
                    kind: .conflict)
            ]
        case .actions(let problems): problems
        case .notWaiting: [Self.moot]
        }
    }

    /// Tells the review desk that nobody waits for its decision.
    static let moot = Problem(
        code: "plan-not-under-review", message: "This plan no longer waits for a decision.", kind: .conflict)
}
