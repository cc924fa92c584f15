// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.UUID

/// What can be asked of a case.
enum CaseCommand: Sendable {
    /// Follows from a fact of the registry; nobody asks for it.
    case open(OrganisationRegistered)
    /// Follows from a fact of the registry.
    case recordCode(ODSCodeRecorded)
    /// Follows from a fact of notification: an e-mail was given up.
    case emailFailed(UUID)
    case recordContacts(RecordContacts)
    case answer(AnswerRequirement)
    case submitAssessment
    case submitPlan([PlanAction], seen: Int? = nil)
    case decidePlan(DecidePlan)
    case sign(SignDeclaration)
    case resend
}
