// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

// What is decided about a contract itself, as forms and the API have it. C-15, C-16

/// One Super Administrator for another. C-16
struct Replacement: Described {
    var leaves: String
    var comes: String

    static let schema = Schema.object([
        .init("leaves", .id, "The account of who goes, at once."),
        .init("comes", .id, "The account of who comes, once confirmed: a member of the contracting organisation."),
    ])
    static let example = Replacement(leaves: Sample.account.text, comes: Sample.organisation.text)

    /// - Throws: `Failure.notFound` when one of them is no id.
    func instruction(in group: UUID) throws(Failure) -> ReplaceSuperAdministrator {
        guard let leaves = UUID(uuidString: leaves), let comes = UUID(uuidString: comes) else { throw .notFound }
        return ReplaceSuperAdministrator(group: group, leaves: leaves, comes: comes)
    }
}

extension Replacement {
    init(_ checks: inout Checks) {
        leaves = checks.required("leaves", "Select who goes", limit: 40)
        comes = checks.required("comes", "Select who comes", limit: 40)
    }
}

/// How many licences a contract has. C-15
struct NewAllowance: Described {
    var allowance: Int
    var reason: String

    static let schema = Schema.object([
        .init("allowance", .count, "Licences that may be in use at once; not fewer than are."),
        .init("reason", .typed, "Why; it stays on record."),
    ])
    static let example = NewAllowance(allowance: 150, reason: "Forty practices joined the contract in May.")
}

extension NewAllowance {
    init(_ checks: inout Checks) {
        let typed = checks.required("allowance", "Enter how many licences the contract has", limit: 10)
        // Zero is out of the range that there may be, and refused with it.
        allowance = Int(typed.filter { $0 != "," && !$0.isWhitespace }) ?? 0
        reason = checks.required("reason", "Say why", limit: Lengths.note)
    }
}
