// SPDX-License-Identifier: Apache-2.0

import struct Foundation.Date
import struct Foundation.UUID

/// One e-mail, rebuilt from its events.
struct EmailState: Codable, Sendable, Equatable {
    enum Standing: String, Codable, Sendable {
        case waiting, sent, failed
        /// It came back after it had been sent.
        case bounced
    }

    var email: UUID
    var template: String
    var recipient: String
    var recipientName: String
    var about: UUID?
    var values: [String: String]
    /// Further values, legible to this service only; gone once the e-mail is sent or given up.
    var sealed: String?
    /// When it is given up.
    var end: Date
    var standing = Standing.waiting
    /// Attempts so far.
    var attempts = 0
    /// When to try again; nil before the first attempt.
    var nextAttempt: Date?
    /// The text as it was sent, with everything secret blanked.
    var content: String?
    /// Why the last attempt did not succeed.
    var reason: String?
}
