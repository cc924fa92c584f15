// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Why something was not done to an assessment.
enum AssessmentRefusal: Barring, Equatable {
    case barred(Barrier)
    /// IMP-05: somebody else was faster.
    case conflict
    /// SOC-026
    case frozen
    case unknownRequirement
    /// One answer: all that is wrong with it.
    case answer([Problem])
    /// SOC-032: what is left to do before the assessment can be submitted.
    case incomplete([Problem])

    var problems: [Problem] {
        switch self {
        case .barred(let barrier): [barrier.problem]
        case .conflict:
            [.conflict("This requirement was answered after you opened it. Your answer is not saved.")]
        case .frozen:
            [
                .init(
                    code: "assessment-submitted", message: "The assessment is submitted. It can no longer be changed.",
                    kind: .conflict)
            ]
        case .unknownRequirement:
            [
                .init(
                    code: "unknown-requirement", field: "requirement",
                    message: "Choose a requirement of this assessment.", kind: .missing)
            ]
        case .answer(let problems), .incomplete(let problems): problems
        }
    }
}
