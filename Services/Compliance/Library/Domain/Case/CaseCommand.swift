// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What can be asked of a case.
enum CaseCommand: Sendable {
    case open(OpenCase)
    /// Follows from a fact of the registry.
    case recordCode(ODSCodeRecorded)
    case move(MoveGate)
    /// Follows from a fact of notification.
    case emailFailed(EmailUndelivered)
    /// The statement has nobody to put the declaration before.
    case lackSignatory
}
