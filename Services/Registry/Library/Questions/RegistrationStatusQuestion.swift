// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// What became of a registration, for whoever submitted it. ISG-53
struct RegistrationStatusQuestion: Question {
    func answer(
        _ query: RegistrationStatus, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> RegistrationOutcome? {
        switch actor.kind {
        // A partner knows the id only if it made it: it cannot be guessed.
        case .account, .operator, .partner: break
        case .visitor, .service: throw QuestionRefused.forbidden
        }
        if let request = query.request,
            let holder = try await database.holder(of: OrganisationDecider.claim(request: request)),
            holder != query.registration
        {
            throw QuestionRefused(.keyReused)
        }
        let row = try await database.query(
            """
            SELECT organisation, problems, coalesce(applicant = \(actor.account)::uuid OR EXISTS (
                SELECT FROM members AS m WHERE m.organisation = r.organisation AND m.account = \(actor.account)::uuid
            ), false) AS own
            FROM registrations AS r WHERE registration = \(query.registration)
            """
        ).first
        guard let row else { return nil }
        let own: Bool = try row.get("own")
        guard own || actor.kind != .account else { throw QuestionRefused.notFound }
        return RegistrationOutcome(
            registration: query.registration, organisation: try row.get("organisation"),
            problems: try JSON.value([Problem].self, from: try row.get("problems", as: String.self)))
    }
}
