// SPDX-License-Identifier: Apache-2.0

import Contracts

// What the reader of a page can do with what it shows, as the service says that keeps it. A service of an earlier release
// says nothing: then nothing is offered.

extension CaseDetails {
    func allows(_ permission: CompliancePermission) -> Bool { may?.contains(permission) ?? false }
}

extension AssessedRequirement {
    /// Whether whoever asked can answer it now.
    var isOpen: Bool { frozen == false && may?.contains(.answerAssessment) == true }
}

extension ReviewTask {
    func allows(_ permission: CompliancePermission) -> Bool { may?.contains(permission) ?? false }
}
