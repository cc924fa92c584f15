// SPDX-License-Identifier: Apache-2.0

/// What may be done with statements of compliance and with review work.
public enum CompliancePermission: String, Sendable, CaseIterable {
    case readCase = "read-case"
    case recordContacts = "record-contacts"
    case answerAssessment = "answer-assessment"
    case submitAssessment = "submit-assessment"
    case submitPlan = "submit-plan"
    case resendDeclaration = "resend-declaration"
    case readTask = "read-task"
    case decideTask = "decide-task"
    /// What one decision asks of another stream.
    case followUp = "follow-up"
}
