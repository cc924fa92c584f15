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
        Self.details(try await CaseRow.find(query.caseID, for: actor, from: database))
    }

    static func details(_ row: CaseRow) -> CaseDetails {
        let state = row.state
        return CaseDetails(
            caseID: state.caseID, organisation: state.organisation, organisationName: state.organisationName,
            odsCode: state.odsCode, host: state.host, stage: state.stage, outstanding: state.outstanding,
            signatory: state.signatory, contact: state.contact, requirementSet: state.requirementSet,
            answered: state.answers.count, requirements: state.requirements.count,
            belowLevelTwo: state.belowLevelTwo, plan: state.plan?.actions ?? [], planComment: state.plan?.comment,
            signedBy: state.signature?.signedBy, capacity: state.signature?.capacity, signedAt: row.signed,
            opened: row.opened, version: row.version)
    }
}
