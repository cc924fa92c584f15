// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What can be asked of a statement.
enum StatementCommand: Sendable {
    /// Follows from a fact of the registry; nobody asks for it.
    case open(OrganisationRegistered)
    /// Follows from a fact of the registry.
    case recordCode(ODSCodeRecorded)
    case recordContacts(RecordContacts)
    case notify(NotifyContact)
    case tell(TellAdministrators)
    case prepare(PrepareDeclaration)
    case agree(AgreeStatement)
}
