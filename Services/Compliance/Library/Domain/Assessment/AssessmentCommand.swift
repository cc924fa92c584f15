// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What can be asked of an assessment.
enum AssessmentCommand: Sendable {
    case open(OpenAssessment)
    /// Follows from a fact of the registry.
    case recordCode(ODSCodeRecorded)
    case allowSubmission
    case answer(AnswerRequirement)
    case submit
}
