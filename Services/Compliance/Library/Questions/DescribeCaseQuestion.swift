// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// A case: its stage and what is outstanding.
struct DescribeCaseQuestion: Question {
    func answer(
        _ query: DescribeCase, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> CaseDetails {
        let found = try await CaseReading.find(query.caseID, for: actor, from: database)
        let rows = try await database.query("SELECT opened, signed FROM cases WHERE id = \(query.caseID)")
        guard let row = rows.first else { throw QuestionRefused.notFound }
        return Self.details(found, for: actor, opened: try row.get("opened"), signed: try row.get("signed"))
    }

    /// - Parameters:
    ///   - opened: when the case began.
    ///   - signed: when it was signed, if it was; also when that was a moment after the state was read.
    static func details(
        _ found: Snapshot<CaseDecider>, for actor: Actor, opened: Date, signed: Date?
    ) -> CaseDetails {
        let state = found.state
        return CaseDetails(
            caseID: state.caseID, organisation: state.organisation, organisationName: state.organisationName,
            odsCode: state.odsCode, host: state.host, stage: state.stage, outstanding: state.outstanding,
            signatory: state.signatory, contact: state.contact,
            contactsRevision: state.revisions.contacts, requirementSet: state.requirementSet,
            answered: state.answers.count, requirements: state.requirements.count,
            belowLevelTwo: state.belowLevelTwo, plan: state.plan?.actions ?? [], planComment: state.plan?.comment,
            planRevision: state.planRevision, signedBy: state.signature?.signedBy, capacity: state.signature?.capacity,
            signedAt: state.signature == nil ? nil : signed, opened: opened, version: found.version,
            may: actor.permissions(in: state.area))
    }
}
