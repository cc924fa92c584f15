// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// A case with its parts, as their events left them.
struct CaseReading: Sendable {
    let state: CaseState
    let statement: StatementState?
    let assessment: AssessmentState?
    let plan: PlanState?
    let agreement: AgreementState?
    /// Moves on with each event of any of them.
    let version: Int64

    /// When it was signed, if it was; also when that was a moment after the states were read.
    let signed: Date?
    let opened: Date

    /// A case that the actor may read. One that they may not is not found, so that nobody learns which there are.
    static func find(_ id: UUID, for actor: Actor, from database: Pool) async throws -> CaseReading {
        let rows = try await database.query("SELECT organisation, opened, signed FROM cases WHERE id = \(id)")
        guard let row = rows.first else { throw QuestionRefused.notFound }
        let statement = StatementID.of(organisation: try row.get(0))
        let (assessment, plan) = (CaseID.assessment(of: id), CaseID.plan(of: id))
        let agreement = CaseID.agreement(of: id)
        let found = try await database.states([
            WantedState(CaseDecider.self, id), WantedState(StatementDecider.self, statement),
            WantedState(AssessmentDecider.self, assessment), WantedState(PlanDecider.self, plan),
            WantedState(AgreementDecider.self, agreement),
        ])
        guard let state = found.state(of: CaseDecider.self, id)?.state,
            actor.may(CompliancePermission.readCase, in: state.subject.area)
        else { throw QuestionRefused.notFound }
        return CaseReading(
            state: state, statement: found.state(of: StatementDecider.self, statement)?.state,
            assessment: found.state(of: AssessmentDecider.self, assessment)?.state,
            plan: found.state(of: PlanDecider.self, plan)?.state,
            agreement: found.state(of: AgreementDecider.self, agreement)?.state, version: found.versions,
            signed: try row.get(2), opened: try row.get(1))
    }
}
