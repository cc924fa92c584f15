// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.UUID

/// Looks into the case before a part of it is asked: whose statement it is, and why there is nothing to ask yet.
enum CaseLookup {
    static func prepare(
        _ given: RecordContacts, from database: Pool
    ) async throws -> Preparation<StatementCommand> {
        guard let found = try await database.state(of: CaseDecider.self, given.caseID) else {
            return .refused([.notFound])
        }
        return .decide(stream: found.state.subject.statement, .recordContacts(given))
    }

    static func prepare(
        _ command: PlanCommand, of caseID: UUID, for actor: Actor, from database: Pool
    ) async throws -> Preparation<PlanCommand> {
        let plan = CaseID.plan(of: caseID)
        if let problem = try await problem(
            caseID, PlanDecider.self, plan, .submitPlan, actor, database,
            missing: { $0.isMet(.assessment) ? .planNotNeeded : .notSubmitted })
        {
            return .refused([problem])
        }
        return .decide(stream: plan, command)
    }

    static func prepare(
        _ given: ResendDeclaration, for actor: Actor, from database: Pool
    ) async throws -> Preparation<AgreementCommand> {
        let agreement = CaseID.agreement(of: given.caseID)
        if let problem = try await problem(
            given.caseID, AgreementDecider.self, agreement, .resendDeclaration, actor, database,
            missing: { _ in .declarationNotDue })
        {
            return .refused([problem])
        }
        return .decide(stream: agreement, .resend)
    }

    /// Why a part of a case cannot be asked; nil when it is there. Whoever may not ask it is told that first.
    private static func problem<Part: Decider>(
        _ caseID: UUID, _ part: Part.Type, _ stream: UUID, _ permission: CompliancePermission, _ actor: Actor,
        _ database: Pool, missing: (CaseState) -> Problem
    ) async throws -> Problem? {
        let found = try await database.states([WantedState(CaseDecider.self, caseID), WantedState(part, stream)])
        guard let state = found.state(of: CaseDecider.self, caseID)?.state else { return .notFound }
        if let barrier = state.subject.barrier(permission, for: actor) { return barrier.problem }
        return found.state(of: part, stream) == nil ? missing(state) : nil
    }
}

extension Problem {
    fileprivate static let notSubmitted = Problem(
        code: "assessment-not-submitted", message: "Submit the assessment before you write a plan.")
    fileprivate static let planNotNeeded = Problem(
        code: "plan-not-needed", message: "You do not need to send an improvement plan.")
    fileprivate static let declarationNotDue = Problem(
        code: "declaration-not-due", message: "There is no declaration to send again yet.")
}
