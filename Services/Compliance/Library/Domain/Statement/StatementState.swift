// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What an organisation's statement of compliance needs of the organisation: who signs, and whom to write to.
struct StatementState: CasePart, Codable, Sendable, Equatable {
    /// The case that is under way for it.
    var subject: CaseSubject
    var signatory: Contact?
    var contact: Contact?
    /// How often the two were recorded. What one of two authors saw is compared with it, so that nobody undoes unseen what
    /// the other has saved. IMP-05
    var revision = 0
    /// The declaration was put before the signatory.
    var isPrepared = false
    var isAgreed = false

    var hasContacts: Bool { signatory != nil && contact != nil }
}
