// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.UUID

/// Who may do and see what with a case.
enum CaseAccess {
    /// The service itself: what its own decisions and timers ask for.
    static func isReviewDesk(_ actor: Actor) -> Bool { actor.kind == .service && actor.id == "compliance" }

    static func team(host: String?) -> String { host.map(ReviewTeam.host) ?? ReviewTeam.national }

    /// Signatory, contact, answers and plan come from the practice alone. SOC-126, SOC-128
    static func mayAnswer(_ actor: Actor, organisation: UUID) -> Bool {
        actor.holds(.administrator, in: organisation)
    }

    /// Members, the reviewers of its area, the national team, the central administrators and the operator.
    static func mayRead(_ actor: Actor, organisation: UUID, host: String?) -> Bool {
        actor.isMember(of: organisation) || actor.reviews(for: team(host: host)) || actor.reviews(for: "national")
            || actor.isCentralAdmin || actor.kind == .operator
    }

    /// Who may have the declaration sent again. SOC-121
    static func mayResend(_ actor: Actor, organisation: UUID, host: String?) -> Bool {
        mayAnswer(actor, organisation: organisation) || actor.reviews(for: team(host: host)) || actor.isCentralAdmin
    }
}
