// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.UUID

/// What can be asked of an agreement.
enum AgreementCommand: Sendable {
    case open(OpenAgreement)
    case replaceSignatory(Contact)
    case resend
    /// Follows from a timer: of which sending.
    case remind(issue: Int)
    case sign(SignDeclaration)
    /// Follows from a fact of notification: an e-mail was given up.
    case emailFailed(UUID)
}
