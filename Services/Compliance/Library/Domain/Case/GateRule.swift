// SPDX-License-Identifier: Apache-2.0

import Contracts

/// A gate in a route: when its turn comes, and who has to see to it.
struct GateRule: Sendable {
    let gate: GateKind
    let owner: GateOwner
    /// Its turn comes when these are met.
    var after: [GateKind] = []
    /// It cannot be finished before these are met, though it can be begun.
    var notBefore: [GateKind] = []
    /// False when this case can do without it, as far as is known.
    var isNeeded: @Sendable (CaseState) -> Bool = { _ in true }
    /// The rule that it comes from.
    let because: String

    /// How a general practice comes to its first statement.
    static let practice: [GateRule] = [
        GateRule(gate: .contacts, owner: .practice, because: "SOC-039"),
        GateRule(gate: .code, owner: .practice, because: "C-09"),
        GateRule(gate: .assessment, owner: .practice, notBefore: [.contacts, .code], because: "SOC-032"),
        GateRule(
            gate: .plan, owner: .practice, after: [.assessment], isNeeded: { !$0.belowLevelTwo.isEmpty },
            because: "SOC-029"),
        GateRule(gate: .declaration, owner: .signatory, after: [.contacts, .assessment, .plan], because: "SOC-031"),
    ]
}

extension CaseState {
    private var needed: [GateRule] { GateRule.practice.filter { $0.isNeeded(self) } }

    /// Gates whose turn has come just now.
    var due: [GateKind] {
        needed.filter { standing(of: $0.gate) == .closed && unmet($0.after).isEmpty }.map(\.gate)
    }

    /// Those of some gates that this case needs and has not met.
    private func unmet(_ gates: [GateKind]) -> [GateKind] {
        needed.map(\.gate).filter { gates.contains($0) && !isMet($0) }
    }

    /// All gates of the case, in their order.
    var overview: [CaseGate] {
        needed.map { rule in
            let standing = standing(of: rule.gate)
            return CaseGate(
                kind: rule.gate, standing: standing,
                owner: standing == .waiting ? .host : standing == .stuck ? .practice : rule.owner,
                waitsFor: standing == .met ? [] : unmet(rule.after + rule.notBefore), because: rule.because)
        }
    }
}
