// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// The cases of an organisation that the actor may read, or of all that the actor belongs to; none for everybody else.
struct FindCasesQuestion: Question {
    /// Cases of one person's organisations: more than anybody looks through.
    private static let limit = 500

    func answer(
        _ query: FindCases, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> [CaseSummary] {
        let organisations = query.organisation.map { [$0] } ?? actor.memberships.map(\.organisation)
        guard !organisations.isEmpty else { return [] }
        let rows = try await database.query(
            """
            SELECT id, organisation, name, host_code, stage, undelivered, opened FROM cases
            WHERE organisation = ANY(\(organisations)::uuid[]) ORDER BY organisation, id LIMIT \(Self.limit)
            """)
        var summaries: [CaseSummary] = []
        for row in rows {
            let host: String? = try row.get("host_code")
            let organisation: UUID = try row.get("organisation")
            guard actor.may(CompliancePermission.readCase, in: .ofCase(organisation: organisation, host: host)),
                let stage = CaseStage(rawValue: try row.get("stage", as: String.self))
            else { continue }
            summaries.append(
                CaseSummary(
                    caseID: try row.get("id"), organisation: organisation,
                    organisationName: try row.get("name"), stage: stage, opened: try row.get("opened"),
                    isUndelivered: try row.get("undelivered")))
        }
        return summaries
    }
}
