// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date
import struct Foundation.UUID

/// A decision that waits for a person, or was made by one.
struct ReviewTaskState: Codable, Sendable, Equatable {
    enum Standing: String, Codable, Sendable {
        case open, taken, approved, returned
        /// The case does not wait for it any more.
        case withdrawn
    }

    var task: UUID
    var team: String
    var subject: ReviewSubject
    var due: Date
    var standing = Standing.open
    /// Who holds it or decided it, as `Actor.reference` gives it.
    var reviewer: String?
    /// How many leases there were.
    var leases = 0
    var leaseUntil: Date?
    var comment: String?
    /// Why the case would not have the last decision.
    var refusal: [Problem]?

    /// Nobody is asked for a decision any more.
    var isDecided: Bool { standing != .open && standing != .taken }

    /// Who holds the task and until when; nil when a lease ran out, even before the timer says so.
    func holder(at time: Date) -> (reviewer: String, until: Date)? {
        guard standing == .taken, let reviewer, let leaseUntil, time < leaseUntil else { return nil }
        return (reviewer, leaseUntil)
    }
}
