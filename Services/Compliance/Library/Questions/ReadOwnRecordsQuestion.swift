// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Where statements name the one who asks. That the addresses are theirs the front door vouches for.
struct ReadOwnRecordsQuestion: Question {
    private static let limit = 500

    func answer(
        _ query: ReadOwnRecords, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> [OwnRecord] {
        guard actor.person != nil else { throw QuestionRefused.forbidden }
        let rows = try await database.query(
            """
            SELECT statement, part, case_id FROM named_people
            WHERE email = ANY(\(query.addresses.map { $0.lowercased() })::text[])
            ORDER BY case_id, part LIMIT \(Self.limit)
            """)
        let found = try await database.states(
            try rows.flatMap { row in
                [
                    WantedState(StatementDecider.self, try row.get(0)),
                    WantedState(AgreementDecider.self, CaseID.agreement(of: try row.get(2))),
                ]
            })
        return try rows.compactMap { row in
            let caseID: UUID = try row.get(2)
            guard let part = OwnRecord.Part(rawValue: try row.get(1)),
                let state = found.state(of: StatementDecider.self, try row.get(0))?.state,
                let details = part == .signatory ? state.signatory : state.contact
            else { return nil }
            let signature = found.state(of: AgreementDecider.self, CaseID.agreement(of: caseID))?.state.signature
            return OwnRecord(
                caseID: caseID, organisationName: state.subject.organisationName, part: part, details: details,
                signedBy: part == .signatory ? signature?.signedBy : nil)
        }
    }
}
