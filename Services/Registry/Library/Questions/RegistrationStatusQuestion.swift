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
        let asker = Area(keeper: "registry", account: actor.account)
        guard actor.may(RegistryPermission.readRegistration, in: asker) else { throw QuestionRefused.forbidden }
        if let request = query.request,
            let holder = try await database.holder(of: OrganisationDecider.claim(request: request)),
            holder != query.registration
        {
            throw QuestionRefused(.keyReused)
        }
        let row = try await database.query(
            """
            SELECT organisation, problems, existing, applicant, EXISTS (
                SELECT FROM members AS m WHERE m.organisation = r.organisation AND m.account = \(actor.account)::uuid
            ) AS member
            FROM registrations AS r WHERE registration = \(query.registration)
            """
        ).first
        guard let row else { return nil }
        let organisation: UUID? = try row.get("organisation")
        var area = Area(keeper: "registry", organisation: organisation, account: try row.get("applicant"))
        let isMember: Bool = try row.get("member")
        area.members = isMember ? actor.account.map { [OrganisationMember(account: $0, roles: [])] } : []
        guard actor.may(RegistryPermission.readRegistration, in: area) else { throw QuestionRefused.notFound }
        return RegistrationOutcome(
            registration: query.registration, organisation: organisation,
            problems: try JSON.value([Problem].self, from: try row.get("problems", as: String.self)),
            existing: try row.get("existing"))
    }
}
