// SPDX-License-Identifier: Apache-2.0

import Contracts

/// One process towards a signed statement, as its gates stand.
struct CaseState: CasePart, Codable, Sendable, Equatable {
    var subject: CaseSubject
    var requirementSet: String
    /// Those whose turn has come.
    var gates: [String: GateStanding] = [:]
    /// Key requirements below level 2 when the assessment was submitted. SOC-027, SOC-112
    var belowLevelTwo: [String] = []
    /// The digest of the submitted assessment.
    var assessment: String?
    /// The newest e-mail to the contact did not arrive.
    var isContactLost = false

    func standing(of gate: GateKind) -> GateStanding { gates[gate.rawValue] ?? .closed }

    func isMet(_ gate: GateKind) -> Bool { standing(of: gate) == .met }
}
