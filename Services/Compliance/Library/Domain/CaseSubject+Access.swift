// SPDX-License-Identifier: Apache-2.0

import Contracts

extension CaseSubject {
    var area: Area { .ofCase(organisation: organisation, host: host?.code) }

    /// The team that reviews it: the host's own, or the national one where there is no host. SOC-115, C-17, C-26
    var team: String { ReviewTeam.of(host: host?.code) }

    /// What stands in somebody's way; nil when they may.
    func barrier(_ permission: CompliancePermission, for actor: Actor) -> Barrier? {
        if actor.may(permission, in: area) { return nil }
        return actor.may(CompliancePermission.readCase, in: area) ? .forbidden : .unknown
    }

    /// The same case with an ODS code, and the host that goes with it.
    mutating func take(_ fact: CodeRecorded) {
        odsCode = fact.odsCode
        host = fact.host
    }
}

/// Whoever may not even know of a case is not told that there is one.
enum Barrier: Equatable {
    case forbidden, unknown

    var problem: Problem { self == .forbidden ? .forbidden : .notFound }
}

extension Problem {
    /// IMP-05: what an author did not see is not overwritten.
    static func conflict(_ message: String) -> Problem { Problem(code: "conflict", message: message, kind: .stale) }
}
