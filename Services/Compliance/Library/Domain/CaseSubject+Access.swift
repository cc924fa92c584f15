// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// What every part of a case knows: whose it is.
protocol CasePart {
    var subject: CaseSubject { get }
}

/// A refusal that can say no more than whether there is something to refuse.
protocol Barring: DomainRefusal {
    static func barred(_ barrier: Barrier) -> Self
}

extension Decider where State: CasePart, Refusal: Barring {
    /// - Returns: the state of a part that somebody may do this with.
    @discardableResult
    static func open(
        _ state: State?, for permission: CompliancePermission, _ context: Context
    ) throws(Refusal) -> State {
        guard let state else { throw .barred(.unknown) }
        if let barrier = state.subject.barrier(permission, for: context.actor) { throw .barred(barrier) }
        return state
    }

    /// Parts are opened by the service itself, before there is anything that knows whose they are.
    static func checkOpening(_ context: Context) throws(Refusal) {
        guard context.actor.may(CompliancePermission.followUp, in: .compliance) else { throw .barred(.unknown) }
    }
}

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
