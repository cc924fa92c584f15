// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// The cases of an organisation that the actor may read; none for everybody else.
struct FindCasesQuestion: Question {
    func answer(
        _ query: FindCases, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> [CaseSummary] {
        let rows = try await database.query(
            """
            SELECT id, name, host_code, stage, undelivered, opened FROM cases
            WHERE organisation = \(query.organisation) ORDER BY id LIMIT \(Cursor.pageSize)
            """)
        var summaries: [CaseSummary] = []
        for row in rows {
            let host: String? = try row.get("host_code")
            guard actor.may(CompliancePermission.readCase, in: .ofCase(organisation: query.organisation, host: host)),
                let stage = CaseStage(rawValue: try row.get("stage", as: String.self))
            else { continue }
            summaries.append(
                CaseSummary(
                    caseID: try row.get("id"), organisation: query.organisation,
                    organisationName: try row.get("name"), stage: stage, opened: try row.get("opened"),
                    isUndelivered: try row.get("undelivered")))
        }
        return summaries
    }
}
