// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What can be asked of an e-mail.
enum EmailCommand: Sendable {
    case send(SendEmail)
    case record(RecordDelivery)
    case bounce(RecordBounce)
}
