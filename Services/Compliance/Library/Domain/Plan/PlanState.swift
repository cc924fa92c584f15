// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.UUID

/// The improvement plan of a case: what is needed, and the newest one that was sent.
struct PlanState: CasePart, Codable, Sendable, Equatable {
    enum Standing: String, Codable, Sendable { case waiting, approved, returned }

    var subject: CaseSubject
    /// The key requirements below level 2.
    var needed: [String]
    /// How many were sent; 0 before the first.
    var number = 0
    /// How often one was saved or sent.
    var revision = 0
    /// Saved, and not sent yet.
    var draft: [PlanAction]?
    var actions: [PlanAction] = []
    /// The review task of the newest.
    var task: UUID?
    var standing: Standing?
    /// The reviewer's.
    var comment: String?
}
