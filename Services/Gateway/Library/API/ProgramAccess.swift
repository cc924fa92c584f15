// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What programs do with a key: these operations, each with the scope that it needs, and no others.
///
/// Left out is what is about an account itself (passwords, second factors, sessions, addresses, keys, own data), what a link
/// in somebody's e-mail is the permission for, and what is done with a role on the platform: reviews, domains, accounts that
/// wait. A new operation is for people until it stands here.
enum ProgramAccess {
    static let scopes: [String: APIKeyScope] = [
        "findDirectoryEntries": .read, "showDirectoryEntry": .read,
        "findICOEntries": .read, "showICOEntry": .read, "locatePostcode": .read,
        "listOrganisations": .read, "showOrganisation": .read, "showRegistration": .read,
        "registerOrganisation": .organisations, "recordODSCode": .organisations,
        "listCases": .read, "showCase": .read, "showContacts": .read, "listEmails": .read, "showHistory": .read,
        "recordContacts": .contacts, "resendDeclaration": .contacts,
        "showAssessment": .read, "showEmail": .read, "showRequirement": .read, "showPlan": .read,
        "answerRequirement": .assessments, "submitAssessment": .assessments, "savePlan": .assessments,
        "submitPlan": .assessments,
    ]

    static func scoped(_ operation: Operation) -> Operation {
        var operation = operation
        operation.scope = scopes[operation.name]
        return operation
    }
}
